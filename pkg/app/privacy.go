package app

import (
	"context"

	"usher/pkg/api"
	"usher/pkg/core/privacy"
	"usher/pkg/transport"
	"usher/pkg/transport/lambdaevent"
)

// Privacy is the service of what people may ask about data of theirs.
func (a *App) Privacy() *privacy.Service {
	return &privacy.Service{Table: a.Table(), Guard: a.Guard(), Accounts: a.Accounts(), Organizations: a.Organizations(),
		Now: a.Now}
}

// ExportPerson runs export-person.
func ExportPerson(a *App) *transport.Handler { return Handle(a, api.ExportPerson, a.Privacy().Export) }

// ErasePerson runs erase-person.
func ErasePerson(a *App) *transport.Handler {
	return HandleReply(a, api.ErasePerson, a.Privacy().ErasePerson)
}

// FinishErasures runs finish-erasures.
func FinishErasures(a *App) lambdaevent.Schedule {
	return func(ctx context.Context, requestID string) error {
		n, err := a.Privacy().FinishErasures(ctx, requestID)
		a.Logger.InfoContext(ctx, "finished erasures", "operation", api.FinishErasures.ID, "count", n,
			"request_id", requestID)
		return err
	}
}
