package stages

import (
	"errors"
	"net/url"
	"regexp"
)

// secrets matches the names and ARNs of secrets.
func secrets() *regexp.Regexp { return regexp.MustCompile(`^[\w/+=.@:-]+$`) }

func (s Stage) checkEvents() error {
	if (s.EventsURL == "") != (s.EventsKey == "") {
		return errors.New("eventsUrl and eventsKey go together: https://acme.example/hooks/usher, and the secret to send")
	}
	if s.EventsURL == "" {
		return nil
	}
	u, err := url.Parse(s.EventsURL)
	if err != nil || u.Scheme != "https" || u.Host == "" || u.User != nil || u.Fragment != "" {
		return errors.New("eventsUrl must be an https address without a user, such as https://acme.example/hooks/usher")
	}
	if !secrets().MatchString(s.EventsKey) {
		return errors.New("eventsKey must be the name or ARN of a secret in Secrets Manager, such as usher/prod/events")
	}
	return nil
}
