package access

import (
	"slices"

	"usher/pkg/api"
	"usher/pkg/api/problem"
	"usher/pkg/core/audit"
	"usher/pkg/core/idempotency"
	"usher/pkg/store"
)

// origin is where the caller's changes come from.
func (c *Caller) origin(org string) audit.Origin {
	return audit.Origin{Org: org, RequestID: c.RequestID, Client: c.Client, Key: c.Idempotency}
}

// Begin starts a change by the actor. It fails with blocked, forbidden or not_found, before any other error, where the
// actor may no longer make it.
func (a Actor) Begin() *audit.Transaction {
	t := a.log.Begin(a.audit, a.origin)
	conditions := []store.Condition{store.Exists()}
	if a.UserID != "" {
		conditions = append(conditions, store.MemberStatus.Is(api.Active))
	}
	switch {
	case a.roles == nil:
	case a.UserID != "":
		conditions = append(conditions, store.MemberRole.OneOf(a.roles))
	default:
		conditions = append(conditions, store.APIKeyRole.OneOf(a.roles))
	}
	t.Check(a.item, a.onConflict, conditions...)
	return t
}

// BeginPart is Begin for a request that takes several transactions, each with a part of the request's idempotency key.
func (a Actor) BeginPart(part *idempotency.Key) *audit.Transaction {
	a.origin.Key = part
	return a.Begin()
}

// onConflict says what became of the actor since they were authorized. A failure that is not about the actor it leaves
// to the other conditions.
func (a Actor) onConflict(now store.Item) error {
	if now == nil {
		return problem.Missing()
	}
	var member store.Member // or a key, which has a role too
	if err := now.Decode(&member); err != nil {
		return err
	}
	switch {
	case member.Status == api.Blocked:
		return errBlocked()
	case a.UserID != "" && member.Status != api.Active, a.roles != nil && !slices.Contains(a.roles, member.Role):
		return errForbidden()
	}
	return nil
}

// Begin starts a change by the person to themselves. It fails with try_again, before any other error, where the
// person's password, and so their session, has changed.
func (p Person) Begin() *audit.Transaction {
	t := p.log.Begin(audit.Actor{}, p.origin)
	t.Check(store.IdentityKey(p.Digest), store.FailWith(problem.Unavailable(store.ErrStale)),
		store.IdentityGeneration.Is(p.Session.Generation))
	return t
}

// Public starts a change by a caller who needs no proof: the public, or the holder of a mailed link, whose condition
// is the link's. By is how the events name them; where it is empty each event names its own actor.
func (d *Guard) Public(c *Caller, by audit.Actor) *audit.Transaction {
	return d.Log.Begin(by, c.origin(""))
}
