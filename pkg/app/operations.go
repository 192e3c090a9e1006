package app

import (
	"usher/pkg/api"
	"usher/pkg/runner"
)

// CreateOrganization runs create-organization.
func CreateOrganization(a *App) *runner.Handler {
	return runner.New(api.CreateOrganization, a.Organizations().CreateOrganization, a.options())
}

// GetOrganization runs get-organization.
func GetOrganization(a *App) *runner.Handler {
	return runner.New(api.GetOrganization, a.Organizations().GetOrganization, a.options())
}

// UpdateOrganization runs update-organization.
func UpdateOrganization(a *App) *runner.Handler {
	return runner.New(api.UpdateOrganization, a.Organizations().UpdateOrganization, a.options())
}

// ListUsers runs list-users.
func ListUsers(a *App) *runner.Handler {
	return runner.New(api.ListUsers, a.Organizations().ListUsers, a.options())
}

// CreateUser runs create-user.
func CreateUser(a *App) *runner.Handler {
	return runner.New(api.CreateUser, a.Organizations().CreateUser, a.options())
}

// GetUser runs get-user.
func GetUser(a *App) *runner.Handler {
	return runner.New(api.GetUser, a.Organizations().GetUser, a.options())
}

// UpdateUser runs update-user.
func UpdateUser(a *App) *runner.Handler {
	return runner.New(api.UpdateUser, a.Organizations().UpdateUser, a.options())
}

// BlockUser runs block-user.
func BlockUser(a *App) *runner.Handler {
	return runner.New(api.BlockUser, a.Organizations().BlockUser, a.options())
}

// UnblockUser runs unblock-user.
func UnblockUser(a *App) *runner.Handler {
	return runner.New(api.UnblockUser, a.Organizations().UnblockUser, a.options())
}

// RemoveUser runs remove-user.
func RemoveUser(a *App) *runner.Handler {
	return runner.New(api.RemoveUser, a.Organizations().RemoveUser, a.options())
}

// ResendInvitation runs resend-invitation.
func ResendInvitation(a *App) *runner.Handler {
	return runner.New(api.ResendInvitation, a.Organizations().ResendInvitation, a.options())
}

// ViewInvitation runs view-invitation.
func ViewInvitation(a *App) *runner.Handler {
	return runner.New(api.ViewInvitation, a.invitations().View, a.options())
}

// AcceptInvitation runs accept-invitation.
func AcceptInvitation(a *App) *runner.Handler {
	return runner.New(api.AcceptInvitation, a.invitations().Accept, a.options())
}

// SignIn runs sign-in.
func SignIn(a *App) *runner.Handler { return runner.New(api.SignIn, a.accounts().SignIn, a.options()) }

// SignOut runs sign-out.
func SignOut(a *App) *runner.Handler {
	return runner.New(api.SignOut, a.accounts().SignOut, a.options())
}

// GetMe runs get-me.
func GetMe(a *App) *runner.Handler { return runner.New(api.GetMe, a.accounts().GetMe, a.options()) }

// Handlers makes all operations, for the local server and the tests. The
// functions each make their own.
func Handlers(a *App) []*runner.Handler {
	return []*runner.Handler{
		CreateOrganization(a), GetOrganization(a), UpdateOrganization(a),
		ListUsers(a), CreateUser(a), GetUser(a), UpdateUser(a), BlockUser(a), UnblockUser(a), RemoveUser(a),
		ResendInvitation(a), ViewInvitation(a), AcceptInvitation(a), SignIn(a), SignOut(a), GetMe(a),
	}
}
