package app

import (
	"context"
	"log/slog"
	"os"
	"path"
	"runtime/debug"

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

// Watch has the consumer that this program is write a line for each event.
func (a *App) Watch() *lambdaevent.Watch {
	return &lambdaevent.Watch{Operation: program(), Logger: a.Logger, Now: a.Now, Random: a.Random}
}

// program is the name of the folder that this program was built from: for a
// function, its id.
func program() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return ""
	}
	return path.Base(info.Path)
}

// OnSchedule is the main of a scheduled function.
func OnSchedule(make func(*App) lambdaevent.Schedule) {
	lambdaevent.StartSchedule(func() (lambdaevent.Schedule, error) {
		a, err := New(os.Getenv)
		if err != nil {
			return nil, err
		}
		return a.Watch().Schedule(make(a)), nil
	})
}

// OnEvent is the main of a function that an event of EventBridge sets off.
func OnEvent(make func(*App) lambdaevent.Event) {
	lambdaevent.StartEvent(func() (lambdaevent.Event, error) {
		a, err := New(os.Getenv)
		if err != nil {
			return nil, err
		}
		return a.Watch().Event(make(a)), nil
	})
}

// OnGathered is the main of a function that takes the stream's batches whole.
func OnGathered(make func(*App) lambdaevent.Gathered) {
	lambdaevent.StartGathered(func() (lambdaevent.Gathered, *slog.Logger, error) {
		a, err := New(os.Getenv)
		if err != nil {
			return nil, nil, err
		}
		return a.Watch().Gathered(make(a)), a.Logger, nil
	})
}
