package organization

import (
	"time"

	"usher/pkg/api"
	"usher/pkg/store"
)

// View is a user as callers see them at this moment.
func View(u *store.User, now time.Time) api.User {
	v := api.User{
		ID: u.ID, Email: u.Email, FirstName: u.FirstName, LastName: u.LastName,
		Role: u.Role, Status: u.StatusAt(now), LastSignIn: u.LastSignIn,
		Notifications: api.NotificationsBut(u.Muted),
		CreatedAt:     u.CreatedAt, UpdatedAt: u.UpdatedAt, Version: u.Version,
	}
	if i := u.Invitation; i != nil {
		v.Invitation = &api.Invitation{SentAt: i.SentAt, ExpiresAt: i.ExpiresAt, Sends: i.Sends, Delivery: i.Delivery,
			RequestedAt: i.Requested}
		if i.Delivery == api.Queued {
			v.Invitation.WaitsUntil = i.Waits
		}
		if i.Sponsor != "" {
			v.Invitation.SponsorID = &i.Sponsor
		}
	}
	if p := u.AddressProblem; p != nil {
		v.AddressProblem = &api.AddressProblem{Delivery: p.Delivery, Detail: p.Detail, At: p.At}
	}
	if joined(u) {
		v.SecondFactor = &u.SecondFactor
	}
	if u.Logo != "" {
		url := "/v1/organizations/" + u.Org + "/users/" + u.ID + "/logo?v=" + u.Logo
		v.LogoURL = &url
	}
	return v
}

// joined reports whether somebody has accepted their invitation: until then their account is nobody's business.
func joined(u *store.User) bool { return u.Status == api.Active || u.Status == api.Blocked }

// viewOrganization is an organization as callers see it, unmarked being how many
// of its invitations have expired without having been marked yet.
func viewOrganization(o *store.Organization, unmarked int) api.Organization {
	unmarked = min(unmarked, o.Invited)
	used := o.SeatsUsed - unmarked
	return api.Organization{
		ID: o.ID, Name: o.Name, Plan: o.Plan,
		Seats: api.Seats{
			Limit: o.SeatLimit, Used: used, Available: max(0, o.SeatLimit-used),
			Invited: o.Invited - unmarked, Active: o.Active, Blocked: o.Blocked, Expired: o.Expired + unmarked,
		},
		Quotas: api.Quotas{Flows: api.Quota{Limit: api.FlowLimit(o.SeatLimit), Used: o.Flows},
			APIKeys: api.Quota{Limit: api.APIKeyLimit(o.SeatLimit), Used: o.APIKeys}, SessionsPerPerson: api.MaxSessions},
		Settings: api.Settings{InvitationDays: o.InvitationDays, Locale: o.Locale,
			SessionIdleMinutes: o.SessionIdleMinutes, RequireSecondFactor: o.RequireSecondFactor},
		CreatedAt: o.CreatedAt, UpdatedAt: o.UpdatedAt, Version: o.Version,
	}
}
