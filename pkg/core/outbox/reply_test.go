package outbox_test

import (
	"net/http"
	"strings"
	"testing"

	"usher/pkg/api"
	"usher/pkg/core/brand"
	"usher/pkg/store"
	"usher/test/harness"
)

// TestRepliesGoToTheInviter: answers to an invitation reach who sent it while they are an active user, whose address is
// proved, and mails arrive there. Nobody else's address is where they go: not that of an Owner who is blocked or whose
// mails bounce, nor one that whoever signed up gave.
func TestRepliesGoToTheInviter(t *testing.T) {
	t.Parallel()
	s, p, r := limited(t)
	p.Brand = brand.Brand{Product: "Northstar", Support: "help@northstar.example"}
	first := s.Found(t, "Acme")
	second := first.Join(t, api.Owner)
	mailed := func(m harness.Member, before func(inviter *store.User)) string {
		t.Helper()
		u := m.Invite(t, api.Auditor)
		inviter := s.User(t, m.Org, m.ID)
		before(&inviter)
		stream(t, s, p, m.Org, u.ID)
		return r.sent[len(r.sent)-1].ReplyTo
	}
	if got := mailed(first, func(*store.User) {}); got != first.Email {
		t.Errorf("replies to an active Owner's invitation go to %q, not %q", got, first.Email)
	}
	if m := r.sent[len(r.sent)-1]; !strings.Contains(m.Text, "Northstar · Acme") || !strings.Contains(m.Text, "help@northstar.example") ||
		!strings.Contains(m.HTML, "Northstar") {
		t.Errorf("the mail does not carry the brand:\n%s", m.Text)
	}
	if got := mailed(second, func(*store.User) {
		first.Do(t, http.MethodPost, first.Path("users", second.ID, "block"), nil).Want(t, 200, "")
	}); got != "" {
		t.Errorf("replies go to a blocked user: %q", got)
	}
	if got := mailed(first, func(u *store.User) {
		bounced := []store.Change{store.UserAddressProblem.Set(store.AddressProblem{Delivery: api.Bounced})}
		if err := p.Table.Change(t.Context(), u.Key, bounced, store.FailWith(store.ErrStale)); err != nil {
			t.Fatal(err)
		}
	}); got != "" {
		t.Errorf("replies go to an address that bounces: %q", got)
	}
}
