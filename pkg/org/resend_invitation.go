package org

import (
	"context"

	"usher/pkg/access"
	"usher/pkg/api"
	"usher/pkg/audit"
	"usher/pkg/id"
	"usher/pkg/problem"
	"usher/pkg/seat"
	"usher/pkg/table"
	"usher/pkg/throttle"
	"usher/pkg/version"
)

// ResendInvitation replaces an invitation by a new one: new link, new expiry,
// and the earlier link is dead, in one write. A user whose invitation ran out takes
// a seat again. It answers invalid_state for a user who has accepted,
// seat_limit_reached when an expired one finds no seat, and too_many_requests.
func (s *Service) ResendInvitation(ctx context.Context, c *access.Caller, in api.UserInput) (out api.User, err error) {
	err = s.withSeat(ctx, id.Safe(id.Organization, in.Org), func(ctx context.Context) error {
		return table.Retry(ctx, func(ctx context.Context) error {
			out, err = s.resend(ctx, c, in)
			return err
		})
	})
	return out, err
}

func (s *Service) resend(ctx context.Context, c *access.Caller, in api.UserInput) (api.User, error) {
	var o table.Organization
	actor, u, err := s.enterUser(ctx, c, in.Org, in.User, access.Ask{Permission: api.UsersInvite},
		table.Fetch(table.OrganizationKey(id.Safe(id.Organization, in.Org)), &o))
	if err != nil {
		return api.User{}, err
	}
	if u.Invitation == nil {
		return api.User{}, problem.New(problem.InvalidState, "This user has accepted already. There is nothing to send again.")
	}
	before := *u
	u.Invitation = s.newInvitation(&o, actor.UserID, before.Invitation.Sends)
	u.Status, u.Version, u.UpdatedAt = api.Invited, before.Version+1, s.now()
	if err := s.Table.Commit(ctx, s.replacement(c, actor, u, &before)); err != nil {
		return api.User{}, err
	}
	return View(u, s.Now()), nil
}

// replacement is the transaction that replaces a user's invitation.
func (s *Service) replacement(c *access.Caller, actor access.Actor, u, before *table.User) *table.Transaction {
	var t table.Transaction
	actor.Check(&t)
	t.Change(u.Key, []table.Change{
		table.Set("invitation", u.Invitation), table.Set("status", u.Status),
		table.Set("version", u.Version), table.Set("updated_at", u.UpdatedAt),
	}, version.Stale(false), table.Is("version", before.Version), table.Is("invitation.nonce", before.Invitation.Nonce))
	if u.Invitation.ExpiresAt != before.Invitation.ExpiresAt {
		dropInvitation(&t, before)
	}
	putInvitation(&t, u)
	seat.Move{From: before.Status, To: u.Status, FromRole: u.Role, ToRole: u.Role}.Apply(&t, u.Org)
	if before.Status == api.Invited && before.StatusAt(s.Now()) == api.Expired {
		seat.Keep(&t, u.Org)
	}
	s.Throttle.Take(&t, throttle.Resends, u.ID)
	actor.Record(&t, s.Log, c, s.Now(), audit.Event{Action: "user.invite", Target: audit.User(u), Changes: audit.Differences(
		audit.Change{Field: "status", Before: before.StatusAt(s.Now()), After: u.Status},
		audit.Change{Field: "invitation.expires_at", Before: before.Invitation.ExpiresAt.String(), After: u.Invitation.ExpiresAt.String()})})
	return &t
}
