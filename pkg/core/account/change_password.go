package account

import (
	"context"
	"time"

	"usher/pkg/api"
	"usher/pkg/api/problem"
	"usher/pkg/core/access"
	"usher/pkg/core/ratelimit"
	"usher/pkg/store"
)

// ChangePassword changes the caller's own password; their other sessions end, and this one is replaced.
// It returns invalid_request for a new password that is too weak, whatever the current one; then
// invalid_credentials when the current one is wrong, and too_many_requests after too many attempts, right or wrong.
func (s *Service) ChangePassword(
	ctx context.Context, c *access.Caller, in api.ChangePasswordInput,
) (api.None, access.Reply, error) {
	p := Person{}
	if c.Session != nil {
		p.Digest = c.Session.Digest
	}
	known, err := s.Guard.Authenticate(ctx, c, nil, p.Fetch())
	if err == nil {
		err = validatePassword(in.Password, p.Identity.Email)
	}
	if err == nil {
		_, err = s.verify(ctx, &p, in.Current)
	}
	if err == nil {
		err = s.readAllMembers(ctx, &p)
	}
	if err != nil {
		return api.None{}, access.Reply{}, err
	}
	started, err := s.changePassword(ctx, c, known, &p, in.Password)
	return api.None{}, access.Reply{Started: started}, err
}

func (s *Service) changePassword(
	ctx context.Context, c *access.Caller, known access.Person, p *Person, pass string,
) (*access.Started, error) {
	tx := known.Begin()
	s.Limits.Forget(tx.Transaction, ratelimit.Joins, p.Digest)
	if err := s.setPassword(tx.Transaction, p, pass); err != nil {
		return nil, err
	}
	// One session for another: nothing to count.
	tx.Delete(known.Session.Key, store.FailWith(problem.Unavailable(store.ErrStale)), store.Exists())
	started := s.startSession(tx.Transaction, c, p, p.Identity.Generation+1, api.ByPassword)
	return started, s.commitRenewal(ctx, c, tx, renewal{person: p, action: passwordSet})
}

// setPassword adds to a transaction the new password, which ends every session, and the notice that is mailed about it.
func (s *Service) setPassword(t *store.Transaction, p *Person, pass string) error {
	hash, err := s.Hasher.Hash(pass)
	if err != nil {
		return err
	}
	now := api.At(s.Now())
	t.Change(store.IdentityKey(p.Digest), []store.Change{
		store.IdentityPasswordHash.Set(hash), store.IdentityGeneration.Add(1), store.IdentityUpdatedAt.Set(now),
	}, store.FailWith(problem.Unavailable(store.ErrStale)), store.IdentityGeneration.Is(p.Identity.Generation))
	s.notify(t, p, "")
	return nil
}

// notify adds to a transaction the notice that is mailed to the person about a change of a factor; empty: of the
// password.
func (s *Service) notify(t *store.Transaction, p *Person, change string) {
	s.Notify(t, p.Digest, p.Identity.Email, change)
}

// Notify is notify for other packages: change is a key of package mail's texts.
func (s *Service) Notify(t *store.Transaction, digest, address, change string) {
	s.putNotice(t, digest, store.Notice{Change: change, Email: address, At: api.At(s.Now())})
}

// putNotice adds to a transaction a notice in the record of the person with a digest. It is kept for as long as the
// stream may need it.
func (s *Service) putNotice(t *store.Transaction, digest string, n store.Notice) {
	n.Key, n.TTL = store.NoticeKey(digest, n.At), n.At.Add(48*time.Hour).Unix()
	t.Put(n.Key, n, nil)
}
