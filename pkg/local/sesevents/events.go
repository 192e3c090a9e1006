package sesevents

import (
	"crypto/rand"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"usher/pkg/api"
	"usher/pkg/core/mail"
)

// Events returns the events that SES sends about a message that it accepted at this
// time under this id, in order: its event publishing records in EventBridge's
// envelopes. It returns an error if a record cannot be encoded.
func Events(m mail.Message, id string, at time.Time) ([]events.EventBridgeEvent, error) {
	l := accepted{m, id, at}
	var all []events.EventBridgeEvent
	for i, what := range l.outcomes() {
		e, err := l.envelope(what, at.Add(time.Duration(i)*time.Millisecond))
		if err != nil {
			return nil, err
		}
		all = append(all, e)
	}
	return all, nil
}

// outcome is one event: its type in the envelope and in the record, and the part of
// the record that describes it, made for the time when it happens.
type outcome struct {
	detailType, eventType, part string
	content                     func(at api.Time) object
}

type object = map[string]any

// accepted is a message that SES accepted.
type accepted struct {
	mail.Message
	id string
	at time.Time
}

// outcomes returns what happens to the message.
func (l accepted) outcomes() []outcome {
	sent := outcome{"Email Sent", "Send", "send", func(api.Time) object { return object{} }}
	switch Scenario(l.To) {
	case "bounce":
		return []outcome{sent, l.bounced("Permanent", "General", l.failed("smtp; 550 5.1.1 user unknown"))}
	case "suppressionlist":
		return []outcome{sent, l.bounced("Permanent", "OnAccountSuppressionList", l.failed("Amazon SES did not send the "+
			"message to this address because it is on the suppression list for your account."))}
	case "complaint":
		return []outcome{sent, l.delivered(), l.complained()}
	case "ooto": // SES reports an automatic reply as a bounce
		return []outcome{sent, l.delivered(), l.bounced("Transient", "General", object{"emailAddress": l.To})}
	}
	return []outcome{sent, l.delivered()}
}

// failed returns the recipient of a permanent bounce.
func (l accepted) failed(diagnostic string) object {
	return object{"emailAddress": l.To, "action": "failed", "status": "5.1.1", "diagnosticCode": diagnostic}
}

// Scenario returns the name of an address of SES's mailbox simulator, without a label
// ("bounce" for bounce+1@simulator.amazonses.com); it is empty for other addresses.
func Scenario(to string) string {
	local, domain, _ := strings.Cut(strings.ToLower(to), "@")
	if domain != "simulator.amazonses.com" {
		return ""
	}
	name, _, _ := strings.Cut(local, "+")
	return name
}

func (l accepted) delivered() outcome {
	return outcome{"Email Delivered", "Delivery", "delivery", func(at api.Time) object {
		return object{"timestamp": at, "processingTimeMillis": at.Sub(l.at).Milliseconds(), "recipients": []string{l.To},
			"smtpResponse": "250 2.6.0 Message received", "reportingMTA": "local.smtp-out.amazonses.com"}
	}}
}

func (l accepted) bounced(kind, subType string, recipient object) outcome {
	return outcome{"Email Bounced", "Bounce", "bounce", func(at api.Time) object {
		return object{"bounceType": kind, "bounceSubType": subType, "bouncedRecipients": []object{recipient},
			"timestamp": at, "feedbackId": l.id + "-bounce", "reportingMTA": "dns; local.smtp-out.amazonses.com"}
	}}
}

func (l accepted) complained() outcome {
	return outcome{"Email Complaint Received", "Complaint", "complaint", func(at api.Time) object {
		return object{"complainedRecipients": []object{{"emailAddress": l.To}}, "timestamp": at,
			"feedbackId": l.id + "-complaint", "complaintSubType": nil, "complaintFeedbackType": "abuse",
			"userAgent": "Amazon SES Mailbox Simulator", "arrivalDate": at}
	}}
}

func (l accepted) envelope(o outcome, at time.Time) (events.EventBridgeEvent, error) {
	tags := map[string][]string{"kind": {l.Kind}}
	for name, value := range l.Tags {
		tags[name] = []string{value}
	}
	detail, err := json.Marshal(object{"eventType": o.eventType, o.part: o.content(api.At(at)),
		"mail": object{"timestamp": api.At(l.at), "messageId": l.id, "destination": []string{l.To},
			"headersTruncated": false, "tags": tags}})
	if err != nil {
		return events.EventBridgeEvent{}, fmt.Errorf("sesevents: %w", err)
	}
	return events.EventBridgeEvent{Version: "0", ID: rand.Text(), DetailType: o.detailType, Source: "aws.ses",
		AccountID: "000000000000", Time: at.UTC().Truncate(time.Second), Region: "us-east-1", Resources: []string{},
		Detail: detail}, nil
}
