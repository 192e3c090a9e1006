package organization

import (
	"context"
	"errors"

	"usher/pkg/api"
	"usher/pkg/core/audit"
	"usher/pkg/core/etag"
	"usher/pkg/store"
)

// Erase adds to a transaction that a user is gone, as RemoveUser does, because the person is erased. Their names key is
// left behind, for ForgetUser to find. It returns the event. The transaction fails with last_owner if no active Owner
// would remain, except in a deleted organization, which needs none.
func Erase(tx *audit.Transaction, u *store.User, o *store.Organization) audit.Event {
	e := takeOut(tx, "user.erase", u, store.UserVersion.Is(u.Version))
	if o.DeletedAt == nil {
		departure(u).Apply(tx.Transaction, u.Org)
	} else {
		departure(u).ApplyDeleted(tx.Transaction, u.Org, etag.Changed())
	}
	return e
}

// ForgetUser deletes what an organization still has of a user who is gone: their address on API keys, the keys and
// invitations that have ended with them, and last the key to their names in the audit log. It may be repeated.
func (s *Service) ForgetUser(ctx context.Context, former *store.FormerUser, by audit.Actor, requestID string) error {
	if err := s.Keys.ForgetCreator(ctx, former.Org, former.User); err != nil {
		return err
	}
	from := audit.Origin{Org: former.Org, RequestID: requestID}
	gone := &store.User{Key: store.UserKey(former.Org, former.User), ID: former.User, Org: former.Org,
		NamesKey: former.NamesKey}
	err := errors.Join(s.Keys.Clear(ctx, gone.ID, by, from), s.cancelSponsored(ctx, gone, by, from))
	if err != nil {
		return err
	}
	return s.Table.Delete(ctx, former.Key)
}

// IsLastOwner reports whether an organization would be without an active Owner if the user left it.
func IsLastOwner(u *store.Member, o *store.Organization) bool {
	return Owns(u) && o.DeletedAt == nil && o.ActiveOwners <= 1
}

// Owns reports whether a membership is that of an active Owner.
func Owns(m *store.Member) bool { return m.Status == api.Active && m.Role == api.Owner }
