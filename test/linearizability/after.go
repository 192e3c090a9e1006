package linearizability

import (
	"context"
	"fmt"
	"slices"

	"usher/pkg/api"
	"usher/pkg/core/audit"
	"usher/pkg/lib/email"
	"usher/pkg/store"
)

// after looks at what an organization's history left in the table: counters, locks, open invitations, audit events.
func (h *History) after(ctx context.Context) error {
	var o store.Organization
	if err := h.system.Store.Load(ctx, store.Fetch(store.OrganizationKey(h.Org), &o)); err != nil {
		return err
	}
	users, err := h.users(ctx)
	if err != nil {
		return err
	}
	h.recount(&o, users)
	h.searchable(users)
	if err := h.countKeys(ctx, &o); err != nil {
		return err
	}
	if err := h.locks(ctx, users); err != nil {
		return err
	}
	if err := h.openInvitations(ctx, users); err != nil {
		return err
	}
	return h.trail(ctx, users)
}

func (h *History) complain(format string, args ...any) {
	h.run.violated(Violation{Organization: h.Number, What: fmt.Sprintf(format, args...)})
}

// recount holds the counters to the users.
func (h *History) recount(o *store.Organization, users []store.User) {
	counted := store.Organization{}
	for i := range users {
		u := &users[i]
		switch u.Status {
		case api.Invited:
			counted.Invited++
		case api.Active:
			counted.Active++
			if u.Role == api.Owner {
				counted.ActiveOwners++
			}
		case api.Blocked:
			counted.Blocked++
		case api.Expired:
			counted.Expired++
		}
	}
	counted.SeatsUsed = counted.Invited + counted.Active + counted.Blocked
	got := [...]int{o.SeatsUsed, o.Invited, o.Active, o.Blocked, o.Expired, o.ActiveOwners}
	want := [...]int{counted.SeatsUsed, counted.Invited, counted.Active, counted.Blocked, counted.Expired,
		counted.ActiveOwners}
	if got != want {
		h.complain("the counters (used, invited, active, blocked, expired, Owners) are %v, a recount %v", got, want)
	}
	if counted.ActiveOwners < 1 {
		h.complain("no active Owner is left")
	}
}

// searchable holds where the list and the search have each user to their names and address.
func (h *History) searchable(users []store.User) {
	for i := range users {
		should := users[i]
		should.Arrange()
		if users[i].Orders != should.Orders {
			h.complain("the search terms of %s are not those of their names and address", should.ID)
		}
	}
}

// locks holds the lock on each user's address to the user.
func (h *History) locks(ctx context.Context, users []store.User) error {
	for n := range h.run.Addresses {
		address := h.email(fmt.Sprintf("u%d", n))
		addr, err := email.Parse(address)
		if err != nil {
			return err
		}
		var m store.Member
		read := store.Fetch(store.MemberKey(email.Digest(addr.Key), h.Org), &m)
		if err := h.system.Store.Load(ctx, read); err != nil {
			return err
		}
		h.lock(address, users, read.Found(), m)
	}
	return nil
}

func (h *History) lock(address string, users []store.User, locked bool, m store.Member) {
	var having []store.User
	for _, u := range users {
		if u.Email == address {
			having = append(having, u)
		}
	}
	switch {
	case len(having) > 1:
		h.complain("%d users have the address %s", len(having), addressOf(address))
	case len(having) == 0 && locked:
		h.complain("the address %s is locked by nobody", addressOf(address))
	case len(having) == 1 && !locked:
		h.complain("the address %s has a user and no lock", addressOf(address))
	case len(having) == 1:
		u, status := having[0], having[0].Status
		if status == api.Expired {
			status = api.Invited
		}
		if m.User != u.ID || m.Role != u.Role || m.Status != status {
			h.complain("the membership of %s (%s, %s) is not the user's (%s, %s)", u.ID, m.Role, m.Status, u.Role, u.Status)
		}
	}
}

