package organization

import (
	"context"

	"usher/pkg/api"
	"usher/pkg/api/problem"
	"usher/pkg/core/access"
	"usher/pkg/lib/id"
	"usher/pkg/store"
)

// GetUser reads one user.
func (s *Service) GetUser(ctx context.Context, c *access.Caller, in api.UserInput) (api.User, error) {
	_, u, err := s.enterUser(ctx, c, in.Org, in.User, access.Action{Permission: api.UsersRead})
	if err != nil {
		return api.User{}, err
	}
	return View(u, s.Now()), nil
}

// enterOver is enterUser for a change of the user, unless it is their own: it returns forbidden where they may do more
// than the caller.
func (s *Service) enterOver(
	ctx context.Context, c *access.Caller, org id.OrganizationID, user id.UserID, ask access.Action, reads ...*store.Read,
) (access.Actor, *store.User, error) {
	actor, u, err := s.enterUser(ctx, c, org, user, ask, reads...)
	if err == nil && actor.UserID != u.ID {
		actor, err = actor.Over(u.Role)
	}
	return actor, u, err
}

// enterUser authorizes the caller and reads the user it is about, with whatever
// else is wanted. It returns not_found when the user is not there.
func (s *Service) enterUser(
	ctx context.Context, c *access.Caller, org id.OrganizationID, user id.UserID, ask access.Action, reads ...*store.Read,
) (access.Actor, *store.User, error) {
	var u store.User
	ask.Org = org
	read := store.Fetch(store.UserKey(org.String(), user.String()), &u)
	actor, err := s.Guard.Authorize(ctx, c, ask, append(reads, read)...)
	if err == nil && !read.Found() {
		err = problem.Missing()
	}
	return actor, &u, err
}
