// Package factors composes the functions that take one-time codes and passkeys: alone, so that no other function links
// the libraries for them.
package factors

import (
	"usher/pkg/api"
	"usher/pkg/app"
	"usher/pkg/aws/linkkeys"
	"usher/pkg/core/account"
	"usher/pkg/core/link"
	"usher/pkg/core/passkey"
	"usher/pkg/lib/totp"
	"usher/pkg/transport"
)

// Handlers makes the operations of this package, for the local server and the tests. No function may link it.
func Handlers(a *app.App) []*transport.Handler {
	return append(app.Handlers(a), CreateTOTP(a), ConfirmTOTP(a), CreatePasskey(a), CompleteSignIn(a), ProveSession(a),
		CreatePasskeySession(a))
}

func accounts(a *app.App) *account.Service {
	s := a.Accounts()
	keys := linkkeys.Store{Region: a.Region, Endpoint: a.SSMEndpoint, Credentials: a.Credentials, HTTP: a.HTTP, Now: a.Now}
	s.Secrets = &link.Maker{Keys: keys.Source(a.Config.FactorKeys), Now: a.Now}
	s.Codes, s.Authenticators = totp.Codes{}, passkey.Verifier{Dashboard: a.Config.Dashboard}
	return s
}

// CreateTOTP runs create-totp.
func CreateTOTP(a *app.App) *transport.Handler {
	return app.Handle(a, api.CreateTOTP, accounts(a).CreateTOTP)
}

// ConfirmTOTP runs confirm-totp.
func ConfirmTOTP(a *app.App) *transport.Handler {
	return app.Handle(a, api.ConfirmTOTP, accounts(a).ConfirmTOTP)
}

// CreatePasskey runs create-passkey.
func CreatePasskey(a *app.App) *transport.Handler {
	return app.Handle(a, api.CreatePasskey, accounts(a).CreatePasskey)
}

// CompleteSignIn runs complete-sign-in.
func CompleteSignIn(a *app.App) *transport.Handler {
	return app.HandleReply(a, api.CompleteSignIn, accounts(a).CompleteSignIn)
}

// ProveSession runs prove-session.
func ProveSession(a *app.App) *transport.Handler {
	return app.HandleReply(a, api.ProveSession, accounts(a).ProveSession)
}

// CreatePasskeySession runs create-passkey-session.
func CreatePasskeySession(a *app.App) *transport.Handler {
	return app.HandleReply(a, api.CreatePasskeySession, accounts(a).CreatePasskeySession)
}
