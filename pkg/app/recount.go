package app

import (
	"context"
	"log/slog"

	"usher/pkg/api"
	"usher/pkg/aws/emf"
	"usher/pkg/core/seat/recount"
	"usher/pkg/transport/lambdaevent"
)

// Recount is the service that counts seats again.
func (a *App) Recount() *recount.Service {
	return &recount.Service{Table: a.Table(), Log: a.Log(), Now: a.Now}
}

// RecountSeats runs recount-seats: every organization whose counters drifted is a
// line in the log, and how many there are is the metric SeatDrift. A run that
// failed before it found any logs no metric, since it does not know that there
// are none. It repairs nothing.
func RecountSeats(a *App) lambdaevent.Schedule {
	return func(ctx context.Context, requestID string) error {
		sum, err := a.Recount().Resume(ctx)
		for _, r := range sum.Drifting {
			a.Logger.ErrorContext(ctx, "seat drift", "operation", api.RecountSeats.ID, "organization", r.Organization,
				"differences", r.Differences(), "request_id", requestID)
		}
		line := []slog.Attr{slog.String("operation", api.RecountSeats.ID), slog.Int("organizations", sum.Organizations),
			slog.Any("busy", sum.Busy), slog.Bool("whole", sum.Whole), slog.String("request_id", requestID)}
		if err == nil || len(sum.Drifting) > 0 {
			line = append(line, slog.Int("SeatDrift", len(sum.Drifting)), slog.String(emf.Service, a.Config.Table),
				emf.Attr(a.Now(), emf.Definition{Name: "SeatDrift", Unit: "Count"}))
		}
		a.Logger.LogAttrs(ctx, slog.LevelInfo, "counted seats", line...)
		return err
	}
}
