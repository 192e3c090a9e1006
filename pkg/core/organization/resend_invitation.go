package organization

import (
	"context"

	"usher/pkg/api"
	"usher/pkg/api/problem"
	"usher/pkg/core/access"
	"usher/pkg/core/audit"
	"usher/pkg/core/etag"
	"usher/pkg/core/ratelimit"
	"usher/pkg/core/seat"
	"usher/pkg/store"
)

// ResendInvitation replaces an invitation by a new one, in one write: a new link, a new expiry, and the earlier link
// does not work any more. A user whose invitation has expired takes a seat again. It returns invalid_state for a user
// who has accepted, seat_limit_reached when an expired one finds no seat, and too_many_requests where the
// organization has resent to the address too often, whoever its user was.
func (s *Service) ResendInvitation(ctx context.Context, c *access.Caller, in api.UserInput) (out api.User, err error) {
	err = s.withSeat(ctx, in.Org.String(), func(ctx context.Context) error {
		return store.Retry(ctx, func(ctx context.Context) error {
			out, err = s.resend(ctx, c, in)
			return err
		})
	})
	return out, err
}

// ResendByOperator is ResendInvitation for the operator's command: for somebody in whose organization nobody can sign
// in to resend it. The invitation rests on the word of no Owner, like the first one of an organization. It returns
// not_found where there is no such user, and the errors of ResendInvitation.
func (s *Service) ResendByOperator(
	ctx context.Context, c *access.Caller, in api.UserInput, by audit.Actor,
) (out api.User, err error) {
	org := in.Org.String()
	err = s.withSeat(ctx, org, func(ctx context.Context) error {
		return store.Retry(ctx, func(ctx context.Context) error {
			var o store.Organization
			var u store.User
			read := store.Fetch(store.UserKey(org, in.User.String()), &u)
			if err := s.Table.Load(ctx, store.Fetch(store.OrganizationKey(org), &o), read); err != nil {
				return err
			}
			if !read.Found() {
				return problem.Missing()
			}
			out, err = s.replace(ctx, s.Guard.Public(c, by), access.Actor{}, &o, &u)
			return err
		})
	})
	return out, err
}

func (s *Service) resend(ctx context.Context, c *access.Caller, in api.UserInput) (api.User, error) {
	var o store.Organization
	actor, u, err := s.enterOver(ctx, c, in.Org, in.User, access.Action{Permission: api.UsersInvite},
		store.Fetch(store.OrganizationKey(in.Org.String()), &o))
	if err != nil {
		return api.User{}, err
	}
	return s.replace(ctx, actor.Begin(), actor, &o, u)
}

// replace writes a new invitation of the user, by an actor, in place of the one before.
func (s *Service) replace(
	ctx context.Context, tx *audit.Transaction, by access.Actor, o *store.Organization, u *store.User,
) (api.User, error) {
	if u.Invitation == nil {
		return api.User{}, problem.New(problem.InvalidState,
			"This user has accepted already. There is nothing to send again.")
	}
	before := *u
	u.Invitation = s.newInvitation(o, by, u.Role, before.Invitation)
	u.Status, u.Version, u.UpdatedAt = api.Invited, before.Version+1, s.now()
	if err := s.writeInvitation(ctx, tx, u, &before); err != nil {
		return api.User{}, err
	}
	return View(u, s.Now()), nil
}

// writeInvitation writes the user's new invitation in place of the one before.
func (s *Service) writeInvitation(ctx context.Context, tx *audit.Transaction, u, before *store.User) error {
	tx.Change(u.Key, []store.Change{
		store.UserInvitation.Set(*u.Invitation), store.UserStatus.Set(u.Status),
		store.UserVersion.Set(u.Version), store.UserUpdatedAt.Set(u.UpdatedAt),
	}, etag.Changed(), store.UserVersion.Is(before.Version), store.UserInvitationNonce.Is(before.Invitation.Nonce))
	s.reinvite(tx.Transaction, u, before)
	changes := audit.Differences(
		audit.Change{Field: "status", Before: before.StatusAt(s.Now()), After: u.Status},
		audit.Change{Field: "invitation.expires_at", Before: before.Invitation.ExpiresAt.String(),
			After: u.Invitation.ExpiresAt.String()})
	return tx.Answer(View(u, s.Now())).Commit(ctx,
		audit.Event{Org: u.Org, Action: "user.invite", Target: audit.User(u), Changes: changes})
}

// reinvite adds to a transaction what a new invitation changes, except the user: the open invitation, the seat that an
// expired one takes again, and the counts of invitations and resends to the address.
func (s *Service) reinvite(t *store.Transaction, u, before *store.User) {
	replaceInvitation(t, before, u)
	seat.Move{From: before.Status, To: u.Status, FromRole: before.Role, ToRole: u.Role}.Apply(t, u.Org)
	expired := before.StatusAt(s.Now()) == api.Expired
	if expired || u.Address != before.Address { // which makes one more that is open
		s.countInvitation(t, u)
	}
	if before.Status == api.Invited && expired {
		seat.RequireNotOver(t, u.Org)
	}
	s.Limits.Take(t, ratelimit.ResendsDay, u.Org+" "+u.Digest())
	s.Limits.Take(t, ratelimit.ResendsHour, u.Org+" "+u.Digest())
}
