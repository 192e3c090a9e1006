package app

import (
	"usher/pkg/api"
	"usher/pkg/transport"
)

// Handlers makes the operations of this package; factors.Handlers adds those that are apart. No function may
// link it.
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
	ListRoles, GetAuthorization,
	ListAPIKeys, CreateAPIKey, RevokeAPIKey,
	ListAuditEvents,
	ListFlows, CreateFlow, GetFlow, UpdateFlow, DeleteFlow,
	SignIn, SignOut, GetMe, RequestPasswordReset, ViewPasswordReset, ResetPassword, ChangePassword, ListSessions,
	GetEmailChange, RequestEmailChange, CancelEmailChange, ConfirmEmailChange, ViewEmailRestoration, RestoreEmail,
	EndSession, ListSignIns, EndUserSessions,
	ViewInvitation, AcceptInvitation, RequestInvitation,
	PutLogo, GetLogo, DeleteLogo,
	GetFactors, DeleteTOTP, CreateRecoveryCodes, CreatePasskeyOptions, UpdatePasskey, DeletePasskey,
	CreatePasskeySessionOptions,
	ExportPerson, ErasePerson,
}

// Handle ties a use case to its operation.
func Handle[In, Out any](a *App, op api.Operation[In, Out], use transport.UseCase[In, Out]) *transport.Handler {
	return transport.New(op, use, a.Options())
}

// HandleReply is Handle for a use case whose answer sets more than its output.
func HandleReply[In, Out any](
	a *App, op api.Operation[In, Out], use transport.ReplyUseCase[In, Out],
) *transport.Handler {
	return transport.NewReply(op, use, a.Options())
}
