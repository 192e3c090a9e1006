package app

import (
	"usher/pkg/api"
	"usher/pkg/core/account"
	"usher/pkg/lib/password"
	"usher/pkg/transport"
)

// Accounts is the service of people and their sessions.
func (a *App) Accounts() *account.Service {
	return &account.Service{
		Table: a.Table(), Guard: a.Guard(), IDs: a.IDs(), Now: a.Now, Hasher: password.Hasher{Random: a.Random},
		Limits: a.Limits(), Activity: a.Activity(), SessionLifetime: a.Config.SessionLifetime,
	}
}

// SignIn runs sign-in.
func SignIn(a *App) *transport.Handler { return handleReply(a, api.SignIn, a.Accounts().SignIn) }

// SignOut runs sign-out.
func SignOut(a *App) *transport.Handler { return handleReply(a, api.SignOut, a.Accounts().SignOut) }

// GetMe runs get-me.
func GetMe(a *App) *transport.Handler { return handle(a, api.GetMe, a.Accounts().GetMe) }

// RequestPasswordReset runs request-password-reset.
func RequestPasswordReset(a *App) *transport.Handler {
	return handle(a, api.RequestPasswordReset, a.Accounts().RequestReset)
}

// ViewPasswordReset runs view-password-reset.
func ViewPasswordReset(a *App) *transport.Handler {
	accounts := a.Accounts()
	accounts.Links = a.Links()
	return handle(a, api.ViewPasswordReset, accounts.ViewReset)
}

// ResetPassword runs reset-password.
func ResetPassword(a *App) *transport.Handler {
	accounts := a.Accounts()
	accounts.Links = a.Links()
	return handleReply(a, api.ResetPassword, accounts.ResetPassword)
}

// ChangePassword runs change-password.
func ChangePassword(a *App) *transport.Handler {
	return handleReply(a, api.ChangePassword, a.Accounts().ChangePassword)
}

// ListSessions runs list-sessions.
func ListSessions(a *App) *transport.Handler {
	return handle(a, api.ListSessions, a.Accounts().ListSessions)
}

// EndSession runs end-session.
func EndSession(a *App) *transport.Handler {
	return handleReply(a, api.EndSession, a.Accounts().EndSession)
}
