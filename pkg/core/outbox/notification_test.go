package outbox_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"usher/pkg/api"
	"usher/pkg/app"
	"usher/pkg/app/mailer"
	"usher/pkg/core/audit"
	"usher/pkg/core/mail"
	"usher/pkg/core/outbox"
	"usher/pkg/core/ratelimit"
	"usher/pkg/store"
	"usher/test/harness"
)

// latest is the newest audit event of an action, as the stream carries it.
func latest(t *testing.T, m harness.Member, action string) store.Item {
	t.Helper()
	items, _, err := m.System.Store.Query(t.Context(), store.EventsBetween(m.Org, " ", store.Past, 0))
	if err != nil {
		t.Fatal(err)
	}
	events, err := audit.Read(t.Context(), m.System.Store, items)
	i := slices.IndexFunc(events, func(e audit.Event) bool { return e.Action == action })
	if err != nil || i < 0 {
		t.Fatalf("no event %s: %v", action, err)
	}
	return items[i]
}

// told hands an event to send-mail three times, and gives whom it has mailed, by "<address> <kind>".
func told(t *testing.T, p *outbox.Mailer, r *recorder, event store.Item) []string {
	t.Helper()
	before := len(r.sent)
	for range 3 {
		if err := mailer.Stream(p)(t.Context(), event); err != nil {
			t.Fatal(err)
		}
	}
	var all []string
	for _, m := range r.sent[before:] {
		all = append(all, m.To+" "+m.Kind)
	}
	slices.Sort(all)
	return all
}

func expectTold(t *testing.T, got []string, kind api.Notification, to ...string) {
	t.Helper()
	var want []string
	for _, address := range to {
		want = append(want, address+" "+string(kind))
	}
	if slices.Sort(want); !slices.Equal(got, want) {
		t.Errorf("told %q, want %q", got, want)
	}
}

func mute(t *testing.T, m harness.Member, kind api.Notification) {
	t.Helper()
	m.Do(t, "PATCH", m.Path("users", m.ID), map[string]any{"notifications": map[string]bool{string(kind): false}}).
		Want(t, 200, "")
}

// TestOwnersAreTold of somebody who became an Owner and of an Owner's key: each active Owner once, except the one it is
// about and those who have switched it off.
func TestOwnersAreTold(t *testing.T) {
	t.Parallel()
	s, p, r := limited(t)
	ada := s.Found(t, "Acme")
	eve := ada.Join(t, api.Owner)
	expectTold(t, told(t, p, r, latest(t, ada, "user.accept")), api.OwnerAdded, ada.Email)
	if text := r.sent[0].Text; !strings.Contains(text, eve.Email) || !strings.Contains(text, "/profile") {
		t.Errorf("the mail is %s", text)
	}
	zoe := ada.Join(t, api.Auditor)
	expectTold(t, told(t, p, r, latest(t, ada, "user.accept")), api.OwnerAdded)
	invited := ada.Invite(t, api.Auditor)
	role := func(user string, role api.Role) {
		ada.Do(t, "PATCH", ada.Path("users", user), map[string]any{"role": role}).Want(t, 200, "")
	}
	role(invited.ID, api.Owner) // is none before they accept
	expectTold(t, told(t, p, r, latest(t, ada, "user.update")), api.OwnerAdded)
	role(zoe.ID, api.Owner)
	expectTold(t, told(t, p, r, latest(t, ada, "user.update")), api.OwnerAdded, ada.Email, eve.Email)
	mute(t, eve, api.OwnerKeyCreated)
	expectTold(t, told(t, p, r, latest(t, ada, "user.update")), api.OwnerAdded) // of no interest
	ada.Program(t, api.Auditor)
	expectTold(t, told(t, p, r, latest(t, ada, "api_key.create")), api.OwnerKeyCreated)
	ada.Program(t, api.Owner)
	expectTold(t, told(t, p, r, latest(t, ada, "api_key.create")), api.OwnerKeyCreated, ada.Email, zoe.Email)
	role(zoe.ID, api.Auditor)
	ada.Program(t, api.Owner)
	expectTold(t, told(t, p, r, latest(t, ada, "api_key.create")), api.OwnerKeyCreated, ada.Email)
}

// TestAnOwnerWhoseMailFailsMultipliesNothing: the others are mailed once, and they once their mail goes through.
func TestAnOwnerWhoseMailFailsMultipliesNothing(t *testing.T) {
	t.Parallel()
	s, p, r := limited(t)
	ada := s.Found(t, "Acme")
	eve := ada.Join(t, api.Owner)
	ada.Program(t, api.Owner)
	event := latest(t, ada, "api_key.create")
	r.err = func(m mail.Message) error {
		if m.To == ada.Email {
			return errors.New("throttled")
		}
		return nil
	}
	for range 5 {
		if err := mailer.Stream(p)(t.Context(), event); err == nil {
			t.Fatal("a mail that was not sent is no error")
		}
	}
	if len(r.sent) != 1 || r.sent[0].To != eve.Email {
		t.Fatalf("%+v", r.sent)
	}
	r.err = nil
	expectTold(t, told(t, p, r, event), api.OwnerKeyCreated, ada.Email)
}

