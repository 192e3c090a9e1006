package app

import (
	"usher/pkg/api"
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
	LeaveOrganization, DeleteOrganization, RestoreOrganization,
	ListAPIKeys, CreateAPIKey, RevokeAPIKey,
	ListAuditEvents,
	ListFlows, CreateFlow, GetFlow, UpdateFlow, DeleteFlow,
	SignIn, SignOut, GetMe, RequestPasswordReset, ViewPasswordReset, ResetPassword, ChangePassword, ListSessions,
	EndSession,
	ViewInvitation, AcceptInvitation, RequestInvitation,
	PutLogo, GetLogo, DeleteLogo,
}

func handle[In, Out any](a *App, op api.Operation[In, Out], use transport.UseCase[In, Out]) *transport.Handler {
	return transport.New(op, use, a.Options())
}

func handleReply[In, Out any](
	a *App, op api.Operation[In, Out], use transport.ReplyUseCase[In, Out],
) *transport.Handler {
	return transport.NewReply(op, use, a.Options())
}
