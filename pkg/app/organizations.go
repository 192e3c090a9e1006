package app

import (
	"usher/pkg/api"
	"usher/pkg/core/organization"
	"usher/pkg/transport"
)

// Organizations is the service of organizations and their users.
func (a *App) Organizations() *organization.Service {
	return &organization.Service{
		Table: a.Table(), Guard: a.Guard(), Keys: a.keys(), Limits: a.Limits(), IDs: a.IDs(), Now: a.Now,
		Plans: a.Config.Plans, SignUpOpen: a.Config.SignUpOpen, InvitationLifetime: a.Config.InvitationLifetime,
	}
}

// CreateOrganization runs create-organization.
func CreateOrganization(a *App) *transport.Handler {
	return Handle(a, api.CreateOrganization, a.Organizations().CreateOrganization)
}

// GetOrganization runs get-organization.
func GetOrganization(a *App) *transport.Handler {
	return Handle(a, api.GetOrganization, a.Organizations().GetOrganization)
}

// UpdateOrganization runs update-organization.
func UpdateOrganization(a *App) *transport.Handler {
	return Handle(a, api.UpdateOrganization, a.Organizations().UpdateOrganization)
}

// ListUsers runs list-users.
func ListUsers(a *App) *transport.Handler {
	return Handle(a, api.ListUsers, a.Organizations().ListUsers)
}

// CreateUser runs create-user.
func CreateUser(a *App) *transport.Handler {
	return Handle(a, api.CreateUser, a.Organizations().CreateUser)
}

// ImportUsers runs import-users.
func ImportUsers(a *App) *transport.Handler {
	return HandleReply(a, api.ImportUsers, a.Organizations().ImportUsers)
}

// GetUser runs get-user.
func GetUser(a *App) *transport.Handler { return Handle(a, api.GetUser, a.Organizations().GetUser) }

// UpdateUser runs update-user.
func UpdateUser(a *App) *transport.Handler {
	return Handle(a, api.UpdateUser, a.Organizations().UpdateUser)
}

// BlockUser runs block-user.
func BlockUser(a *App) *transport.Handler {
	return Handle(a, api.BlockUser, a.Organizations().BlockUser)
}

// UnblockUser runs unblock-user.
func UnblockUser(a *App) *transport.Handler {
	return Handle(a, api.UnblockUser, a.Organizations().UnblockUser)
}

// RemoveUser runs remove-user.
func RemoveUser(a *App) *transport.Handler {
	return Handle(a, api.RemoveUser, a.Organizations().RemoveUser)
}

// LeaveOrganization runs leave-organization.
func LeaveOrganization(a *App) *transport.Handler {
	return Handle(a, api.LeaveOrganization, a.Organizations().LeaveOrganization)
}

// DeleteOrganization runs delete-organization.
func DeleteOrganization(a *App) *transport.Handler {
	organizations := a.Organizations()
	organizations.DeletedKept = a.Config.DeletedKept
	return Handle(a, api.DeleteOrganization, organizations.DeleteOrganization)
}

// RestoreOrganization runs restore-organization.
func RestoreOrganization(a *App) *transport.Handler {
	return Handle(a, api.RestoreOrganization, a.Organizations().RestoreOrganization)
}

// ResendInvitation runs resend-invitation.
func ResendInvitation(a *App) *transport.Handler {
	return Handle(a, api.ResendInvitation, a.Organizations().ResendInvitation)
}
