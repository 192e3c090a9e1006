package delivery_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/aws/aws-lambda-go/events"

	"usher/pkg/api"
	"usher/pkg/core/delivery"
)

const (
	org     = "org_01k0000000000000000samp1es"
	user    = "usr_01k0000000000000000000000c"
	nonce   = "MDAwMDAwMDAwMDAwMDAwYw"
	message = "EXAMPLE7c191be45-e9aedb9a-02f9-4d12-a87d-dd0099a07f8a-000000"
)

// example reads an event in the form that SES documents.
func example(t testing.TB, name string) events.EventBridgeEvent {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("testdata", "ses", name+".json"))
	if err != nil {
		t.Fatal(err)
	}
	var e events.EventBridgeEvent
	if err := json.Unmarshal(raw, &e); err != nil {
		t.Fatal(err)
	}
	return e
}

func at(t testing.TB, text string) api.Time {
	t.Helper()
	var out api.Time
	if err := out.UnmarshalText([]byte(text)); err != nil {
		t.Fatal(err)
	}
	return out
}

func TestParse(t *testing.T) {
	const mailed, told = "2017-08-05T00:40:02.012Z", "2017-08-05T00:41:02.669Z"
	tests := []struct {
		name     string
		kind     delivery.Kind
		typ      string
		at       string
		detail   string
		noInvite bool
	}{
		{name: "send", kind: delivery.Sent, typ: "Send", at: mailed},
		{name: "delivery", kind: delivery.Delivered, typ: "Delivery", at: "2017-08-05T00:40:03.205Z"},
		{name: "delivery_delay", kind: delivery.Neutral, typ: "DeliveryDelay", at: mailed},
		{name: "bounce_permanent", kind: delivery.HardBounce, typ: "Bounce", at: told, detail: "smtp; 550 5.1.1 user unknown"},
		{name: "bounce_suppressed", kind: delivery.HardBounce, typ: "Bounce", at: told,
			detail: "Amazon SES did not send the message to this address because it is on the suppression list for your account."},
		{name: "bounce_transient", kind: delivery.SoftBounce, typ: "Bounce", at: told, detail: "4.2.2"},
		{name: "bounce_out_of_office", kind: delivery.SoftBounce, typ: "Bounce", at: told, detail: "General"},
		{name: "bounce_undetermined", kind: delivery.SoftBounce, typ: "Bounce", at: told, detail: "Undetermined"},
		{name: "complaint", kind: delivery.Complained, typ: "Complaint", at: told, detail: "abuse"},
		{name: "complaint_not_spam", kind: delivery.Neutral, typ: "Complaint", at: told, detail: "not-spam"},
		{name: "reject", kind: delivery.Rejected, typ: "Reject", at: "2017-08-05T00:41:03.999Z", detail: "Bad content"},
		{name: "rendering_failure", kind: delivery.Unrendered, typ: "Rendering Failure", at: "2017-08-05T00:41:03.999Z",
			detail: "Attribute 'attributeName' is not present in the rendering data."},
		{name: "open", kind: delivery.Neutral, typ: "Open", at: mailed},
		{name: "click", kind: delivery.Neutral, typ: "Click", at: mailed},
		{name: "password_mail", kind: delivery.Delivered, typ: "Delivery", at: "2017-08-05T00:40:03.205Z", noInvite: true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			want := delivery.Event{Kind: tt.kind, Type: tt.typ, Org: org, User: user, Nonce: nonce,
				Message: message, Mailed: at(t, mailed), At: at(t, tt.at), Detail: tt.detail}
			if tt.noInvite {
				want.Org, want.User, want.Nonce = "", "", ""
			}
			if got, err := delivery.Parse(example(t, tt.name)); err != nil || got != want {
				t.Errorf("got  %+v, %v\nwant %+v", got, err, want)
			}
		})
	}
}

// TestTheEnvelopeNamesTheType where the record does not.
func TestTheEnvelopeNamesTheType(t *testing.T) {
	for _, name := range []string{"send", "delivery", "delivery_delay", "bounce_permanent", "complaint", "reject", "rendering_failure"} {
		e := example(t, name)
		want, err := delivery.Parse(e)
		if err != nil {
			t.Fatal(err)
		}
		e.Detail = json.RawMessage(strings.Replace(string(e.Detail), `"eventType"`, `"eventKind"`, 1))
		if got, err := delivery.Parse(e); err != nil || got != want {
			t.Errorf("%s: %+v, %v, want %+v", name, got, err, want)
		}
	}
}

func TestUnknownTypesAreNoErrors(t *testing.T) {
	status := example(t, "sending_status")
	novel := example(t, "send")
	novel.Detail = json.RawMessage(`{"eventType":"Tele\u202eported\u0007","mail":{"tags":{"user":["nobody"]}}}`)
	for want, e := range map[string]events.EventBridgeEvent{"Sending Status Disabled": status, "Teleported": novel} {
		if got, err := delivery.Parse(e); err != nil || got != (delivery.Event{Type: want}) {
			t.Errorf("%+v, %v, want nothing but the type %q", got, err, want)
		}
	}
}

