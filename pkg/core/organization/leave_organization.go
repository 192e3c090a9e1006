package organization

import (
	"context"

	"usher/pkg/api"
	"usher/pkg/core/access"
	"usher/pkg/store"
)

// LeaveOrganization takes the caller out of an organization for good, with all that RemoveUser takes, whatever their
// role and also while they are blocked. It returns last_owner if no active Owner would remain, and not_found where
// the caller has left already.
func (s *Service) LeaveOrganization(
	ctx context.Context, c *access.Caller, in api.OrganizationInput,
) (none api.None, err error) {
	var person access.Person
	var u store.User
	err = store.Retry(ctx, func(ctx context.Context) error {
		var member store.Member
		if person, member, err = s.Guard.AuthenticateMember(ctx, c, in.Org); err != nil {
			return err
		}
		u = store.User{}
		read := store.Fetch(store.UserKey(member.Org, member.User), &u)
		if err := s.Table.Load(ctx, read); err != nil {
			return err
		}
		if !read.Found() { // removed since the membership was read
			return store.ErrStale
		}
		return leave(ctx, person, &u)
	})
	if err == nil {
		s.clear(ctx, c, person.Audit(), &u)
	}
	return none, err
}

func leave(ctx context.Context, person access.Person, u *store.User) error {
	tx := person.Begin()
	e := takeOut(tx, "user.leave", u, store.UserVersion.Is(u.Version))
	departure(u).Apply(tx.Transaction, u.Org)
	return tx.Commit(ctx, e)
}
