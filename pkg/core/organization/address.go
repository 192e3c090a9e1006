package organization

import (
	"usher/pkg/api"
	"usher/pkg/api/problem"
	"usher/pkg/core/access"
	"usher/pkg/core/audit"
	"usher/pkg/core/etag"
	"usher/pkg/lib/email"
	"usher/pkg/store"
)

// correctAddress gives a user who has never joined another address, and an invitation in place of the one that went to
// the address before. The address may have been another person's, so that the user's names are encrypted under another
// key from now on. It returns invalid_state for a user who has joined: then the address is their account's.
func (s *Service) correctAddress(o *store.Organization, by access.Actor, u *store.User, to *email.Address) error {
	if to == nil || to.Display == u.Email {
		return nil
	}
	if u.Invitation == nil {
		return problem.New(problem.InvalidState,
			"This user has joined with their address, which is that of their account. It cannot be changed any more.")
	}
	before := u.Digest()
	u.Email, u.Address, u.AddressProblem = to.Display, to.Key, nil
	u.Invitation, u.Status = s.newInvitation(o, by, u.Role, u.Invitation), api.Invited
	if u.Digest() != before {
		u.NamesKey = s.IDs.Bytes(store.NamesKeySize)
	}
	u.Arrange()
	return nil
}

// writeAddress adds to a transaction that the user's address, and with it their invitation, are another. The lock on
// the address moves: the transaction fails with email_taken when the new one is in the organization already.
func (s *Service) writeAddress(tx *audit.Transaction, u, before *store.User) {
	tx.Change(u.Key, []store.Change{
		store.UserEmail.Set(u.Email), store.UserAddress.Set(u.Address), store.UserAddressProblem.Clear(),
		store.UserInvitation.Set(*u.Invitation), store.UserStatus.Set(u.Status),
	}, etag.Changed(), store.UserInvitationNonce.Is(before.Invitation.Nonce))
	old, lock := store.MemberKey(before.Digest(), u.Org), newMember(u)
	if lock.Key == old { // spelled otherwise
		tx.Change(old, []store.Change{store.MemberEmail.Set(u.Email), store.MemberRole.Set(u.Role)}, etag.Changed(),
			store.MemberUser.Is(u.ID))
	} else {
		tx.Put(lock.Key, lock, store.FailWith(errTaken()), store.NotExists())
		tx.Delete(old, etag.Changed(), store.MemberUser.Is(u.ID))
		tx.Change(u.Key, []store.Change{store.UserNamesKey.Set(u.NamesKey)}, nil)
		leaveKey(tx.Transaction, before)
	}
	s.reinvite(tx.Transaction, u, before)
}

// corrected is the event of it.
func (s *Service) corrected(u, before *store.User) audit.Event {
	return audit.Event{Action: "user.email", Target: audit.User(u), Changes: audit.Differences(
		audit.Change{Field: "email", Before: audit.Of(before).Says(before.Email),
			After: audit.Of(u).Says(u.Email)},
		audit.Change{Field: "status", Before: before.StatusAt(s.Now()), After: u.Status},
		audit.Change{Field: "invitation.expires_at", Before: before.Invitation.ExpiresAt.String(),
			After: u.Invitation.ExpiresAt.String()})}
}
