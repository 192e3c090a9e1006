// Package invitation is the invitee's side: what the holder of a link may see
// and do. The inviting side is package organization's, the mail package outbox's.
package invitation

import (
	"context"
	"time"

	"usher/pkg/api"
	"usher/pkg/core/access"
	"usher/pkg/core/account"
	"usher/pkg/core/link"
	"usher/pkg/store"
)

// Service is what the actions need.
type Service struct {
	Table    *store.Store
	Accounts *account.Service
	Guard    *access.Guard
	Now      func() time.Time
	Links    *link.Maker
}

// sponsored returns invitation_invalid for an invitation whose sponsor is not active any more, or may not do all
// that the user would, in the moment before it is cancelled.
func (s *Service) sponsored(ctx context.Context, u *store.User) error {
	if u.Invitation.Sponsor == "" {
		return nil
	}
	var sponsor store.User
	err := s.Table.Load(ctx, store.Fetch(store.UserKey(u.Org, u.Invitation.Sponsor), &sponsor))
	if err == nil && (sponsor.Status != api.Active || !s.Guard.Roles.Within(u.Role, sponsor.Role)) {
		err = link.Invalid()
	}
	return err
}

// View reads what a link invites to. It only reads, so a mail scanner may do it as often as it likes. It returns
// invitation_invalid for what is not a link of ours or has been replaced by a newer one, invitation_expired and
// invitation_used.
func (s *Service) View(ctx context.Context, _ *access.Caller, in api.InvitationToken) (api.InvitationView, error) {
	to, err := s.Links.OpenInvitation(ctx, in.Token)
	if err != nil {
		return api.InvitationView{}, err
	}
	var o store.Organization
	var u store.User
	var i store.Identity
	user, identity := store.Fetch(store.UserKey(to.Org, to.User), &u), store.Fetch(store.IdentityKey(to.Digest), &i)
	if err := s.Table.Load(ctx, store.Fetch(store.OrganizationKey(to.Org), &o), user, identity); err != nil {
		return api.InvitationView{}, err
	}
	if err := to.Validate(&u, user.Found() && o.DeletedAt == nil, s.Now()); err != nil {
		return api.InvitationView{}, err
	}
	if u.Digest() != to.Digest { // the person's address has changed since the mail
		identity = store.Fetch(store.IdentityKey(u.Digest()), &i)
		if err := s.Table.Load(ctx, identity); err != nil {
			return api.InvitationView{}, err
		}
	}
	var by *string
	err = store.Together(ctx,
		func(ctx context.Context) error { return s.sponsored(ctx, &u) },
		func(ctx context.Context) (err error) {
			by, err = s.inviter(ctx, &u)
			return err
		})
	if err != nil {
		return api.InvitationView{}, err
	}
	return api.InvitationView{
		InvitedBy: by, Organization: api.Named{ID: o.ID, Name: o.Name},
		Email: u.Email, FirstName: u.FirstName, LastName: u.LastName,
		Role: u.Role, ExpiresAt: u.Invitation.ExpiresAt, AccountExists: identity.Found(),
	}, nil
}

// inviter is the name of the user who sent a user's invitation; nil where nobody did, or they are gone.
func (s *Service) inviter(ctx context.Context, u *store.User) (*string, error) {
	if u.Invitation.InvitedBy == "" {
		return nil, nil
	}
	var by store.User
	read := store.Fetch(store.UserKey(u.Org, u.Invitation.InvitedBy), &by)
	if err := s.Table.Load(ctx, read); err != nil || !read.Found() {
		return nil, err
	}
	name := by.FullName()
	return &name, nil
}
