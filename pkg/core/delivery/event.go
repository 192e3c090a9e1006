package delivery

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"usher/pkg/api"
)

// Kind is what an event says of a mail's arrival.
type Kind string

// The kinds. A bounce that SES calls Permanent is hard; one that it calls
// Transient or Undetermined is soft, and may be an out-of-office reply.
const (
	Unknown    Kind = ""            // an event that SES has for other things
	Neutral    Kind = "neutral"     // a delay, an opened mail, a "not spam": says nothing of arrival
	Sent       Kind = "sent"        // SES took it
	Unrendered Kind = "unrendered"  // SES could not make it of its template
	Rejected   Kind = "rejected"    // SES took it and found that it may not be sent
	SoftBounce Kind = "soft bounce" // it did not arrive, or somebody's server answered it
	Delivered  Kind = "delivered"   // the recipient's server took it
	HardBounce Kind = "hard bounce" // it never will arrive
	Complained Kind = "complained"  // the recipient called it spam
)

// Event is what SES says became of one mail.
type Event struct {
	Kind Kind
	Type string // as SES calls it, fit for a log; for what is Unknown

	Org, User, Nonce string // the invitation that was mailed; empty for other mails

	Message string   // SES's id of the mail
	Mailed  api.Time // when SES took the mail
	At      api.Time // when it happened, never before Mailed
	Detail  string   // what was said about it, up to 500 characters on one line
}

// record is SES's event, as far as it matters here.
type record struct {
	EventType string     `json:"eventType"`
	Mail      mailed     `json:"mail"`
	Delivery  *moment    `json:"delivery"`
	Bounce    *bounce    `json:"bounce"`
	Complaint *complaint `json:"complaint"`
	Reject    *reject    `json:"reject"`
	Failure   *failure   `json:"failure"`
}

type mailed struct {
	Timestamp api.Time            `json:"timestamp"`
	MessageID string              `json:"messageId"`
	Tags      map[string][]string `json:"tags"`
}

type moment struct {
	Timestamp api.Time `json:"timestamp"`
}

// Parse reads an event of SES as EventBridge delivers it: the event publishing
// record in its detail. The type is that of the record or, where it has none,
// of the envelope. It returns an error that says what is wrong when the event
// is none of SES's, or one of a known type that is not complete. An event of
// another type, or of a mail that is not an invitation, is not an error.
func Parse(e events.EventBridgeEvent) (Event, error) {
	if e.Source != "aws.ses" {
		return Event{}, fmt.Errorf("delivery: an event of %q is not one of aws.ses", clean(e.Source))
	}
	var r record
	if len(e.Detail) == 0 || e.Detail[0] != '{' {
		return Event{}, errors.New("delivery: the event's detail is not an object")
	}
	if err := json.Unmarshal(e.Detail, &r); err != nil {
		return Event{}, fmt.Errorf("delivery: the event's detail: %w", err)
	}
	name := r.name(e.DetailType)
	out := Event{Type: clean(name)}
	read := readers()[name]
	if read == nil {
		return out, nil
	}
	if err := out.identify(r.Mail); err != nil {
		return Event{}, fmt.Errorf("delivery: %s: %w", name, err)
	}
	if err := read(&r, &out); err != nil {
		return Event{}, fmt.Errorf("delivery: %s: %w", name, err)
	}
	out.settle(e.Time)
	return out, nil
}

// name is the record's type, or else what the envelope's means.
func (r *record) name(detailType string) string {
	if r.EventType != "" {
		return r.EventType
	}
	switch detailType {
	case "Email Sent":
		return "Send"
	case "Email Delivered":
		return "Delivery"
	case "Email Delivery Delayed":
		return "DeliveryDelay"
	case "Email Bounced":
		return "Bounce"
	case "Email Complaint Received":
		return "Complaint"
	case "Email Rejected":
		return "Reject"
	case "Email Rendering Failed":
		return "Rendering Failure"
	}
	return detailType
}

// settle puts the event's time between the mail's and the envelope's: bounces
// and complaints bear the clock of somebody else's server. The envelope's is cut
// to whole seconds.
func (e *Event) settle(published time.Time) {
	if latest := api.At(published.Add(time.Second - time.Millisecond)); e.At.IsZero() || latest.Before(e.At.Time) {
		e.At = latest
	}
	if e.At.Before(e.Mailed.Time) {
		e.At = e.Mailed
	}
}
