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

// UpdateUser changes a user's names or role. Everyone may change their own
// names. It answers last_owner when it would leave no active Owner, and
// version_conflict when If-Match names another version than the present one.
func (s *Service) UpdateUser(ctx context.Context, c *access.Caller, in api.UpdateUserInput) (out api.User, err error) {
	err = store.Retry(ctx, func(ctx context.Context) error {
		out, err = s.updateUser(ctx, c, in)
		return err
	})
	return out, err
}

func (s *Service) updateUser(ctx context.Context, c *access.Caller, in api.UpdateUserInput) (api.User, error) {
	actor, u, err := s.enterUser(ctx, c, in.Org, in.User, access.Action{Permission: api.UsersUpdate, Self: in.User})
	if err != nil {
		return api.User{}, err
	}
	if in.Role != nil && !actor.May(api.UsersUpdate) {
		return api.User{}, problem.New(problem.Forbidden, "Only an Owner can change a role, and nobody their own unless they are one.")
	}
	if err := etag.Match(in.IfMatch, u.Version); err != nil {
		return api.User{}, err
	}
	before := *u
	patchUser(u, in)
	changes := audit.Differences(
		audit.Change{Field: "first_name", Before: before.FirstName, After: u.FirstName},
		audit.Change{Field: "last_name", Before: before.LastName, After: u.LastName},
		audit.Change{Field: "role", Before: before.Role, After: u.Role})
	if len(changes) == 0 {
		return View(u, s.Now()), nil
	}
	t := s.edit(actor, u, &before, in.IfMatch != "")
	actor.Record(t, s.Log, c, s.Now(), audit.Event{Action: "user.update", Target: audit.User(u), Changes: changes})
	if err := s.Table.Commit(ctx, t); err != nil {
		return api.User{}, err
	}
	return View(u, s.Now()), nil
}

func patchUser(u *store.User, in api.UpdateUserInput) {
	if in.FirstName != nil {
		u.FirstName = *in.FirstName
	}
	if in.LastName != nil {
		u.LastName = *in.LastName
	}
	if in.Role != nil {
		u.Role = *in.Role
	}
	u.Arrange()
}

// edit is the transaction that brings a user from before to u.
func (s *Service) edit(actor access.Actor, u, before *store.User, demanded bool) *store.Transaction {
	var t store.Transaction
	actor.Check(&t)
	u.Version, u.UpdatedAt = before.Version+1, s.now()
	t.Change(u.Key, []store.Change{
		store.UserFirstName.Set(u.FirstName), store.UserLastName.Set(u.LastName), store.UserRole.Set(u.Role),
		store.UserFirstOrder.Set(u.FirstOrder), store.UserLastOrder.Set(u.LastOrder),
		store.UserVersion.Set(u.Version), store.UserUpdatedAt.Set(u.UpdatedAt),
	}, etag.Conflict(demanded), store.UserVersion.Is(before.Version))
	if u.Role != before.Role {
		t.Change(store.MemberKey(u.Digest(), u.Org), []store.Change{store.MemberRole.Set(u.Role)},
			etag.Conflict(false), store.Exists())
		seat.Move{From: u.Status, To: u.Status, FromRole: before.Role, ToRole: u.Role}.Apply(&t, u.Org)
	}
	return &t
}
