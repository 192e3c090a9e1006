package organization

import (
	"context"
	"slices"

	"usher/pkg/api"
	"usher/pkg/core/access"
	"usher/pkg/core/audit"
	"usher/pkg/store"
)

// An invitation to a role that may itself invite, as Owner, rests on the word of somebody whose role has all of its
// permissions, its sponsor: who created it, sent it again, or gave it that role, by themselves or with a key of theirs.
// It can be accepted only while the sponsor is active and has such a role, and is cancelled when they are blocked,
// removed or demoted. Other invitations have none, and stay.

// sponsor is who is the sponsor of an invitation to a role.
func (s *Service) sponsor(by access.Actor, role api.Role) string {
	if !s.Guard.Roles.Allows(role, api.UsersCreate) {
		return ""
	}
	return by.Holder.User
}

// changeSponsor adds to a transaction that the user's invitation has the sponsor that u says.
func changeSponsor(tx *audit.Transaction, u *store.User) {
	if u.Invitation.Sponsor == "" {
		tx.Change(u.Key, []store.Change{store.UserInvitationSponsor.Clear()}, nil)
	} else {
		tx.Change(u.Key, []store.Change{store.UserInvitationSponsor.Set(u.Invitation.Sponsor)}, nil)
	}
	if _, open := u.OpenInvitation(); open {
		putInvitation(tx.Transaction, u)
	}
}

// cancelAtOnce is how many invitations one transaction cancels: six items each, the organization and the sponsor.
const cancelAtOnce = 16

// cancelSponsored cancels the open invitations that rest on the word of somebody who may not do any more what they
// invited to.
func (s *Service) cancelSponsored(
	ctx context.Context, lost *store.User, by audit.Actor, from audit.Origin,
) error {
	open, err := store.All[store.OpenInvitation](ctx, s.Table, store.OpenInvitations(lost.Org))
	if err != nil {
		return err
	}
	open = slices.DeleteFunc(open, func(i store.OpenInvitation) bool { return i.Sponsor != lost.ID })
	for part := range slices.Chunk(open, cancelAtOnce) {
		err := store.Retry(ctx, func(ctx context.Context) error {
			users, err := s.sponsored(ctx, lost, part)
			if err != nil || len(users) == 0 {
				return err
			}
			return s.cancel(ctx, s.Guard.Log.Begin(by, from), lost, users)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// sponsored reads the users of invitations who are still invited on the sponsor's word, and to more than a sponsor who
// is still active may do.
func (s *Service) sponsored(
	ctx context.Context, lost *store.User, open []store.OpenInvitation,
) ([]store.User, error) {
	users, reads := make([]store.User, len(open)), make([]*store.Read, len(open))
	for i := range open {
		reads[i] = store.Fetch(store.UserKey(open[i].Org, open[i].User), &users[i])
	}
	var now store.User
	still := store.Fetch(lost.Key, &now)
	err := s.Table.Load(ctx, append(reads, still)...)
	return slices.DeleteFunc(users, func(u store.User) bool {
		return u.Status != api.Invited || u.Invitation.Sponsor != lost.ID ||
			still.Found() && now.Status == api.Active && s.Guard.Roles.Within(u.Role, now.Role)
	}), err
}

// cancel removes invited users, provided that their sponsor is not active, or may not do all that they would. It
// returns store.ErrStale where one of the users, or the sponsor, has changed since they were read.
func (s *Service) cancel(ctx context.Context, tx *audit.Transaction, lost *store.User, users []store.User) error {
	var events []audit.Event
	lesser := s.Guard.Roles.IDs()
	for i := range users {
		u := &users[i]
		lesser = slices.DeleteFunc(lesser, func(r api.Role) bool { return s.Guard.Roles.Within(u.Role, r) })
		e := takeOut(tx, "user.remove", u, store.UserStatus.Is(api.Invited), store.UserInvitationNonce.Is(u.Invitation.Nonce),
			store.UserInvitationSponsor.Is(lost.ID))
		e.Changes = append(e.Changes, audit.Change{Field: "invitation.sponsor", Before: audit.Of(lost).Says(lost.Email)})
		events = append(events, e)
	}
	n := len(users)
	tx.Change(store.OrganizationKey(lost.Org), []store.Change{
		store.OrganizationSeatsUsed.Add(-n), store.OrganizationInvited.Add(-n), store.OrganizationMoves.Add(1),
	}, store.FailWith(store.ErrStale), store.Exists())
	tx.Check(lost.Key, store.FailWith(store.ErrStale), store.Either(store.NotExists(),
		store.UserStatus.Is(api.Blocked), store.UserRole.OneOf(lesser)))
	return tx.Commit(ctx, events...)
}
