// Package guest is the composition root of the operations that a mailed link
// opens. They alone, and those that make links, need the keys.
package guest

import (
	"context"

	"usher/pkg/access"
	"usher/pkg/account"
	"usher/pkg/api"
	"usher/pkg/app"
	"usher/pkg/invitation"
	"usher/pkg/link"
	"usher/pkg/linkkeys"
	"usher/pkg/runner"
)

// Links makes and opens links with the keys that the App's setting tells of.
func Links(a *app.App) *link.Maker {
	store := linkkeys.Store{Region: a.Region, Endpoint: a.SSMEndpoint, Credentials: a.Credentials, HTTP: a.HTTP, Now: a.Now}
	return &link.Maker{Keys: store.Source(a.Config.LinkKeys), Now: a.Now}
}

func invitations(a *app.App) *invitation.Service {
	return &invitation.Service{Table: a.Table(), Accounts: a.Accounts(), Log: a.Log(), Now: a.Now, Links: Links(a)}
}

// ViewInvitation runs view-invitation.
func ViewInvitation(a *app.App) *runner.Handler {
	return runner.New(api.ViewInvitation, invitations(a).View, a.Options())
}

// AcceptInvitation runs accept-invitation.
func AcceptInvitation(a *app.App) *runner.Handler {
	return runner.New(api.AcceptInvitation, invitations(a).Accept, a.Options())
}

// RequestInvitation runs request-invitation.
func RequestInvitation(a *app.App) *runner.Handler {
	return runner.New(api.RequestInvitation, invitations(a).Request, a.Options())
}

// ResetPassword runs reset-password.
func ResetPassword(a *app.App) *runner.Handler {
	return runner.New(api.ResetPassword, func(ctx context.Context, c *access.Caller, in api.ResetPasswordInput) (api.None, error) {
		reset, err := Links(a).OpenReset(in.Token)
		if err != nil {
			return api.None{}, err
		}
		return api.None{}, a.Accounts().ResetPassword(ctx, c, account.Reset(reset), in.Password)
	}, a.Options())
}

// Handlers makes these operations.
func Handlers(a *app.App) []*runner.Handler {
	return []*runner.Handler{ViewInvitation(a), AcceptInvitation(a), RequestInvitation(a), ResetPassword(a)}
}
