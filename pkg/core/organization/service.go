// Package organization is organizations, their users, the seats that their plan pays for, invitations and roles. One
// file an action; what several actions share is in user.go, seat.go, invitation.go and leaving.go.
//
// The rules, each kept by a condition inside the write:
//
//   - Seats: invited, active and blocked users hold one each; a user is created
//     only while seats_used is below seat_limit. Expired users hold none.
//   - A seat is free the moment its invitation expires: where seats are short
//     the request itself marks the organization's expired invitations and retries.
//   - Address: once in an organization, by a member item put only if absent.
//   - Last Owner: active_owners goes down only while it is above one.
//   - Sponsors: an invitation to the role Owner can be accepted only while its
//     sponsor is an active Owner.
//   - Who asks: every change begins from the actor, and checks the actor's own item.
//   - Audit: every change has its event in the same transaction.
package organization

import (
	"time"

	"usher/pkg/api"
	"usher/pkg/core/access"
	"usher/pkg/core/apikey"
	"usher/pkg/core/ratelimit"
	"usher/pkg/lib/id"
	"usher/pkg/store"
)

// Service is what the actions need.
type Service struct {
	Table  *store.Store
	Guard  *access.Guard
	Keys   *apikey.Service
	Limits ratelimit.Limiter
	IDs    id.Source
	Now    func() time.Time

	Plans              api.Plans
	SignUpOpen         bool
	InvitationLifetime time.Duration // 0: as the organization has set
	DeletedKept        time.Duration // of DeleteOrganization alone
}

// now is the current time as it is stored.
func (s *Service) now() api.Time { return api.At(s.Now()) }
