package organization

import (
	"context"

	"usher/pkg/api"
	"usher/pkg/api/problem"
	"usher/pkg/core/access"
	"usher/pkg/core/audit"
	"usher/pkg/core/etag"
	"usher/pkg/core/seat"
	"usher/pkg/store"
)

// AddOwner makes somebody an Owner of an organization, by the operator's command, for one whose Owners cannot be
// reached: an active user gets the role, anybody else an invitation to it, which needs a free seat. It returns
// invalid_state for somebody who is blocked, or invited already, not_found, and seat_limit_reached.
func (s *Service) AddOwner(
	ctx context.Context, org string, owner api.NewOwner, by audit.Actor,
) (out api.User, err error) {
	err = s.withSeat(ctx, org, func(ctx context.Context) error {
		return store.Retry(ctx, func(ctx context.Context) error {
			out, err = s.addOwner(ctx, org, owner, by)
			return err
		})
	})
	return out, err
}

func (s *Service) addOwner(ctx context.Context, org string, owner api.NewOwner, by audit.Actor) (api.User, error) {
	var o store.Organization
	var lock store.Member
	there := store.Fetch(store.OrganizationKey(org), &o)
	known := store.Fetch(store.MemberKey(owner.Email.Digest(), org), &lock)
	if err := s.Table.Load(ctx, there, known); err != nil {
		return api.User{}, err
	}
	if !there.Found() {
		return api.User{}, problem.New(problem.NotFound, "There is no such organization.")
	}
	tx := s.Guard.Log.Begin(by, audit.Origin{Org: org})
	if known.Found() {
		return s.promote(ctx, tx, &lock)
	}
	u := s.newUser(&o, owner.Email, owner.FirstName, owner.LastName, api.Owner)
	u.Invitation = s.newInvitation(&o, access.Actor{}, u.Role, nil)
	putUser(tx.Transaction, u, store.ErrStale)
	seat.Move{To: api.Invited, ToRole: u.Role}.Apply(tx.Transaction, org)
	return View(u, s.Now()), tx.Commit(ctx, created(u))
}

// promote gives an active user the role Owner.
func (s *Service) promote(ctx context.Context, tx *audit.Transaction, lock *store.Member) (api.User, error) {
	var u store.User
	read := store.Fetch(store.UserKey(lock.Org, lock.User), &u)
	if err := s.Table.Load(ctx, read); err != nil {
		return api.User{}, err
	}
	switch {
	case !read.Found():
		return api.User{}, store.ErrStale
	case u.Status != api.Active:
		return api.User{}, problem.New(problem.InvalidState, "%s is %s in this organization, so cannot be made an Owner.",
			u.Email, u.StatusAt(s.Now()))
	case u.Role == api.Owner:
		return View(&u, s.Now()), nil
	}
	before := u
	u.Role = api.Owner
	s.edit(tx, &u, &before, "")
	tx.Check(u.Key, etag.Changed(), store.UserStatus.Is(api.Active))
	s.changeRole(tx, access.Actor{}, &u, &before)
	return View(&u, s.Now()), tx.Commit(ctx, audit.Event{Action: "user.update", Target: audit.User(&u),
		Changes: userChanges(&before, &u)})
}
