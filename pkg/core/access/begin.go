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

// Begin starts a change by the actor. It fails with blocked, forbidden, second_factor_required, not_found,
// unauthenticated or try_again, before any other error, where the actor may no longer make it.
func (a Actor) Begin() *audit.Transaction {
	t := a.log.Begin(a.audit, a.origin)
	if !a.restores {
		a.requireOpen(t)
	}
	if a.Key == nil {
		conditions := []store.Condition{store.Exists(), store.MemberStatus.Is(api.Active),
			store.MemberUser.Is(a.UserID), store.MemberKeysEpoch.IsOrAbsent(a.Holder.Epoch), a.opening.onMember()}
		if a.roles != nil {
			conditions = append(conditions, store.MemberRole.OneOf(a.roles))
		}
		t.Check(a.member, a.onMember, conditions...)
		if a.demanded {
			a.RequireFactor(t.Transaction, problem.NoFactor())
		}
		return t
	}
	t.Check(store.UserKey(a.Org, a.Holder.User), a.onHolder, store.Exists(), store.UserStatus.Is(api.Active),
		store.UserKeysEpoch.IsOrAbsent(a.Holder.Epoch), store.UserRole.OneOf(a.roles))
	for _, key := range append([]string{a.Key.ID}, a.Key.Ancestors...) {
		t.Check(store.APIKeyKey(a.Org, key), store.FailWith(errDeadKey()), store.Exists())
	}
	return t
}

// MaxActorItems is how many items of a transaction the conditions on its actor take at most: the person, and a key with
// those that it descends from. A person's own are fewer: their membership, and their identity where a factor is
// demanded.
const MaxActorItems = 2 + MaxAncestors

// MaxAncestors is how many keys a key may descend from.
const MaxAncestors = 4

// BeginPart is Begin for a request that takes several transactions, each with a part of the request's idempotency key.
func (a Actor) BeginPart(part *idempotency.Key) *audit.Transaction {
	a.origin.Key = part
	return a.Begin()
}

// onMember says what became of a person's membership since they were authorized. A failure that is not about the actor
// it leaves to the other conditions, as onHolder does.
func (a Actor) onMember(now store.Item) error {
	if now == nil {
		return problem.Missing()
	}
	var member store.Member
	if err := now.Decode(&member); err != nil {
		return err
	}
	switch {
	case member.Status == api.Blocked:
		return errBlocked()
	case member.Status != api.Active, a.roles != nil && !slices.Contains(a.roles, member.Role):
		return errForbidden()
	case member.User != a.UserID, member.KeysEpoch != a.Holder.Epoch:
		return problem.Unavailable(store.ErrStale)
	}
	return a.opening.admit(&store.Organization{}, &member)
}

// onHolder says what became of a key's person. The key of one who is gone may be somebody else's now: read it again.
func (a Actor) onHolder(now store.Item) error {
	var u store.User
	if now != nil {
		if err := now.Decode(&u); err != nil {
			return err
		}
	}
	switch {
	case !holds(&u, a.Holder.Epoch):
		return problem.Unavailable(store.ErrStale)
	case !slices.Contains(a.roles, u.Role):
		return errForbidden()
	}
	return nil
}

// Begin starts a change by the person to themselves. It fails with try_again, before any other error, where the
// person's password, and so their session, has changed.
func (p Person) Begin() *audit.Transaction {
	t := p.log.Begin(p.by, p.origin)
	if p.origin.Org != "" {
		requireOpen(t, p.origin.Org, &p.opening, onOrganization(nil, &p.opening))
		t.Check(p.member, p.onMember, p.opening.onMember())
	}
	t.Check(store.IdentityKey(p.Digest), store.FailWith(problem.Unavailable(store.ErrStale)),
		store.IdentityGeneration.Is(p.Session.Generation))
	return t
}

// onMember says that the person's sessions were ended in the organization since they were authenticated. Whatever else
// became of the membership it leaves to the other conditions.
func (p Person) onMember(now store.Item) error {
	var member store.Member
	if now != nil {
		if err := now.Decode(&member); err != nil {
			return err
		}
	}
	return p.opening.admit(&store.Organization{}, &member)
}

// Public starts a change by a caller who needs no proof: the public, or the holder of a mailed link, whose condition
// is the link's. By is how the events name them; where it is empty each event names its own actor.
func (d *Guard) Public(c *Caller, by audit.Actor) *audit.Transaction {
	return d.Log.Begin(by, c.origin(""))
}
