package outbox_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"sync"
	"testing"
	"time"

	"usher/pkg/api"
	"usher/pkg/app"
	"usher/pkg/app/mailer"
	"usher/pkg/core/mail"
	"usher/pkg/core/outbox"
	"usher/pkg/core/ratelimit"
	"usher/pkg/lib/email"
	"usher/pkg/store"
	"usher/test/client"
	"usher/test/harness"
)

// recorder is a mail service that keeps what it is handed, and fails or refuses some.
type recorder struct {
	mu   sync.Mutex
	sent []mail.Message
	err  func(mail.Message) error
}

func (r *recorder) Send(_ context.Context, m mail.Message) (string, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.err != nil {
		if err := r.err(m); err != nil {
			return "", err
		}
	}
	r.sent = append(r.sent, m)
	return fmt.Sprint("message-", len(r.sent)), nil
}

// limited is a system with limits, whose mails are handed to a recorder.
func limited(t *testing.T) (*harness.System, *outbox.Mailer, *recorder) {
	t.Helper()
	s := harness.New(t, harness.Limited)
	s.Clock.Align(24 * time.Hour)
	p, r := mailer.New(s.App), &recorder{}
	p.Sender = r
	return s, p, r
}

// stream hands a user's open invitation, as it now is, to send-mail.
func stream(t *testing.T, s *harness.System, p *outbox.Mailer, org, user string) {
	t.Helper()
	u := s.User(t, org, user)
	if err := p.SendInvitation(t.Context(), store.NewOpenInvitation(&u)); err != nil {
		t.Fatal(err)
	}
}

func get(t *testing.T, m harness.Member, user string) api.Invitation {
	t.Helper()
	return *harness.Into[api.User](t, m.Do(t, "GET", m.Path("users", user), nil).Want(t, 200, "")).Invitation
}

// TestInvitingAndRemovingSendsThree: whoever invites and removes an address again and again mails it three times an
// hour, and ten times a day.
func TestInvitingAndRemovingSendsThree(t *testing.T) {
	t.Parallel()
	s, p, r := limited(t)
	owner := s.Found(t, "Acme")
	stranger := harness.Address("stranger")
	for hour, most := range []int{3, 6, 9, 10, 10} {
		for range 40 / 4 {
			u := owner.InviteAddress(t, stranger, api.Auditor)
			stream(t, s, p, owner.Org, u.ID)
			owner.Do(t, "DELETE", owner.Path("users", u.ID), nil).Want(t, 204, "")
		}
		if len(r.sent) != most {
			t.Fatalf("after %d hours %d mails were sent, not %d", hour+1, len(r.sent), most)
		}
		s.Clock.Advance(time.Hour)
	}
}

// TestCorrectionsAreCounted: whoever corrects an address to and fro mails neither more often than by inviting it.
func TestCorrectionsAreCounted(t *testing.T) {
	t.Parallel()
	s, p, r := limited(t)
	owner := s.Found(t, "Acme")
	strangers := []string{harness.Address("stranger"), harness.Address("stranger")}
	u, refused := owner.Invite(t, api.Auditor), 0
	for i := range 20 {
		a := owner.Do(t, "PATCH", owner.Path("users", u.ID), map[string]string{"email": strangers[i%2]})
		if a.Status == 429 {
			refused++
		}
		stream(t, s, p, owner.Org, u.ID)
	}
	to := map[string]int{}
	for _, m := range r.sent {
		to[m.To]++
	}
	if most := ratelimit.MailsByRecipientHour.Limit; to[strangers[0]] != most || to[strangers[1]] != most || refused == 0 {
		t.Errorf("%v, %d refused", to, refused)
	}
	third := harness.Address("third")
	owner.Do(t, "PATCH", owner.Path("users", u.ID), map[string]string{"email": third}).Want(t, 200, "")
	stream(t, s, p, owner.Org, u.ID)
	if last := r.sent[len(r.sent)-1]; last.To != third {
		t.Errorf("the mail went to %s", last.To)
	}
}

