package app

import (
	"context"

	"usher/pkg/api"
	"usher/pkg/core/account"
	"usher/pkg/transport"
	"usher/pkg/transport/lambdaevent"
)

// GetEmailChange runs get-email-change.
func GetEmailChange(a *App) *transport.Handler {
	return Handle(a, api.GetEmailChange, a.Accounts().GetEmailChange)
}

// RequestEmailChange runs request-email-change.
func RequestEmailChange(a *App) *transport.Handler {
	return Handle(a, api.RequestEmailChange, a.Accounts().RequestEmailChange)
}

// CancelEmailChange runs cancel-email-change.
func CancelEmailChange(a *App) *transport.Handler {
	return Handle(a, api.CancelEmailChange, a.Accounts().CancelEmailChange)
}

// ConfirmEmailChange runs confirm-email-change.
func ConfirmEmailChange(a *App) *transport.Handler {
	return HandleReply(a, api.ConfirmEmailChange, a.linked().ConfirmEmailChange)
}

// ViewEmailRestoration runs view-email-restoration.
func ViewEmailRestoration(a *App) *transport.Handler {
	return Handle(a, api.ViewEmailRestoration, a.linked().ViewEmailRestoration)
}

// RestoreEmail runs restore-email.
func RestoreEmail(a *App) *transport.Handler {
	return HandleReply(a, api.RestoreEmail, a.linked().RestoreEmail)
}

// linked is Accounts with what opens mailed links.
func (a *App) linked() *account.Service {
	accounts := a.Accounts()
	accounts.Links = a.Links()
	return accounts
}

// FinishEmailChanges runs finish-email-changes.
func FinishEmailChanges(a *App) lambdaevent.Schedule {
	return func(ctx context.Context, requestID string) error {
		n, err := a.Accounts().FinishEmailChanges(ctx)
		a.Logger.InfoContext(ctx, "finished changes of addresses", "operation", api.FinishEmailChanges.ID, "count", n,
			"request_id", requestID)
		return err
	}
}
