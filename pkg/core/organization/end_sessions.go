package organization

import (
	"context"

	"usher/pkg/api"
	"usher/pkg/api/problem"
	"usher/pkg/core/access"
	"usher/pkg/core/audit"
	"usher/pkg/store"
)

// EndUserSessions ends a user's sessions for their organization, in one write however many there are, and nowhere else.
// Repeated, it ends those that have begun since. It returns invalid_state for a user who has not accepted yet.
func (s *Service) EndUserSessions(ctx context.Context, c *access.Caller, in api.UserInput) (api.None, error) {
	return api.None{}, store.Retry(ctx, func(ctx context.Context) error {
		actor, u, err := s.enterUser(ctx, c, in.Org, in.User, access.Action{Permission: api.UsersBlock})
		if err != nil {
			return err
		}
		if u.Status != api.Active && u.Status != api.Blocked {
			return problem.New(problem.InvalidState, "A user who has not accepted yet has no sessions.")
		}
		tx := actor.Begin()
		access.EndSessions(tx, u, s.now(), store.ErrStale)
		return tx.Commit(ctx, audit.Event{Action: "user.end_sessions", Target: audit.User(u)})
	})
}
