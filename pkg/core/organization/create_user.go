package organization

import (
	"context"

	"usher/pkg/api"
	"usher/pkg/core/access"
	"usher/pkg/core/audit"
	"usher/pkg/core/seat"
	"usher/pkg/lib/email"
	"usher/pkg/lib/id"
	"usher/pkg/store"
)

// CreateUser takes a seat and invites a person to it. It answers email_taken,
// and seat_limit_reached when no seat is free even after the run-out
// invitations have given theirs back.
func (s *Service) CreateUser(ctx context.Context, c *access.Caller, in api.CreateUserInput) (api.User, error) {
	addr, err := parseAddress("email", in.Email)
	if err != nil {
		return api.User{}, err
	}
	var out api.User
	err = store.Retry(ctx, func(ctx context.Context) error {
		out, err = s.createUser(ctx, c, addr, in)
		return err
	})
	return out, err
}

func (s *Service) createUser(ctx context.Context, c *access.Caller, addr email.Address, in api.CreateUserInput) (out api.User, err error) {
	var o store.Organization
	actor, err := s.Guard.Authorize(ctx, c, access.Action{Org: in.Org, Permission: api.UsersCreate}, append(c.Replay.Reads(),
		store.Fetch(store.OrganizationKey(id.Safe(id.Organization, in.Org)), &o))...)
	if err != nil {
		return out, err
	}
	if again, err := c.Repeated(&out); again || err != nil {
		return out, err
	}
	err = s.withSeat(ctx, in.Org, func(ctx context.Context) error {
		u := s.invitee(&o, actor, addr, in)
		out = View(u, s.Now())
		t := s.creation(c, actor, u)
		if err := c.Replay.Keep(t, out); err != nil {
			return err
		}
		return s.Table.Commit(ctx, t)
	})
	return out, err
}

func (s *Service) invitee(o *store.Organization, actor access.Actor, addr email.Address, in api.CreateUserInput) *store.User {
	u := s.newUser(o, addr, in.FirstName, in.LastName, in.Role)
	u.Invitation = s.newInvitation(o, actor.UserID, 0)
	return u
}

// creation is the transaction that creates a user.
func (s *Service) creation(c *access.Caller, actor access.Actor, u *store.User) *store.Transaction {
	var t store.Transaction
	actor.Check(&t)
	s.addUser(&t, c, actor, u, errTaken())
	seat.Move{To: api.Invited, ToRole: u.Role}.Apply(&t, u.Org)
	return &t
}

// itemsPerUser is how many items addUser writes.
const itemsPerUser = 4

// addUser adds a new invited user and the event that tells of them. The
// transaction fails with taken when the address is in the organization already.
func (s *Service) addUser(t *store.Transaction, c *access.Caller, actor access.Actor, u *store.User, taken error) {
	putUser(t, u, taken)
	actor.Record(t, s.Log, c, s.Now(), audit.Event{Action: "user.create", Target: audit.User(u), Changes: []audit.Change{
		{Field: "email", After: u.Email}, {Field: "first_name", After: u.FirstName}, {Field: "last_name", After: u.LastName},
		{Field: "role", After: u.Role}, {Field: "status", After: u.Status}}})
}