// TestMailsThatWait counts one address over all organizations: what is over the limit is created, shows that it waits,
// and is sent later, once, unless its user is removed before.
func TestMailsThatWait(t *testing.T) {
	t.Parallel()
	s, p, r := limited(t)
	acme, other := s.Found(t, "Acme"), s.Found(t, "Other")
	s.Follow(t, followed(p, s.App), api.SendMail.Records...)
	address := harness.Address("shared")
	for range ratelimit.MailsByRecipientHour.Limit {
		u := acme.InviteAddress(t, address, api.Auditor)
		await(t, func() bool { return get(t, acme, u.ID).Delivery == api.Sent })
		acme.Do(t, "DELETE", acme.Path("users", u.ID), nil).Want(t, 204, "")
	}
	gone := acme.InviteAddress(t, address, api.Auditor)
	u := other.InviteAddress(t, address, api.Auditor)
	for m, id := range map[*harness.Member]string{&acme: gone.ID, &other: u.ID} {
		await(t, func() bool { return get(t, *m, id).WaitsUntil != nil })
	}
	waits := get(t, other, u.ID)
	if until := s.Clock.Now().Truncate(time.Hour).Add(time.Hour); !waits.WaitsUntil.Equal(until) ||
		waits.Delivery != api.Queued || waits.Sends != 0 {
		t.Errorf("%+v; want until %s", waits, until)
	}
	acme.Do(t, "DELETE", acme.Path("users", gone.ID), nil).Want(t, 204, "")

	expire := app.Expire(s.App)
	run := func() {
		if err := expire(t.Context(), ""); err != nil {
			t.Fatal(err)
		}
	}
	run() // too early: nothing is released
	if n, err := s.App.Organizations().ReleaseMails(t.Context(), ""); n != 0 || err != nil {
		t.Errorf("released %d, %v", n, err)
	}
	s.Clock.Advance(time.Hour)
	run()
	await(t, func() bool { return get(t, other, u.ID).Delivery == api.Sent })
	if got := get(t, other, u.ID); got.WaitsUntil != nil || got.Sends != 1 {
		t.Errorf("%+v", got)
	}
	run()
	if n := len(r.sent); n != ratelimit.MailsByRecipientHour.Limit+1 {
		t.Errorf("%d mails were sent", n)
	}
}

// TestCreatingTellsNothingOfOthersMails has one organization use up what an address is mailed in a day: another's
// answer to creating a user with it is the same as for an address that nobody knows.
func TestCreatingTellsNothingOfOthersMails(t *testing.T) {
	t.Parallel()
	s, p, _ := limited(t)
	s.Clock.Stop()
	other := s.Found(t, "Other")
	create := func(address string) (api.User, []string) {
		a := other.Send(t, client.CreateUser(other.Org, client.User(address, "auditor"))).Want(t, 201, "")
		u := harness.Into[api.User](t, a)
		u.ID, u.Email = "", ""
		return u, slices.Sorted(maps.Keys(a.Header))
	}
	known, _ := email.Parse(harness.Address("known"))
	for range ratelimit.MailsByRecipientDay.Limit {
		if err := p.Limits.Count(t.Context(), ratelimit.MailsByRecipientDay, known.Digest()); err != nil {
			t.Fatal(err)
		}
	}
	toKnown, headers := create(known.Display)
	toNobody, headersOfNobody := create(harness.Address("nobody"))
	if !reflect.DeepEqual(toKnown, toNobody) || !slices.Equal(headers, headersOfNobody) {
		t.Errorf("answered %+v %v\nand to nobody %+v %v", toKnown, headers, toNobody, headersOfNobody)
	}
}

// TestWaitingAgain lets a mail wait once more where the next hour is full as well.
func TestWaitingAgain(t *testing.T) {
	t.Parallel()
	s, p, r := limited(t)
	owner := s.Found(t, "Acme")
	address := harness.Address("shared")
	fill := func() {
		for range ratelimit.MailsByRecipientHour.Limit {
			u := owner.InviteAddress(t, address, api.Auditor)
			stream(t, s, p, owner.Org, u.ID)
			owner.Do(t, "DELETE", owner.Path("users", u.ID), nil).Want(t, 204, "")
		}
	}
	fill()
	late := owner.InviteAddress(t, address, api.Auditor)
	for hour := range 3 {
		stream(t, s, p, owner.Org, late.ID)
		if got := get(t, owner, late.ID); got.WaitsUntil == nil {
			t.Fatalf("hour %d: %+v", hour, got)
		}
		s.Clock.Advance(time.Hour)
		other := s.Found(t, "Other")
		for range ratelimit.MailsByRecipientHour.Limit * (1 - hour/2) {
			u := other.InviteAddress(t, address, api.Auditor)
			stream(t, s, p, other.Org, u.ID)
			other.Do(t, "DELETE", other.Path("users", u.ID), nil).Want(t, 204, "")
		}
		if n, err := s.App.Organizations().ReleaseMails(t.Context(), ""); n != 1 || err != nil {
			t.Fatalf("released %d, %v", n, err)
		}
	}
	stream(t, s, p, owner.Org, late.ID)
	if got := get(t, owner, late.ID); got.Delivery != api.Sent || len(r.sent) != 10 {
		t.Errorf("%+v, %d sent", got, len(r.sent))
	}
}