// TestToldWhateverIsLost: send-mail is killed around each mail; each Owner is mailed, and the one around whose mail it
// was killed at most twice.
func TestToldWhateverIsLost(t *testing.T) {
	t.Parallel()
	for _, point := range []string{"before send", "after send"} {
		s, p, r := limited(t)
		ada := s.Found(t, "Acme")
		eve := ada.Join(t, api.Owner)
		ada.Program(t, api.Owner)
		p.Sender = &killer{Sender: r, point: point}
		event := latest(t, ada, "api_key.create")
		func() {
			defer func() { _ = recover() }()
			_ = mailer.Stream(p)(t.Context(), event)
		}()
		got := map[string]int{}
		told(t, p, r, event)
		for _, m := range r.sent {
			got[m.To]++
		}
		if got[ada.Email] < 1 || got[ada.Email] > 2 || got[eve.Email] < 1 || len(r.sent) > 3 {
			t.Errorf("%s: %v", point, got)
		}
	}
}

// TestNotificationsAreLimited: an Owner is mailed of no more keys than 5 an hour, and of them even where the
// organization has used up its mails; of somebody who asks for an invitation not then.
func TestNotificationsAreLimited(t *testing.T) {
	t.Parallel()
	s, p, r := limited(t)
	ada := s.Found(t, "Acme")
	useUp(t, s, ada.Org)
	for n := range 8 {
		ada.Program(t, api.Owner)
		told(t, p, r, latest(t, ada, "api_key.create"))
		if want := min(n+1, ratelimit.NotificationsByOwner.Limit); len(r.sent) != want {
			t.Fatalf("%d keys: %d mails", n+1, len(r.sent))
		}
	}
	u := s.User(t, ada.Org, ada.Invite(t, api.Auditor).ID)
	token := s.Token(t, ada.Org, u.ID)
	s.Clock.Advance(8 * 24 * time.Hour)
	useUp(t, s, ada.Org)
	for day, most := range []int{0, 1} {
		s.Clock.Advance(time.Duration(day) * 24 * time.Hour)
		s.Browser().Do(t, "POST", "/v1/invitations/"+token+"/request", nil).Want(t, 202, "")
		if got := told(t, p, r, latest(t, ada, "invitation.request")); len(got) != most {
			t.Errorf("day %d: %q", day, got)
		}
	}
}

// useUp counts as many mails of an organization as it may send today.
func useUp(t *testing.T, s *harness.System, org string) {
	t.Helper()
	limits, k := s.App.Limits(), ratelimit.MailsByOrganization(10)
	var counts []func(context.Context) error
	for range k.Limit {
		counts = append(counts, func(ctx context.Context) error { return limits.Count(ctx, k, org) })
	}
	_ = store.Together(t.Context(), counts...) // some may be counted already
}

// TestTheStreamBringsWhatOwnersAreTold: a bounce, and somebody who asks for a new invitation, through the stream's filter
// to a mailbox.
func TestTheStreamBringsWhatOwnersAreTold(t *testing.T) {
	t.Parallel()
	s := harness.New(t, func(a *app.App) { a.Config.InvitationLifetime = time.Hour })
	box := s.FollowDeliveries(t)
	owner := s.Found(t, "Acme")
	owner.InviteAddress(t, "bounce+"+strings.ToLower(t.Name())+"@simulator.amazonses.com", api.Auditor)
	u := owner.Invite(t, api.Auditor)
	token := s.Token(t, owner.Org, u.ID)
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	before := len(box.Mails(t, owner.Email))
	box.Wait(t, ctx, owner.Email, before+1)
	s.Clock.Advance(2 * time.Hour)
	s.Browser().Do(t, "POST", "/v1/invitations/"+token+"/request", nil).Want(t, 202, "")
	box.Wait(t, ctx, owner.Email, before+2)
	var subjects []string
	for _, m := range box.Mails(t, owner.Email) {
		subjects = append(subjects, m.Subject)
	}
	for _, want := range []string{"did not arrive", "asks for a new invitation"} {
		if !strings.Contains(fmt.Sprint(subjects), want) {
			t.Errorf("%q: no mail that says %q", subjects, want)
		}
	}
}

// TestOnlyLongStandingOwnersAreTold: at most 20, and it does not matter how many users come before them.
func TestOnlyLongStandingOwnersAreTold(t *testing.T) {
	t.Parallel()
	s, p, r := limited(t)
	ada := s.Found(t, "Acme")
	var tx store.Transaction
	for n := range 99 {
		role := api.Auditor
		if n >= 70 {
			role = api.Owner
		}
		u := store.User{ID: fmt.Sprintf("usr_%026d", n), Org: ada.Org, Email: fmt.Sprintf("u%d@example.com", n),
			Address: fmt.Sprintf("u%d@example.com", n), FirstName: "U", Role: role, Status: api.Active, Version: 1}
		u.Arrange()
		tx.Put(u.Key, u, nil)
	}
	tx.Change(store.OrganizationKey(ada.Org), []store.Change{store.OrganizationActiveOwners.Add(29)}, nil)
	if err := s.Store.Commit(t.Context(), &tx); err != nil {
		t.Fatal(err)
	}
	ada.Program(t, api.Owner)
	if got := told(t, p, r, latest(t, ada, "api_key.create")); len(got) != 20 {
		t.Errorf("%d Owners are told", len(got))
	}
}
