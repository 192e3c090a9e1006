package delivery_test

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"usher/pkg/api"
	"usher/pkg/core/delivery"
	"usher/pkg/store"
)

// mailed is when the mail of the tests was taken.
func mailed() time.Time { return time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC) }

// event is one of the mail's, a number of seconds after it was taken.
func event(k delivery.Kind, seconds int) delivery.Event {
	return delivery.Event{Kind: k, Mailed: api.At(mailed()), At: api.At(mailed().Add(time.Duration(seconds) * time.Second)),
		Detail: fmt.Sprintf("%s after %d s", k, seconds)}
}

// earlier is a problem that a mail before this one left.
func earlier() *store.AddressProblem {
	return &store.AddressProblem{Delivery: api.Complained, Detail: "abuse", At: api.At(mailed().Add(-time.Hour))}
}

func after(s delivery.State, all ...delivery.Event) delivery.State {
	for _, e := range all {
		s = s.After(e)
	}
	return s
}

func show(s delivery.State) string {
	if s.Problem == nil {
		return string(s.Delivery)
	}
	return fmt.Sprintf("%s, problem %+v", s.Delivery, *s.Problem)
}

func TestStages(t *testing.T) {
	problem := func(d api.Delivery, e delivery.Event) *store.AddressProblem {
		return &store.AddressProblem{Delivery: d, Detail: e.Detail, At: e.At}
	}
	send, soft, arrival := event(delivery.Sent, 0), event(delivery.SoftBounce, 2), event(delivery.Delivered, 1)
	hard, complaint := event(delivery.HardBounce, 3), event(delivery.Complained, 4)
	reject, unrendered := event(delivery.Rejected, 1), event(delivery.Unrendered, 1)
	sent := delivery.State{Delivery: api.Sent}
	tests := []struct {
		name   string
		from   delivery.State
		events []delivery.Event
		want   delivery.State
	}{
		{"faster than the note", delivery.State{Delivery: api.Queued}, []delivery.Event{send}, sent},
		{"a delay says nothing", sent, []delivery.Event{event(delivery.Neutral, 1)}, sent},
		{"delivered", sent, []delivery.Event{arrival}, delivery.State{Delivery: api.Delivered}},
		{"sent comes late", delivery.State{Delivery: api.Delivered}, []delivery.Event{send}, delivery.State{Delivery: api.Delivered}},
		{"a full mailbox", sent, []delivery.Event{soft}, delivery.State{Delivery: api.Bounced}},
		{"an out-of-office reply", sent, []delivery.Event{arrival, soft}, delivery.State{Delivery: api.Delivered}},
		{"which comes first", sent, []delivery.Event{soft, arrival}, delivery.State{Delivery: api.Delivered}},
		{"nobody there", sent, []delivery.Event{hard}, delivery.State{Delivery: api.Bounced, Problem: problem(api.Bounced, hard)}},
		{"returned afterwards", sent, []delivery.Event{arrival, hard}, delivery.State{Delivery: api.Bounced, Problem: problem(api.Bounced, hard)}},
		{"which comes first, too", sent, []delivery.Event{hard, arrival}, delivery.State{Delivery: api.Bounced, Problem: problem(api.Bounced, hard)}},
		{"spam", sent, []delivery.Event{arrival, complaint}, delivery.State{Delivery: api.Complained, Problem: problem(api.Complained, complaint)}},
		{"spam, and then all else", sent, []delivery.Event{complaint, hard, arrival, soft, send},
			delivery.State{Delivery: api.Complained, Problem: problem(api.Complained, complaint)}},
		{"a virus", sent, []delivery.Event{reject}, delivery.State{Delivery: api.Failed, Problem: problem(api.Failed, reject)}},
		{"a bad template is not the address's fault", sent, []delivery.Event{unrendered}, delivery.State{Delivery: api.Failed}},
		{"an earlier problem stays until a mail arrives", delivery.State{Delivery: api.Queued, Problem: earlier()}, []delivery.Event{send, soft},
			delivery.State{Delivery: api.Bounced, Problem: earlier()}},
		{"and ends then", delivery.State{Delivery: api.Sent, Problem: earlier()}, []delivery.Event{arrival}, delivery.State{Delivery: api.Delivered}},
		{"a newer one takes its place", delivery.State{Delivery: api.Sent, Problem: earlier()}, []delivery.Event{hard},
			delivery.State{Delivery: api.Bounced, Problem: problem(api.Bounced, hard)}},
	}
	for _, tt := range tests {
		if got := after(tt.from, tt.events...); !got.Same(tt.want) {
			t.Errorf("%s: %s, want %s", tt.name, show(got), show(tt.want))
		}
	}
}

// TestOrderDoesNotMatter: the events of one mail come to the same in whatever order they come, and however often.
func TestOrderDoesNotMatter(t *testing.T) {
	kinds := []delivery.Kind{delivery.Neutral, delivery.Sent, delivery.Unrendered, delivery.Rejected, delivery.SoftBounce,
		delivery.Delivered, delivery.HardBounce, delivery.Complained}
	rapid.Check(t, func(t *rapid.T) {
		seconds := rapid.Permutation([]int{0, 1, 2, 3, 4, 5, 6, 7}).Draw(t, "seconds")
		var all []delivery.Event
		for i, k := range rapid.SliceOfN(rapid.SampledFrom(kinds), 0, len(seconds)).Draw(t, "kinds") {
			all = append(all, event(k, seconds[i]))
		}
		start := delivery.State{Delivery: rapid.SampledFrom([]api.Delivery{api.Queued, api.Sent, api.Failed}).Draw(t, "start")}
		if rapid.Bool().Draw(t, "an earlier problem") {
			start.Problem = earlier()
		}
		want := after(start, all...)
		again := after(start, rapid.Permutation(all).Draw(t, "order")...)
		again = after(again, rapid.Permutation(all).Draw(t, "and again")...)
		if !again.Same(want) {
			t.Fatalf("%s, and in another order %s", show(want), show(again))
		}
	})
}

// TestNothingGoesBack: whatever an event changes, the one before never undoes it.
func TestNothingGoesBack(t *testing.T) {
	order := map[api.Delivery]int{api.Queued: 0, api.Sent: 1, api.Failed: 2, api.Delivered: 3, api.Bounced: 4, api.Complained: 5}
	soft := false
	for _, k := range []delivery.Kind{delivery.Sent, delivery.Unrendered, delivery.Rejected, delivery.SoftBounce, delivery.Delivered,
		delivery.HardBounce, delivery.Complained} {
		for from := range order {
			s := delivery.State{Delivery: from}
			got := s.After(event(k, 1))
			if from == api.Bounced && k == delivery.Delivered { // a soft one, which leaves no problem
				soft = got.Delivery == api.Delivered
				continue
			}
			if order[got.Delivery] < order[from] {
				t.Errorf("%s after %s: %s", k, from, got.Delivery)
			}
		}
	}
	if !soft {
		t.Error("a delivery does not explain a soft bounce")
	}
}