// TestMailsOfAnOrganization bounds what one organization mails a day, and what it sends again to one address.
func TestMailsOfAnOrganization(t *testing.T) {
	t.Parallel()
	s, p, _ := limited(t)
	owner := s.Found(t, "Acme")
	most := ratelimit.MailsByOrganization(10)
	if most.Limit != 200 || ratelimit.MailsByOrganization(1000).Limit != 2000 {
		t.Errorf("limits: %+v", most)
	}
	for range most.Limit {
		if err := p.Limits.Count(t.Context(), most, owner.Org); err != nil {
			t.Fatal(err)
		}
	}
	u := owner.Invite(t, api.Auditor)
	stream(t, s, p, owner.Org, u.ID)
	if got, midnight := get(t, owner, u.ID), s.Clock.Now().Truncate(24*time.Hour).Add(24*time.Hour); got.WaitsUntil == nil ||
		!got.WaitsUntil.Equal(midnight) {
		t.Errorf("%+v; want %s", got, midnight)
	}
	for range ratelimit.ResendsHour.Limit {
		owner.Do(t, "POST", owner.Path("users", u.ID, "invitation"), nil).Want(t, 202, "")
	}
	owner.Do(t, "DELETE", owner.Path("users", u.ID), nil).Want(t, 204, "")
	again := owner.InviteAddress(t, u.Email, api.Auditor) // another user, the same address
	a := owner.Do(t, "POST", owner.Path("users", again.ID, "invitation"), nil).Want(t, 429, "too_many_requests")
	if a.Header.Get("Retry-After") == "" {
		t.Error("no Retry-After")
	}
}

// TestARetryIsCountedOnce: a mail that the service does not take is retried without being counted again.
func TestARetryIsCountedOnce(t *testing.T) {
	t.Parallel()
	s, p, r := limited(t)
	owner := s.Found(t, "Acme")
	u := owner.Invite(t, api.Auditor)
	item := s.User(t, owner.Org, u.ID)
	r.err = func(mail.Message) error { return errors.New("throttled") }
	for range 5 {
		if err := p.SendInvitation(t.Context(), store.NewOpenInvitation(&item)); err == nil {
			t.Fatal("no error has it redelivered")
		}
	}
	r.err = nil
	stream(t, s, p, owner.Org, u.ID)
	if got := get(t, owner, u.ID); got.Delivery != api.Sent || got.WaitsUntil != nil {
		t.Errorf("%+v", got)
	}
}

// TestSignUpsAreLimited answers the sixth organization of one client in an hour with 429, and mails nobody for it.
func TestSignUpsAreLimited(t *testing.T) {
	t.Parallel()
	s, _, _ := limited(t)
	answers := map[int]int{}
	for range 60 {
		b := s.Browser()
		a := b.Do(t, "POST", "/v1/organizations", harness.Body("create-organization"))
		if answers[a.Status]++; a.Status == 429 && a.Header.Get("Retry-After") == "" {
			t.Fatal("no Retry-After")
		}
	}
	if answers[201] != 5 || answers[429] != 55 {
		t.Errorf("answers: %v", answers)
	}
	s.Clock.Advance(time.Hour)
	s.Found(t, "Acme")
}

// TestASignUpMailsOnlyItsOwner: before the first Owner has accepted, nobody can act in the organization: not even
// somebody who is signed in with that address.
func TestASignUpMailsOnlyItsOwner(t *testing.T) {
	t.Parallel()
	s, _, _ := limited(t)
	ada := s.Found(t, "Acme")
	made := s.Browser().CreateOrganization(t, "Other", ada.Email)
	path := "/v1/organizations/" + made.Organization.ID + "/users"
	ada.Do(t, "POST", path, harness.NewUser(api.Auditor)).Want(t, 404, "not_found")
	ada.Do(t, "POST", path+"/"+made.Owner.ID+"/invitation", nil).Want(t, 404, "not_found")
	s.Browser().Do(t, "POST", path, harness.NewUser(api.Auditor)).Want(t, 401, "unauthenticated")
}

func await(t *testing.T, is func() bool) {
	t.Helper()
	for deadline := time.Now().Add(20 * time.Second); !is(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("it never came about")
		}
	}
}
