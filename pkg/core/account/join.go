package account

import (
	"context"

	"usher/pkg/api"
	"usher/pkg/api/problem"
	"usher/pkg/core/access"
	"usher/pkg/core/ratelimit"
	"usher/pkg/lib/password"
	"usher/pkg/store"
)

// Proof is that a person may act as themselves: the password they have, or the hash of the one they set now.
type Proof struct {
	person *Person
	hash   string // of a new password; empty where there was one
	renew  string // the password, where the hash that there was is to be renewed
}

// Prove verifies the password of a person who has one, and otherwise validates and hashes a new one. It counts each
// attempt at a password that there is before verifying it, and returns invalid_credentials for a wrong one,
// too_many_requests after too many attempts whether it is right or wrong, and invalid_request with the reason for a
// new one that is too weak. Words are what the password must not be made of.
func (s *Service) Prove(ctx context.Context, p *Person, pass string, words ...string) (Proof, error) {
	if p.Known() {
		rehash, err := s.verify(ctx, p, pass)
		if !rehash {
			pass = ""
		}
		return Proof{person: p, renew: pass}, err
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

// Join adds to a transaction what makes a person of the proof sign in: their identity if it is new, a session, and a
// device to know again. It makes the transaction fail with store.ErrStale when somebody has set a password for the
// same address since it was read, renewed its hash, or begun one session too many.
func (s *Service) Join(
	ctx context.Context, t *store.Transaction, c *access.Caller, proof Proof, email string, organizations []string,
) (access.Reply, error) {
	p := proof.person
	if proof.hash == "" {
		stored, err := s.stored(ctx, p)
		if err != nil {
			return access.Reply{}, err
		}
		if err := s.pin(t, &attempt{person: *p, rehash: proof.renew != ""}, proof.renew); err != nil {
			return access.Reply{}, err
		}
		s.makeRoom(t, c, p, stored, store.Key{})
		s.Limits.Forget(t, ratelimit.Joins, p.Digest)
	} else {
		key, now := store.IdentityKey(p.Digest), api.At(s.Now())
		t.Put(key, store.Identity{Key: key, Email: email, PasswordHash: proof.hash, Sessions: 1,
			CreatedAt: now, UpdatedAt: now}, store.FailWith(store.ErrStale), store.NotExists())
	}
	started, err := s.begin(ctx, t, c, p, organizations)
	return access.Reply{Started: started, Device: s.knowDevice(t, p.Digest)}, err
}
