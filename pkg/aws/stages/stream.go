package stages

import (
	"fmt"
	"regexp"
	"strings"
)

// streams matches the ARN of a table's stream: its table, and its label, which is a time.
func streams() *regexp.Regexp {
	return regexp.MustCompile(`^arn:aws[a-z-]*:dynamodb:[a-z0-9-]+:\d{12}:table/([\w.-]+)/stream/([\dT:.-]+)$`)
}

func (s Stage) checkStream() error {
	if m := streams().FindStringSubmatch(s.Stream); s.Stream != "" && (m == nil || m[1] != s.Prefix()) {
		return fmt.Errorf("stream must be the ARN of a stream of the table %s, its LatestStreamArn: "+
			"arn:aws:dynamodb:<region>:<account>:table/%[1]s/stream/<label>", s.Prefix())
	}
	return nil
}

// StreamLabel is the label of Stream in letters and digits; empty if there is none.
func (s Stage) StreamLabel() string {
	_, label, _ := strings.Cut(s.Stream, "/stream/")
	return strings.NewReplacer("-", "", ":", "", ".", "").Replace(label)
}
