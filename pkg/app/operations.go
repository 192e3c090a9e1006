package app

import (
	"context"

	"usher/pkg/access"
	"usher/pkg/api"
	"usher/pkg/openapi/document"
	"usher/pkg/runner"
)

// CreateOrganization runs create-organization.
func CreateOrganization(a *App) *runner.Handler {
	return runner.New(api.CreateOrganization, a.Organizations().CreateOrganization, a.Options())
}

// GetOrganization runs get-organization.
func GetOrganization(a *App) *runner.Handler {
	return runner.New(api.GetOrganization, a.Organizations().GetOrganization, a.Options())
}

// UpdateOrganization runs update-organization.
func UpdateOrganization(a *App) *runner.Handler {
	return runner.New(api.UpdateOrganization, a.Organizations().UpdateOrganization, a.Options())
}

// ListUsers runs list-users.
func ListUsers(a *App) *runner.Handler {
	return runner.New(api.ListUsers, a.Organizations().ListUsers, a.Options())
}

// CreateUser runs create-user.
func CreateUser(a *App) *runner.Handler {
	return runner.New(api.CreateUser, a.Organizations().CreateUser, a.Options())
}

// ImportUsers runs import-users.
func ImportUsers(a *App) *runner.Handler {
	return runner.New(api.ImportUsers, a.Organizations().ImportUsers, a.Options())
}

// GetUser runs get-user.
func GetUser(a *App) *runner.Handler {
	return runner.New(api.GetUser, a.Organizations().GetUser, a.Options())
}

// UpdateUser runs update-user.
func UpdateUser(a *App) *runner.Handler {
	return runner.New(api.UpdateUser, a.Organizations().UpdateUser, a.Options())
}

// BlockUser runs block-user.
func BlockUser(a *App) *runner.Handler {
	return runner.New(api.BlockUser, a.Organizations().BlockUser, a.Options())
}

// UnblockUser runs unblock-user.
func UnblockUser(a *App) *runner.Handler {
	return runner.New(api.UnblockUser, a.Organizations().UnblockUser, a.Options())
}

// RemoveUser runs remove-user.
func RemoveUser(a *App) *runner.Handler {
	return runner.New(api.RemoveUser, a.Organizations().RemoveUser, a.Options())
}

// ResendInvitation runs resend-invitation.
func ResendInvitation(a *App) *runner.Handler {
	return runner.New(api.ResendInvitation, a.Organizations().ResendInvitation, a.Options())
}

// SignIn runs sign-in.
func SignIn(a *App) *runner.Handler { return runner.New(api.SignIn, a.Accounts().SignIn, a.Options()) }

// SignOut runs sign-out.
func SignOut(a *App) *runner.Handler {
	return runner.New(api.SignOut, a.Accounts().SignOut, a.Options())
}

// GetMe runs get-me.
func GetMe(a *App) *runner.Handler { return runner.New(api.GetMe, a.Accounts().GetMe, a.Options()) }

// Handlers makes this package's operations; package everything has all. The functions each make their own.
func Handlers(a *App) []*runner.Handler {
	return []*runner.Handler{
		CreateOrganization(a), GetOrganization(a), UpdateOrganization(a),
		ListUsers(a), CreateUser(a), ImportUsers(a), GetUser(a), UpdateUser(a), BlockUser(a), UnblockUser(a), RemoveUser(a),
		ResendInvitation(a), ListAPIKeys(a), CreateAPIKey(a), RevokeAPIKey(a),
		ListAuditEvents(a), ListFlows(a), CreateFlow(a), GetFlow(a), UpdateFlow(a), DeleteFlow(a), SignIn(a), SignOut(a), GetMe(a), RequestPasswordReset(a), ChangePassword(a), ListSessions(a), EndSession(a),
		GetOpenAPI(a),
	}
}

// RequestPasswordReset runs request-password-reset.
func RequestPasswordReset(a *App) *runner.Handler {
	return runner.New(api.RequestPasswordReset, a.Accounts().RequestReset, a.Options())
}

// ChangePassword runs change-password.
func ChangePassword(a *App) *runner.Handler {
	return runner.New(api.ChangePassword, a.Accounts().ChangePassword, a.Options())
}

// ListSessions runs list-sessions.
func ListSessions(a *App) *runner.Handler {
	return runner.New(api.ListSessions, a.Accounts().ListSessions, a.Options())
}

// EndSession runs end-session.
func EndSession(a *App) *runner.Handler {
	return runner.New(api.EndSession, a.Accounts().EndSession, a.Options())
}

// GetOpenAPI runs get-openapi.
func GetOpenAPI(a *App) *runner.Handler {
	return runner.New(api.GetOpenAPI, func(context.Context, *access.Caller, api.None) (api.Document, error) {
		return api.Document{JSON: document.JSON}, nil
	}, a.Options())
}
