package sesevents_test

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"usher/pkg/core/delivery"
	"usher/pkg/core/mail"
	"usher/pkg/local/sesevents"
)

func now() time.Time { return time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC) }

func message(to string) mail.Message {
	return mail.Message{To: to, Kind: "invitation", Tags: map[string]string{
		"organization": "org_01k0000000000000000samp1es", "user": "usr_01k0000000000000000000000c", "nonce": "MDAwMDAwMDAwMDAwMDAwYw"}}
}

// TestScenarios holds the addresses to what SES's mailbox simulator does, as package delivery reads it.
func TestScenarios(t *testing.T) {
	const unknown = "smtp; 550 5.1.1 user unknown"
	const suppressed = "Amazon SES did not send the message to this address because it is on the suppression list for your account."
	tests := map[string]struct {
		kinds []delivery.Kind
		last  string
	}{
		"ada@example.com":                              {[]delivery.Kind{delivery.Sent, delivery.Delivered}, ""},
		"bounce@example.com":                           {[]delivery.Kind{delivery.Sent, delivery.Delivered}, ""},
		"success@simulator.amazonses.com":              {[]delivery.Kind{delivery.Sent, delivery.Delivered}, ""},
		"bounce@simulator.amazonses.com":               {[]delivery.Kind{delivery.Sent, delivery.HardBounce}, unknown},
		"Bounce+x+y@Simulator.AmazonSES.com":           {[]delivery.Kind{delivery.Sent, delivery.HardBounce}, unknown},
		"suppressionlist+1@simulator.amazonses.com":    {[]delivery.Kind{delivery.Sent, delivery.HardBounce}, suppressed},
		"complaint@simulator.amazonses.com":            {[]delivery.Kind{delivery.Sent, delivery.Delivered, delivery.Complained}, "abuse"},
		"ooto@simulator.amazonses.com":                 {[]delivery.Kind{delivery.Sent, delivery.Delivered, delivery.SoftBounce}, "General"},
		"bounce@simulator.amazonses.com.elsewhere.org": {[]delivery.Kind{delivery.Sent, delivery.Delivered}, ""},
	}
	for to, want := range tests {
		all, err := sesevents.Events(message(to), "id-1", now())
		if err != nil {
			t.Fatal(err)
		}
		var kinds []delivery.Kind
		var last delivery.Event
		for _, e := range all {
			if last, err = delivery.Parse(e); err != nil {
				t.Fatalf("%s: %v", to, err)
			}
			kinds = append(kinds, last.Kind)
		}
		if !slices.Equal(kinds, want.kinds) || last.Detail != want.last {
			t.Errorf("%s: %v, at last %q, want %v, %q", to, kinds, last.Detail, want.kinds, want.last)
		}
		if last.Org != message(to).Tags["organization"] || last.User != message(to).Tags["user"] || last.Nonce != message(to).Tags["nonce"] ||
			last.Message != "id-1" || !last.Mailed.Equal(now()) {
			t.Errorf("%s: %+v", to, last)
		}
	}
}

// sender takes mail, or refuses it.
type sender struct{ err error }

func (s sender) Send(context.Context, mail.Message) (string, error) { return "id-1", s.err }

// TestEventsAreBroughtUntilTaken, in order; a mail that was refused has none.
func TestEventsAreBroughtUntilTaken(t *testing.T) {
	var mu sync.Mutex
	var types []string
	handle := func(_ context.Context, e events.EventBridgeEvent) error {
		mu.Lock()
		defer mu.Unlock()
		if types = append(types, e.DetailType); len(types) < 3 {
			return errors.New("not now")
		}
		return nil
	}
	refused := errors.New("refused")
	for _, err := range []error{refused, nil} {
		s := sesevents.New(t.Context(), sesevents.Options{Sender: sender{err}, Handle: handle, Now: now, Logger: slog.New(slog.DiscardHandler)})
		if id, got := s.Send(t.Context(), message("ada@example.com")); id != "id-1" || !errors.Is(got, err) {
			t.Errorf("Send = %q, %v", id, got)
		}
		s.Wait()
		if want := map[error]int{refused: 0, nil: 4}[err]; len(types) != want {
			t.Errorf("%v: brought %v", err, types)
		}
	}
	if want := []string{"Email Sent", "Email Sent", "Email Sent", "Email Delivered"}; !slices.Equal(types, want) {
		t.Errorf("brought %v, want %v", types, want)
	}
}

// TestNothingIsBroughtAfterTheEnd: what is under way ends with the context.
func TestNothingIsBroughtAfterTheEnd(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	s := sesevents.New(ctx, sesevents.Options{Sender: sender{}, Now: now, After: time.Hour, Logger: slog.New(slog.DiscardHandler),
		Handle: func(context.Context, events.EventBridgeEvent) error { t.Error("brought"); return nil }})
	if _, err := s.Send(t.Context(), message("ada@example.com")); err != nil {
		t.Error(err)
	}
	s.Wait()
}