// openInvitations holds the items that say when invitations expire to the users.
func (h *History) openInvitations(ctx context.Context, users []store.User) error {
	key := store.UserKey(h.Org, "")
	open, err := all[store.OpenInvitation](ctx, h.system.Store, key.PK, string(store.KindInvitation))
	if err != nil {
		return err
	}
	by := map[string]store.OpenInvitation{}
	for _, i := range open {
		if _, twice := by[i.User]; twice {
			h.complain("user %s has two open invitations", i.User)
		}
		by[i.User] = i
	}
	for i := range users {
		u := &users[i]
		item, ok := by[u.ID]
		delete(by, u.ID)
		if ok != (u.Status == api.Invited) || ok && (item.Nonce != u.Invitation.Nonce ||
			item.ExpiresAt != u.Invitation.ExpiresAt) {
			h.complain("user %s is %s; its open invitation: %t %v", u.ID, u.Status, ok, item.ExpiresAt)
		}
	}
	for user := range by {
		h.complain("an open invitation is left of user %s, who is not there", user)
	}
	return nil
}

// trail holds the audit events to what was answered: one event for each change
// that was made, by the request that made it, and none for what was refused.
func (h *History) trail(ctx context.Context, users []store.User) error {
	var items []store.Item
	err := h.system.Store.Each(ctx, store.Trail(h.Org), func(page []store.Item) error {
		items = append(items, page...)
		return nil
	})
	if err != nil {
		return err
	}
	events, err := audit.Read(ctx, h.system.Store, items)
	if err != nil {
		return err
	}
	of, actions := map[string]int{}, map[string]int{}
	behind := 0
	revoked := h.requestsOf(EndKey)
	for _, e := range events {
		actions[e.Action]++
		if follows(e) || e.Action == "api_key.revoke" && !revoked[e.RequestID] {
			behind++
			continue
		}
		of[e.RequestID]++
	}
	h.expiredOnce(events)
	matched := 0
	for _, d := range h.done {
		n := 0
		for _, t := range d.traces {
			for _, id := range t.requests {
				n += of[id]
			}
		}
		matched += n
		if n < d.least || n > d.most {
			h.complain("a request to %s left %d audit events, not %d to %d", d.kind, n, d.least, d.most)
		}
	}
	h.run.matched(matched)
	const founders = 1 // who came with the organization
	if there := founders + actions["user.create"] - actions["user.remove"]; there != len(users) {
		h.complain("by the audit log there are %d users, and there are %d", there, len(users))
	}
	rest := len(events) - matched - behind - setupEvents
	for _, bySystem := range []string{"user.expire", "invitation.send", "organization.suspend", "organization.resume",
		"organization.restore"} {
		rest -= actions[bySystem]
	}
	if rest != 0 {
		h.complain("%d audit events are of no request", rest)
	}
	return nil
}

// expiredOnce holds the events of expired invitations to those of sent ones: each gave its seat back once at the most.
func (h *History) expiredOnce(events []audit.Event) {
	sent, expired := map[string]int{}, map[string]int{}
	for _, e := range events {
		switch e.Action {
		case "user.create", "user.invite":
			sent[e.Target.ID]++
		case "user.expire":
			expired[e.Target.ID]++
		}
	}
	for user, n := range expired {
		if n > sent[user] {
			h.complain("by the audit log user %s was invited %d times, and expired %d times", user, sent[user], n)
		}
	}
}

// requestsOf are the ids of the requests of a kind.
func (h *History) requestsOf(kind Kind) map[string]bool {
	ids := map[string]bool{}
	for _, d := range h.done {
		for _, t := range d.traces {
			for _, id := range t.requests {
				ids[id] = ids[id] || d.kind == kind
			}
		}
	}
	return ids
}

// follows reports whether an event is that of an invitation cancelled behind its sponsor.
func follows(e audit.Event) bool {
	return e.Action == "user.remove" && slices.ContainsFunc(e.Changes, func(c audit.Change) bool {
		return c.Field == "invitation.sponsor"
	})
}

// countKeys holds the counter of API keys to the keys that are stored.
func (h *History) countKeys(ctx context.Context, o *store.Organization) error {
	keys, err := store.All[store.APIKey](ctx, h.system.Store, store.APIKeys(h.Org))
	if err == nil && len(keys) != o.APIKeys {
		h.complain("%d API keys are counted, and %d stored", o.APIKeys, len(keys))
	}
	return err
}

// setupEvents is how many events founding leaves: the organization, the founder's acceptance, the API key.
const setupEvents = 3

func (r *Run) matched(events int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.report.Events += events
}
