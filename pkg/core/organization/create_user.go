package organization

import (
	"context"

	"usher/pkg/api"
	"usher/pkg/core/access"
	"usher/pkg/core/seat"
	"usher/pkg/store"
)

// CreateUser takes a seat and invites a person to it. It returns email_taken, too_many_requests for an address that
// was invited too often by any organization, and seat_limit_reached when no seat is free even after the expired
// invitations have given theirs back.
func (s *Service) CreateUser(ctx context.Context, c *access.Caller, in api.CreateUserInput) (api.User, error) {
	var out api.User
	err := store.Retry(ctx, func(ctx context.Context) (err error) {
		out, err = s.createUser(ctx, c, in)
		return err
	})
	return out, err
}

func (s *Service) createUser(ctx context.Context, c *access.Caller, in api.CreateUserInput) (out api.User, err error) {
	var o store.Organization
	actor, err := s.Guard.Authorize(ctx, c, access.Action{Org: in.Org, Permission: api.UsersCreate},
		store.Fetch(store.OrganizationKey(in.Org.String()), &o))
	if err == nil {
		actor, err = actor.Over(in.Role)
	}
	if err != nil {
		return out, err
	}
	err = s.withSeat(ctx, actor.Org, func(ctx context.Context) error {
		u := s.invitee(&o, actor, in)
		out = View(u, s.Now())
		tx := actor.Begin().Answer(out)
		putUser(tx.Transaction, u, errTaken())
		s.countInvitation(tx.Transaction, u)
		seat.Move{To: api.Invited, ToRole: u.Role}.Apply(tx.Transaction, u.Org)
		return tx.Commit(ctx, created(u))
	})
	return out, err
}
