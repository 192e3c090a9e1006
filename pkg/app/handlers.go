package app

import (
	"context"

	"usher/pkg/api"
	"usher/pkg/api/openapi/document"
	"usher/pkg/core/access"
	"usher/pkg/transport"
)

// Handlers makes every declared operation, for the local server and the tests. No function may link it.
func Handlers(a *App) []*transport.Handler {
	var all []*transport.Handler
	for _, operation := range operations {
		all = append(all, operation(a))
	}
	return all
}

var operations = []func(*App) *transport.Handler{
	CreateOrganization, GetOrganization, UpdateOrganization,
	ListUsers, CreateUser, ImportUsers, GetUser, UpdateUser, BlockUser, UnblockUser, RemoveUser, ResendInvitation,
	ListAPIKeys, CreateAPIKey, RevokeAPIKey,
	ListAuditEvents,
	ListFlows, CreateFlow, GetFlow, UpdateFlow, DeleteFlow,
	SignIn, SignOut, GetMe, RequestPasswordReset, ResetPassword, ChangePassword, ListSessions, EndSession,
	ViewInvitation, AcceptInvitation, RequestInvitation,
	PutLogo, GetLogo, DeleteLogo,
	GetOpenAPI,
}

func handle[In, Out any](a *App, op api.Operation[In, Out], use transport.UseCase[In, Out]) *transport.Handler {
	return transport.New(op, use, a.Options())
}

func handleReply[In, Out any](a *App, op api.Operation[In, Out], use transport.ReplyUseCase[In, Out]) *transport.Handler {
	return transport.NewReply(op, use, a.Options())
}

// GetOpenAPI runs get-openapi.
func GetOpenAPI(a *App) *transport.Handler {
	return handle(a, api.GetOpenAPI, func(context.Context, *access.Caller, api.None) (api.Document, error) {
		return api.Document{JSON: document.JSON}, nil
	})
}