func TestParseRefuses(t *testing.T) {
	edit := func(name, old, replacement string) events.EventBridgeEvent {
		e := example(t, name)
		changed := strings.Replace(string(e.Detail), old, replacement, 1)
		if changed == string(e.Detail) {
			t.Fatalf("%s holds no %s", name, old)
		}
		e.Detail = json.RawMessage(changed)
		return e
	}
	foreign, empty := example(t, "send"), example(t, "send")
	foreign.Source, empty.Detail = "aws.\nec2", nil
	tests := map[string]struct {
		e    events.EventBridgeEvent
		says string
	}{
		"of another service":     {foreign, `"aws. ec2" is not one of aws.ses`},
		"without a detail":       {empty, "not an object"},
		"a detail that's a text": {events.EventBridgeEvent{Source: "aws.ses", Detail: json.RawMessage(`"x"`)}, "not an object"},
		"no bounce":              {edit("bounce_permanent", `"bounce":`, `"bounced":`), "Bounce: it has no bounce"},
		"a new type of bounce":   {edit("bounce_permanent", `"Permanent"`, `"Eternal"`), "bounceType is not"},
		"no complaint":           {edit("complaint", `"complaint":`, `"complained":`), "it has no complaint"},
		"no delivery":            {edit("delivery", `"delivery":`, `"delivered":`), "it has no delivery"},
		"no reject":              {edit("reject", `"reject":`, `"rejected":`), "it has no reject"},
		"no failure":             {edit("rendering_failure", `"failure":`, `"failed":`), "it has no failure"},
		"no time of the mail":    {edit("send", `"timestamp"`, `"time"`), "mail.timestamp is missing"},
		"a time that is none":    {edit("delivery", `2017-08-05T00:40:03.205Z`, `yesterday`), "not an RFC 3339 time"},
		"a tag that is no text":  {edit("send", `"`+nonce+`"`, `7`), "the event's detail: json"},
		"two nonces":             {edit("send", `"`+nonce+`"`, `"a", "b"`), "the tag nonce is not one text"},
		"an empty nonce":         {edit("send", nonce, ""), "the tag nonce is not one text"},
		"a user that is none":    {edit("send", user, "usr_1"), "the tag user is not one user's id"},
		"no organization":        {edit("send", `"organization"`, `"organisation"`), "the tag organization is not"},
		"another's organization": {edit("send", org, user), "the tag organization is not"},
	}
	for name, tt := range tests {
		got, err := delivery.Parse(tt.e)
		if err == nil || !strings.Contains(err.Error(), tt.says) || got != (delivery.Event{}) {
			t.Errorf("%s: %+v, %v, want an error that says %q", name, got, err, tt.says)
		}
	}
}

// TestTimesAreBetweenTheMailsAndTheEnvelopes: other people's clocks are wrong.
func TestTimesAreBetweenTheMailsAndTheEnvelopes(t *testing.T) {
	for told, want := range map[string]string{
		"2017-08-05T00:41:02.669Z": "2017-08-05T00:41:02.669Z",
		"1999-01-01T00:00:00.000Z": "2017-08-05T00:40:02.012Z",
		"2099-01-01T00:00:00.000Z": "2017-08-05T00:41:03.999Z",
	} {
		e := example(t, "bounce_permanent")
		e.Detail = json.RawMessage(strings.Replace(string(e.Detail), "2017-08-05T00:41:02.669Z", told, 1))
		if got, err := delivery.Parse(e); err != nil || got.At != at(t, want) {
			t.Errorf("%s: %v, %v, want %s", told, got.At, err, want)
		}
	}
}

func TestDetailIsOneShortLine(t *testing.T) {
	long := strings.Repeat("é", 600)
	for said, want := range map[string]string{
		"550 no\r\n such\t user": "550 no such user",
		"a\u0000b\u001b[31mc":    "ab[31mc",
		"\u202egnp.exe":          "gnp.exe",
		" \n ":                   "",
		long:                     long[:2*499] + "…",
		long[:2*500]:             long[:2*500],
	} {
		e := example(t, "reject")
		reason, _ := json.Marshal(said)
		e.Detail = json.RawMessage(strings.Replace(string(e.Detail), `"Bad content"`, string(reason), 1))
		if got, err := delivery.Parse(e); err != nil || got.Detail != want {
			t.Errorf("%q: %q, %v, want %q", said, got.Detail, err, want)
		}
	}
}

func FuzzParse(f *testing.F) {
	names, _ := filepath.Glob("testdata/ses/*.json")
	for _, name := range names {
		e := example(f, strings.TrimSuffix(filepath.Base(name), ".json"))
		f.Add(e.Source, e.DetailType, []byte(e.Detail), e.Time.Unix())
	}
	f.Fuzz(func(t *testing.T, source, detailType string, detail []byte, published int64) {
		e, err := delivery.Parse(events.EventBridgeEvent{Source: source, DetailType: detailType, Detail: detail,
			Time: time.Unix(published%(1<<33), 0)})
		if err != nil {
			if e != (delivery.Event{}) {
				t.Errorf("an error, and %+v", e)
			}
			return
		}
		if source != "aws.ses" {
			t.Errorf("took an event of %q", source)
		}
		for _, text := range []string{e.Detail, e.Type, e.Message} {
			if utf8.RuneCountInString(text) > 500 || strings.ContainsFunc(text, unicode.IsControl) || !utf8.ValidString(text) {
				t.Errorf("text %q", text)
			}
		}
		tagged := e.Org != ""
		if tagged != (e.User != "") || tagged != (e.Nonce != "") {
			t.Errorf("half an invitation: %+v", e)
		}
		if tagged && e.At.Before(e.Mailed.Time) {
			t.Errorf("at %v, before it was mailed at %v", e.At, e.Mailed)
		}
	})
}
