package app

import (
	"context"
	"os"

	"usher/pkg/lambdaevent"
)

// Expire runs expire-invitations.
func Expire(a *App) lambdaevent.Schedule {
	return func(ctx context.Context, requestID string) error {
		n, err := a.Organizations().ExpireInvitations(ctx, requestID)
		a.Logger.InfoContext(ctx, "expired invitations", "operation", "expire-invitations", "count", n, "request_id", requestID)
		return err
	}
}

// OnSchedule is the main of a scheduled function.
func OnSchedule(make func(*App) lambdaevent.Schedule) {
	lambdaevent.StartSchedule(func() (lambdaevent.Schedule, error) {
		a, err := New(os.Getenv)
		if err != nil {
			return nil, err
		}
		return make(a), nil
	})
}
