package delivery_test

import (
	"context"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"usher/pkg/api"
	"usher/pkg/app"
	"usher/pkg/store"
	"usher/test/client"
	"usher/test/harness"
	"usher/test/localtest"
)

func TestMain(m *testing.M) { localtest.Main(m) }

// scene is an organization with one invited user.
type scene struct {
	*harness.System
	owner  harness.Member
	user   api.User
	record func(context.Context, events.EventBridgeEvent) error
}

func newScene(t *testing.T) *scene {
	t.Helper()
	s := harness.New(t)
	owner := s.Found(t, "Acme")
	return &scene{s, owner, owner.Invite(t, api.Auditor), app.RecordDelivery(s.App)}
}

// item is the user as stored.
func (s *scene) item(t *testing.T) store.User { return s.User(t, s.owner.Org, s.user.ID) }

// tell is the documented event of this name, about the user's present mail.
func (s *scene) tell(t *testing.T, name string) events.EventBridgeEvent {
	t.Helper()
	e, u := example(t, name), s.item(t)
	e.Detail = json.RawMessage(strings.NewReplacer(org, u.Org, user, u.ID, nonce, u.Invitation.Nonce).Replace(string(e.Detail)))
	return e
}

func (s *scene) take(t *testing.T, all ...events.EventBridgeEvent) {
	t.Helper()
	for _, e := range all {
		if err := s.record(t.Context(), e); err != nil {
			t.Fatalf("%s: %v", e.DetailType, err)
		}
	}
}

// events are those of the audit log about deliveries, the newest first.
func (s *scene) events(t *testing.T) []api.AuditEvent {
	t.Helper()
	path := s.owner.Path("audit-events") + "?action=invitation.delivery"
	return harness.Into[api.AuditPage](t, s.owner.Do(t, "GET", path, nil).Want(t, 200, "")).Data
}

// TestEveryType takes each type of event, twice, as the first that is heard of a mail.
func TestEveryType(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name     string
		delivery api.Delivery // where it changes anything
		problem  string
	}{
		{name: "send", delivery: api.Sent},
		{name: "delivery", delivery: api.Delivered},
		{name: "delivery_delay"},
		{name: "bounce_permanent", delivery: api.Bounced, problem: "smtp; 550 5.1.1 user unknown"},
		{name: "bounce_suppressed", delivery: api.Bounced,
			problem: "Amazon SES did not send the message to this address because it is on the suppression list for your account."},
		{name: "bounce_transient", delivery: api.Bounced},
		{name: "bounce_out_of_office", delivery: api.Bounced},
		{name: "bounce_undetermined", delivery: api.Bounced},
		{name: "complaint", delivery: api.Complained, problem: "abuse"},
		{name: "complaint_not_spam"},
		{name: "reject", delivery: api.Failed, problem: "Bad content"},
		{name: "rendering_failure", delivery: api.Failed},
		{name: "open"}, {name: "click"}, {name: "password_mail"}, {name: "sending_status"},
	}
	s := newScene(t)
	for _, tt := range tests {
		s.user = s.owner.Invite(t, api.Auditor)
		want, e, before := s.item(t), s.tell(t, tt.name), len(s.events(t))
		s.take(t, e)
		first := s.item(t)
		s.take(t, e)
		if again := s.item(t); !reflect.DeepEqual(first, again) {
			t.Errorf("%s: the second time makes %+v of %+v", tt.name, again, first)
		}
		if tt.delivery != "" {
			sentAt := at(t, "2017-08-05T00:40:02.012Z")
			want.Invitation.Delivery, want.Invitation.Sends, want.Invitation.SentAt = tt.delivery, 1, &sentAt
		}
		got := s.item(t)
		if p := got.AddressProblem; tt.problem == "" != (p == nil) || p != nil && (p.Delivery != tt.delivery || p.Detail != tt.problem) {
			t.Errorf("%s: problem %+v, want %q", tt.name, p, tt.problem)
		}
		got.AddressProblem = nil
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s:\ngot  %+v %+v\nwant %+v %+v", tt.name, got, got.Invitation, want, want.Invitation)
		}
		if told := len(s.events(t)) - before; told != 1 && tt.delivery != "" || told != 0 && tt.delivery == "" {
			t.Errorf("%s: %d audit events", tt.name, told)
		}
		s.owner.Do(t, "DELETE", s.owner.Path("users", want.ID), nil).Want(t, 204, "")
	}
	if !strings.Contains(s.Log.String(), "Sending Status Disabled") || strings.Contains(s.Log.String(), "recipient@example.com") {
		t.Error("the log lacks the unknown type, or holds an address")
	}
}

