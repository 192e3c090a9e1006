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
		SessionIdle: a.Config.SessionIdle,
		Site:        account.Site{Name: a.Config.Brand.Product, Host: a.Config.Host()},
	}
}

// SignIn runs sign-in.
func SignIn(a *App) *transport.Handler { return HandleReply(a, api.SignIn, a.Accounts().SignIn) }

// SignOut runs sign-out.
func SignOut(a *App) *transport.Handler { return HandleReply(a, api.SignOut, a.Accounts().SignOut) }

// GetMe runs get-me.
func GetMe(a *App) *transport.Handler { return Handle(a, api.GetMe, a.Accounts().GetMe) }

// RequestPasswordReset runs request-password-reset.
func RequestPasswordReset(a *App) *transport.Handler {
	return Handle(a, api.RequestPasswordReset, a.Accounts().RequestReset)
}

// ViewPasswordReset runs view-password-reset.
func ViewPasswordReset(a *App) *transport.Handler {
	accounts := a.Accounts()
	accounts.Links = a.Links()
	return Handle(a, api.ViewPasswordReset, accounts.ViewReset)
}

// ResetPassword runs reset-password.
func ResetPassword(a *App) *transport.Handler {
	accounts := a.Accounts()
	accounts.Links = a.Links()
	return HandleReply(a, api.ResetPassword, accounts.ResetPassword)
}

// ChangePassword runs change-password.
func ChangePassword(a *App) *transport.Handler {
	return HandleReply(a, api.ChangePassword, a.Accounts().ChangePassword)
}

// ListSessions runs list-sessions.
func ListSessions(a *App) *transport.Handler {
	return Handle(a, api.ListSessions, a.Accounts().ListSessions)
}

// ListSignIns runs list-sign-ins.
func ListSignIns(a *App) *transport.Handler {
	return Handle(a, api.ListSignIns, a.Accounts().ListSignIns)
}

// EndSession runs end-session.
func EndSession(a *App) *transport.Handler {
	return HandleReply(a, api.EndSession, a.Accounts().EndSession)
}

// GetFactors runs get-factors.
func GetFactors(a *App) *transport.Handler {
	return Handle(a, api.GetFactors, a.Accounts().GetFactors)
}

// DeleteTOTP runs delete-totp.
func DeleteTOTP(a *App) *transport.Handler {
	return Handle(a, api.DeleteTOTP, a.Accounts().DeleteTOTP)
}

// CreateRecoveryCodes runs create-recovery-codes.
func CreateRecoveryCodes(a *App) *transport.Handler {
	return Handle(a, api.CreateRecoveryCodes, a.Accounts().CreateRecoveryCodes)
}

// CreatePasskeyOptions runs create-passkey-options.
func CreatePasskeyOptions(a *App) *transport.Handler {
	return Handle(a, api.CreatePasskeyOptions, a.Accounts().CreatePasskeyOptions)
}

// UpdatePasskey runs update-passkey.
func UpdatePasskey(a *App) *transport.Handler {
	return Handle(a, api.UpdatePasskey, a.Accounts().UpdatePasskey)
}

// DeletePasskey runs delete-passkey.
func DeletePasskey(a *App) *transport.Handler {
	return Handle(a, api.DeletePasskey, a.Accounts().DeletePasskey)
}

// CreatePasskeySessionOptions runs create-passkey-session-options.
func CreatePasskeySessionOptions(a *App) *transport.Handler {
	return Handle(a, api.CreatePasskeySessionOptions, a.Accounts().CreatePasskeySessionOptions)
}
