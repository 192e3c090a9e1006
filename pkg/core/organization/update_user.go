package organization

import (
	"context"

	"usher/pkg/api"
	"usher/pkg/api/problem"
	"usher/pkg/core/access"
	"usher/pkg/core/audit"
	"usher/pkg/core/etag"
	"usher/pkg/core/seat"
	"usher/pkg/store"
)

// UpdateUser changes a user's names, role or own notifications, or the address of somebody who never joined, who is
// then invited there: as ResendInvitation does, with its errors, and email_taken. Everyone may change their own names.
// The API keys of a demoted Owner can do no more than they can, and the open invitations to the role Owner that they
// sent are cancelled. It returns last_owner if no active Owner would remain, and version_conflict when If-Match names
// another version than the current one.
func (s *Service) UpdateUser(ctx context.Context, c *access.Caller, in api.UpdateUserInput) (out api.User, err error) {
	err = s.withSeat(ctx, in.Org.String(), func(ctx context.Context) error {
		return store.Retry(ctx, func(ctx context.Context) error {
			out, err = s.updateUser(ctx, c, in)
			return err
		})
	})
	return out, err
}

func (s *Service) updateUser(ctx context.Context, c *access.Caller, in api.UpdateUserInput) (api.User, error) {
	var o store.Organization
	var reads []*store.Read
	if in.Email != nil {
		reads = append(reads, store.Fetch(store.OrganizationKey(in.Org.String()), &o))
	}
	actor, u, err := s.enterOver(ctx, c, in.Org, in.User, access.Action{Permission: api.UsersUpdate, Self: in.User},
		reads...)
	if err != nil {
		return api.User{}, err
	}
	if (in.Role != nil || in.Email != nil) && !actor.May(api.UsersUpdate) {
		return api.User{}, problem.New(problem.Forbidden,
			"Your role does not allow you to change a role or an address. Ask an Owner.")
	}
	if in.Role != nil {
		if actor, err = actor.Over(*in.Role); err != nil {
			return api.User{}, err
		}
	}
	if in.Notifications != nil && actor.UserID != in.User.String() {
		return api.User{}, problem.New(problem.Forbidden, "Nobody chooses the notifications of others.")
	}
	if err := etag.Match(in.IfMatch, u.Version); err != nil {
		return api.User{}, err
	}
	before := *u
	patchUser(u, in)
	if err := s.correctAddress(&o, actor, u, in.Email); err != nil {
		return api.User{}, err
	}
	if err := s.writeUser(ctx, actor, u, &before, in.IfMatch); err != nil {
		return api.User{}, err
	}
	if u.Invitation == nil && !s.Guard.Roles.Within(before.Role, u.Role) {
		s.clear(ctx, c, actor.Audit(), u)
	}
	return View(u, s.Now()), nil
}

// writeUser writes what differs between before and u, where anything does.
func (s *Service) writeUser(
	ctx context.Context, actor access.Actor, u, before *store.User, condition api.IfMatch,
) error {
	var events []audit.Event
	if changes := userChanges(before, u); len(changes) > 0 {
		events = append(events, audit.Event{Action: "user.update", Target: audit.User(u), Changes: changes})
	}
	moved := u.Email != before.Email
	if moved {
		events = append(events, s.corrected(u, before))
	}
	if len(events) == 0 {
		return nil
	}
	tx := actor.Begin()
	s.edit(tx, u, before, condition)
	switch {
	case moved: // the role too
		s.writeAddress(tx, u, before)
	case u.Role != before.Role:
		s.changeRole(tx, actor, u, before)
	}
	return tx.Commit(ctx, events...)
}

func userChanges(before, after *store.User) []audit.Change {
	had, has := api.NotificationsBut(before.Muted), api.NotificationsBut(after.Muted)
	return audit.Differences(
		audit.Change{Field: "first_name", Before: audit.Of(before).Says(before.FirstName),
			After: audit.Of(after).Says(after.FirstName)},
		audit.Change{Field: "last_name", Before: audit.Of(before).Says(before.LastName),
			After: audit.Of(after).Says(after.LastName)},
		audit.Change{Field: "role", Before: before.Role, After: after.Role},
		audit.Change{Field: "notifications.invitation_requested",
			Before: had.InvitationRequested, After: has.InvitationRequested},
		audit.Change{Field: "notifications.mail_bounced", Before: had.MailBounced, After: has.MailBounced},
		audit.Change{Field: "notifications.owner_added", Before: had.OwnerAdded, After: has.OwnerAdded},
		audit.Change{Field: "notifications.owner_key_created",
			Before: had.OwnerKeyCreated, After: has.OwnerKeyCreated})
}

func patchUser(u *store.User, in api.UpdateUserInput) {
	if in.FirstName != nil {
		u.FirstName = *in.FirstName
	}
	if in.LastName != nil {
		u.LastName = *in.LastName
	}
	if in.Role != nil {
		u.Role = *in.Role
	}
	if in.Notifications != nil {
		u.Muted = in.Notifications.Apply(u.Muted)
	}
	u.Arrange()
}

// edit adds to a transaction what brings a user from before to u, except what a role is to others.
func (s *Service) edit(tx *audit.Transaction, u, before *store.User, condition api.IfMatch) {
	u.Version, u.UpdatedAt = before.Version+1, s.now()
	muted := store.UserMuted.Clear()
	if len(u.Muted) > 0 {
		muted = store.UserMuted.Set(u.Muted)
	}
	tx.Change(u.Key, append(u.Orders.Changes(),
		store.UserFirstName.Set(u.FirstName), store.UserLastName.Set(u.LastName), store.UserRole.Set(u.Role), muted,
		store.UserVersion.Set(u.Version), store.UserUpdatedAt.Set(u.UpdatedAt),
	), etag.Conflict(condition), store.UserVersion.Is(before.Version))
}

// changeRole adds the rest of what a new role changes.
func (s *Service) changeRole(tx *audit.Transaction, actor access.Actor, u, before *store.User) {
	tx.Change(store.MemberKey(u.Digest(), u.Org), []store.Change{store.MemberRole.Set(u.Role)}, etag.Changed(),
		store.Exists())
	seat.Move{From: u.Status, To: u.Status, FromRole: before.Role, ToRole: u.Role}.Apply(tx.Transaction, u.Org)
	if u.Invitation != nil {
		u.Invitation.Sponsor = s.sponsor(actor, u.Role)
		changeSponsor(tx, u)
	}
}
