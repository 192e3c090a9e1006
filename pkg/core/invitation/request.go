package invitation

import (
	"context"
	"errors"

	"usher/pkg/api"
	"usher/pkg/api/problem"
	"usher/pkg/core/access"
	"usher/pkg/core/audit"
	"usher/pkg/core/link"
	"usher/pkg/core/ratelimit"
	"usher/pkg/store"
)

// Request asks the organization's Owners for a new invitation in place of one that has expired: it is noted on the
// user, for them to see. It does so at most once an hour for one invitation. Whoever holds a link is answered the
// same whatever became of it: nothing is told that the link does not say. It returns invitation_invalid for what is
// not a link of ours, and too_many_requests to a client that asks too often.
func (s *Service) Request(ctx context.Context, c *access.Caller, in api.InvitationToken) (api.None, error) {
	to, err := s.Links.OpenInvitation(ctx, in.Token)
	if err != nil {
		return api.None{}, err
	}
	if err := s.Accounts.Limits.Count(ctx, ratelimit.RequestsByClient, c.Client); err != nil {
		return api.None{}, err
	}
	var u store.User
	read := store.Fetch(store.UserKey(to.Org, to.User), &u)
	if err := s.Table.Load(ctx, read); err != nil {
		return api.None{}, err
	}
	if !read.Found() || !s.expired(&u, to) {
		return api.None{}, nil
	}
	if err := s.note(ctx, c, &u); !errors.Is(err, errSettled) {
		return api.None{}, err
	}
	return api.None{}, nil
}

// expired reports whether the link's invitation is the user's current one, and has expired.
func (s *Service) expired(u *store.User, to link.Invitation) bool {
	return u.Invitation != nil && u.Invitation.Nonce == to.Nonce && u.StatusAt(s.Now()) == api.Expired
}

// errSettled says that there is nothing to ask for any more, or that it was asked for just now.
var errSettled = errors.New("invitation: settled already")

// note writes onto the user that a new invitation is asked for.
func (s *Service) note(ctx context.Context, c *access.Caller, u *store.User) error {
	now, settled := api.At(s.Now()), store.FailWith(errSettled)
	tx := s.Guard.In(c, u.Org, audit.Public(u))
	tx.Change(u.Key, []store.Change{store.UserInvitationRequested.Set(now)}, settled,
		store.UserStatus.OneOf([]api.Status{api.Invited, api.Expired}), store.UserInvitationNonce.Is(u.Invitation.Nonce))
	s.Accounts.Limits.TakeSilently(tx.Transaction, ratelimit.RequestsByUser, u.ID, errSettled)
	var before any
	if u.Invitation.Requested != nil {
		before = u.Invitation.Requested.String()
	}
	err := tx.Commit(ctx, audit.Event{Org: u.Org, Action: "invitation.request", Target: audit.User(u),
		Changes: []audit.Change{{Field: "invitation.requested_at", Before: before, After: now.String()}}})
	if problem.Is(err, problem.Suspended) || problem.Is(err, problem.NotFound) {
		return errSettled
	}
	return err
}
