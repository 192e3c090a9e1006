package account

import (
	"context"
	"errors"

	"usher/pkg/api"
	"usher/pkg/api/problem"
	"usher/pkg/core/access"
	"usher/pkg/core/ratelimit"
	"usher/pkg/lib/password"
	"usher/pkg/store"
)

// Proof is that a person may act as themselves: the password they have, or the hash of the one they set now.
type Proof struct {
	person Person
	hash   string // of a new password; empty where there was one
}

// Prove checks the password of a person who has one, and otherwise validates and hashes a new one. It returns
// invalid_credentials for a wrong password, which it counts, too_many_requests after too many, and invalid_request
// with the reason for a new one that is too weak. Words are what the password must not be made of.
func (s *Service) Prove(ctx context.Context, p Person, pass string, words ...string) (Proof, error) {
	if p.Known {
		_, err := s.check(p, pass)
		if problem.Is(err, problem.InvalidCredentials) {
			err = errors.Join(s.Limits.Count(ctx, ratelimit.Joins, p.Digest), err)
		}
		return Proof{person: p}, err
	}
	if err := validatePassword(pass, words...); err != nil {
		return Proof{}, err
	}
	hash, err := s.Hasher.Hash(pass)
	return Proof{person: p, hash: hash}, err
}

// validatePassword answers invalid_request with what is wrong with a new password.
func validatePassword(pass string, words ...string) error {
	return problem.InField("password", password.Check(pass, words...))
}

// Join adds to a transaction what makes a person of the proof sign in: their
// identity if it is new, and a session. It makes the transaction fail with
// store.ErrStale when somebody has set a password for the same address since it was read.
func (s *Service) Join(
	t *store.Transaction, c *access.Caller, proof Proof, email string, organizations []string,
) *access.Started {
	p := proof.person
	if proof.hash == "" {
		s.pin(t, p)
		s.Limits.Require(t, ratelimit.Joins, p.Digest)
	} else {
		key, now := store.IdentityKey(p.Digest), api.At(s.Now())
		t.Put(key, store.Identity{Key: key, Email: email, PasswordHash: proof.hash, CreatedAt: now, UpdatedAt: now},
			store.FailWith(store.ErrStale), store.NotExists())
	}
	return s.StartSession(t, c, p, p.Identity.Generation, organizations)
}