// permutations are all orders of a list.
func permutations[T any](all []T) [][]T {
	if len(all) < 2 {
		return [][]T{all}
	}
	var out [][]T
	for i := range all {
		rest := append(append([]T{}, all[:i]...), all[i+1:]...)
		for _, p := range permutations(rest) {
			out = append(out, append([]T{all[i]}, p...))
		}
	}
	return out
}

// TestEveryOrder brings what a returned mail and one that is called spam set off in every order, and again.
func TestEveryOrder(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	for want, names := range map[api.Delivery][]string{
		api.Delivered:  {"send", "delivery", "bounce_out_of_office"},
		api.Bounced:    {"send", "delivery", "bounce_transient", "bounce_permanent"},
		api.Complained: {"delivery", "bounce_permanent", "complaint"},
	} {
		for _, order := range permutations(names) {
			s.user = s.owner.Invite(t, api.Auditor)
			for range 2 {
				for _, name := range order {
					s.take(t, s.tell(t, name))
				}
				u := s.item(t)
				if u.Invitation.Delivery != want || u.Invitation.Sends != 1 || u.Version != 1 {
					t.Errorf("%v: %s after %d sends, version %d", order, u.Invitation.Delivery, u.Invitation.Sends, u.Version)
				}
				if p := u.AddressProblem; want == api.Delivered != (p == nil) || p != nil && p.Delivery != want {
					t.Errorf("%v: problem %+v", order, p)
				}
			}
			s.owner.Do(t, "DELETE", s.owner.Path("users", s.user.ID), nil).Want(t, 204, "")
		}
	}
}

