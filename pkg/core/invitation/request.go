package invitation

import (
	"context"
	"errors"

	"usher/pkg/api"
	"usher/pkg/core/access"
	"usher/pkg/core/audit"
	"usher/pkg/core/link"
	"usher/pkg/core/ratelimit"
	"usher/pkg/store"
)

// Request asks the organization's Owners for a new invitation in place of one
// that ran out: it is noted on the user, for them to see. It does so at most
// once an hour for one invitation. Whoever holds a link is answered the same
// whatever became of it: nothing is told that the link does not say. It answers
// invitation_invalid for what is no link of ours, and too_many_requests to a
// client that asks too often.
func (s *Service) Request(ctx context.Context, c *access.Caller, in api.InvitationToken) (api.None, error) {
	to, err := s.Links.OpenInvitation(in.Token)
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
	if !read.Found() || !s.ranOut(&u, to) {
		return api.None{}, nil
	}
	if err := s.note(ctx, c, &u); !errors.Is(err, errSettled) {
		return api.None{}, err
	}
	return api.None{}, nil
}

// ranOut reports whether the link's invitation is the user's present one, and
// has run out.
func (s *Service) ranOut(u *store.User, to link.Invitation) bool {
	return u.Invitation != nil && u.Invitation.Nonce == to.Nonce && u.StatusAt(s.Now()) == api.Expired
}

// errSettled says that there is nothing to ask for any more, or that it was
// asked for just now.
var errSettled = errors.New("invitation: settled meanwhile")

// note writes onto the user that a new invitation is asked for.
func (s *Service) note(ctx context.Context, c *access.Caller, u *store.User) error {
	now, settled := api.At(s.Now()), store.FailWith(errSettled)
	var t store.Transaction
	t.Change(u.Key, []store.Change{store.UserInvitationRequested.Set(now)}, settled,
		store.UserStatus.OneOf([]api.Status{api.Invited, api.Expired}), store.UserInvitationNonce.Is(u.Invitation.Nonce))
	s.Accounts.Limits.TakeSilently(&t, ratelimit.RequestsByUser, u.ID, errSettled)
	var before any
	if u.Invitation.Requested != nil {
		before = u.Invitation.Requested.String()
	}
	s.Log.Add(&t, now.Time, audit.Event{Org: u.Org, Action: "invitation.request", Target: audit.User(u),
		Actor:     audit.Actor{Type: "public", ID: u.Email, Name: u.Email},
		Changes:   []audit.Change{{Field: "invitation.requested_at", Before: before, After: now.String()}},
		RequestID: c.RequestID, Client: c.Client})
	return s.Table.Commit(ctx, &t)
}
