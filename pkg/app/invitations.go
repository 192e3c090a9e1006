package app

import (
	"usher/pkg/api"
	"usher/pkg/aws/linkkeys"
	"usher/pkg/core/invitation"
	"usher/pkg/core/link"
	"usher/pkg/transport"
)

// Links makes and opens links with the keys that the App's setting names.
func (a *App) Links() *link.Maker {
	keys := linkkeys.Store{Region: a.Region, Endpoint: a.SSMEndpoint, Credentials: a.Credentials, HTTP: a.HTTP, Now: a.Now}
	maker := &link.Maker{Keys: keys.Source(a.Config.LinkKeys), Now: a.Now}
	if a.early != nil {
		a.early(maker.Prefetch)
	}
	return maker
}

func (a *App) invitations() *invitation.Service {
	return &invitation.Service{Table: a.Table(), Accounts: a.Accounts(), Guard: a.Guard(), Now: a.Now, Links: a.Links()}
}

// ViewInvitation runs view-invitation.
func ViewInvitation(a *App) *transport.Handler {
	return Handle(a, api.ViewInvitation, a.invitations().View)
}

// AcceptInvitation runs accept-invitation.
func AcceptInvitation(a *App) *transport.Handler {
	return HandleReply(a, api.AcceptInvitation, a.invitations().Accept)
}

// RequestInvitation runs request-invitation.
func RequestInvitation(a *App) *transport.Handler {
	return Handle(a, api.RequestInvitation, a.invitations().Request)
}
