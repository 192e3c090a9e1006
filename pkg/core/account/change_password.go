package account

import (
	"context"
	"time"

	"usher/pkg/api"
	"usher/pkg/api/problem"
	"usher/pkg/core/access"
	"usher/pkg/core/audit"
	"usher/pkg/core/ratelimit"
	"usher/pkg/store"
)

// ChangePassword changes the caller's own password; their other sessions end, and this one is replaced.
// It returns invalid_credentials when the current one is wrong, and
// too_many_requests after too many of those.
func (s *Service) ChangePassword(
	ctx context.Context, c *access.Caller, in api.ChangePasswordInput,
) (api.None, access.Reply, error) {
	var p Person
	known, err := s.Guard.Authenticate(ctx, c, func(ctx context.Context) (err error) {
		p, err = s.Read(ctx, c.Session.Digest)
		return err
	})
	if err == nil {
		_, err = s.Prove(ctx, p, in.Current)
	}
	if err == nil {
		err = validatePassword(in.Password, p.Identity.Email)
	}
	if err != nil {
		return api.None{}, access.Reply{}, err
	}
	started, err := s.changePassword(ctx, c, known, p, in.Password)
	return api.None{}, access.Reply{Started: started}, err
}

func (s *Service) changePassword(
	ctx context.Context, c *access.Caller, known access.Person, p Person, pass string,
) (*access.Started, error) {
	tx := known.Begin()
	// So that beyond the limit not even the right password is accepted.
	s.Limits.Take(tx.Transaction, ratelimit.Joins, p.Digest)
	if err := s.setPassword(tx.Transaction, p, pass); err != nil {
		return nil, err
	}
	started := s.StartSession(tx.Transaction, c, p, p.Identity.Generation+1, p.Organizations())
	return started, commitFor(ctx, tx, p, passwordSet)
}

// setPassword adds to a transaction the new password, which ends every session, and the notice that is mailed about it.
func (s *Service) setPassword(t *store.Transaction, p Person, pass string) error {
	hash, err := s.Hasher.Hash(pass)
	if err != nil {
		return err
	}
	now := api.At(s.Now())
	t.Change(store.IdentityKey(p.Digest), []store.Change{
		store.IdentityPasswordHash.Set(hash), store.IdentityGeneration.Add(1), store.IdentityUpdatedAt.Set(now),
	}, store.FailWith(problem.Unavailable(store.ErrStale)), store.IdentityGeneration.Is(p.Identity.Generation))
	notice := store.NoticeKey(p.Digest, now)
	t.Put(notice, store.Notice{Key: notice, Email: p.Identity.Email, At: now, TTL: now.Add(48 * time.Hour).Unix()}, nil)
	return nil
}

// passwordSet is the event of a person's new password, in one of their organizations.
func passwordSet(m *store.Member) audit.Event {
	return audit.Event{Org: m.Org, Action: "user.password", Actor: audit.Member(m),
		Target: audit.Target{Type: "user", ID: m.User, Name: m.Email}}
}