// TestAtTheSameTime brings all events of a mail at once; every change has its
// audit event, each of which begins where the one before ended.
func TestAtTheSameTime(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	var wait sync.WaitGroup
	for _, name := range []string{"send", "delivery", "bounce_permanent", "complaint", "send", "delivery", "bounce_permanent", "complaint"} {
		e := s.tell(t, name)
		wait.Go(func() {
			if err := s.record(t.Context(), e); err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	u := s.item(t)
	if u.Invitation.Delivery != api.Complained || u.Invitation.Sends != 1 || u.AddressProblem == nil || u.AddressProblem.Delivery != api.Complained {
		t.Errorf("%+v, problem %+v", u.Invitation, u.AddressProblem)
	}
	next := map[string]string{}
	for _, e := range s.events(t) {
		next[fmt.Sprint(e.Changes[0].Before)] = fmt.Sprint(e.Changes[0].After)
	}
	now := string(api.Queued)
	for range len(next) {
		now = next[now]
	}
	if now != string(api.Complained) {
		t.Errorf("the events do not follow from each other: %v", next)
	}
}

// TestTheAuditTrail says what was noted, and of which mail.
func TestTheAuditTrail(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	s.take(t, s.tell(t, "delivery"), s.tell(t, "bounce_permanent"))
	told := s.events(t)
	if len(told) != 2 {
		t.Fatalf("%d events", len(told))
	}
	e := told[0]
	if e.Actor.Type != "system" || e.Actor.ID != "record-delivery" || e.Target.ID != s.user.ID || e.RequestID != message {
		t.Errorf("%+v", e)
	}
	got, _ := json.Marshal(e.Changes)
	want := `[{"field":"invitation.delivery","before":"delivered","after":"bounced","erased":false},` +
		`{"field":"address_problem.delivery","before":null,"after":"bounced","erased":false},` +
		`{"field":"address_problem.detail","before":null,"after":"smtp; 550 5.1.1 user unknown","erased":false}]`
	if string(got) != want {
		t.Errorf("%s\nwant %s", got, want)
	}
}

// TestWhatIsNoLongerMeant: events of those who have gone, of earlier invitations and of accepted ones change nothing.
func TestWhatIsNoLongerMeant(t *testing.T) {
	t.Parallel()
	cases := map[string]func(s *scene){
		"removed": func(s *scene) { s.owner.Do(t, "DELETE", s.owner.Path("users", s.user.ID), nil).Want(t, 204, "") },
		"replaced": func(s *scene) {
			s.Clock.Advance(time.Second)
			s.owner.Do(t, "POST", s.owner.Path("users", s.user.ID, "invitation"), nil).Want(t, 202, "")
		},
		"accepted": func(s *scene) {
			s.Browser().Do(t, "POST", "/v1/invitations/"+s.Token(t, s.owner.Org, s.user.ID)+"/accept",
				map[string]string{"password": harness.Password}).Want(t, 200, "")
		},
	}
	for name, happens := range cases {
		s := newScene(t)
		e := s.tell(t, "bounce_permanent")
		happens(s)
		var before store.User
		if name != "removed" {
			before = s.item(t)
		}
		s.take(t, e)
		if name != "removed" && !reflect.DeepEqual(s.item(t), before) {
			t.Errorf("%s: %+v", name, s.item(t))
		}
		if told := s.events(t); len(told) != 0 {
			t.Errorf("%s: %+v", name, told)
		}
	}
	newScene(t).take(t, example(t, "bounce_permanent")) // an organization that there is not
}

// TestAProblemOutlivesTheInvitation until a mail arrives.
func TestAProblemOutlivesTheInvitation(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	problem := func(a client.Answer) *api.AddressProblem { return harness.Into[api.User](t, a).AddressProblem }
	get := func() *api.AddressProblem {
		return problem(s.owner.Do(t, "GET", s.owner.Path("users", s.user.ID), nil).Want(t, 200, ""))
	}
	if p := get(); p != nil {
		t.Fatalf("%+v, before anything", p)
	}
	s.take(t, s.tell(t, "bounce_permanent"))
	want := api.AddressProblem{Delivery: api.Bounced, Detail: "smtp; 550 5.1.1 user unknown", At: at(t, "2017-08-05T00:41:02.669Z")}
	if p := get(); p == nil || *p != want {
		t.Errorf("%+v, want %+v", p, want)
	}
	s.Clock.Advance(time.Second)
	if p := problem(s.owner.Do(t, "POST", s.owner.Path("users", s.user.ID, "invitation"), nil).Want(t, 202, "")); p == nil || *p != want {
		t.Errorf("the resend's answer: %+v", p)
	}
	later := func(name string) events.EventBridgeEvent { // of the second mail, a day later
		e := s.tell(t, name)
		e.Time = e.Time.AddDate(0, 0, 1)
		e.Detail = json.RawMessage(strings.ReplaceAll(string(e.Detail), "2017-08-05T", "2017-08-06T"))
		return e
	}
	s.take(t, later("send"), later("bounce_transient"))
	if p := get(); p == nil || *p != want {
		t.Errorf("after a transient bounce: %+v", p)
	}
	s.take(t, later("delivery"))
	if p := get(); p != nil {
		t.Errorf("after one that arrived: %+v", p)
	}
	if changes, _ := json.Marshal(s.events(t)[0].Changes); !strings.Contains(string(changes), `{"field":"address_problem.delivery","before":"bounced","after":null,"erased":false}`) {
		t.Errorf("%s", changes)
	}
}
