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
// same address since it was read, renewed its hash, or begun one session too many; and with email_taken while the
// address is kept for an account that has another now.
func (s *Service) Join(
	ctx context.Context, t *store.Transaction, c *access.Caller, proof Proof, email string, organizations []string,
) (access.Reply, error) {
	p := proof.person
	ending, err := s.endPrevious(ctx, t, c)
	if err != nil {
		return access.Reply{}, err
	}
	if proof.hash == "" {
		return s.joinKnown(ctx, t, c, proof, organizations, ending)
	}
	key, now := store.IdentityKey(p.Digest), api.At(s.Now())
	NewAccount(t, store.Identity{Key: key, Email: email, PasswordHash: proof.hash, Sessions: 1,
		CreatedAt: now, UpdatedAt: now})
	started, err := s.begin(ctx, t, c, p, organizations)
	return access.Reply{Started: started, Device: s.knowDevice(t, p.Digest)}, err
}

// NewAccount adds to a transaction that an account begins. The transaction fails with store.ErrStale where there is one
// with its address, and with email_taken while the address is kept for an account that has another now.
func NewAccount(t *store.Transaction, i store.Identity) {
	t.Put(i.Key, i, store.FailWith(store.ErrStale), store.NotExists())
	t.Check(store.FormerKey(store.DigestOf(i.Key)), store.FailWith(errKept()), free(i.CreatedAt.Time, ""))
}

// errKept is the answer to whoever wants to begin an account with an address that had one until a moment ago.
func errKept() error {
	return problem.New(problem.EmailTaken,
		"An account had this address until less than 72 hours ago, and it is kept for that account. Use the link in the "+
			"mail about the change, or come back later.")
}

// Ready finishes a change of address of a person that is under way, so that they may join.
func (s *Service) Ready(ctx context.Context, p *Person) error { return s.settle(ctx, p) }

// Kept is for somebody whom Join has refused an address with an error. Where what the address had is still being
// carried over, it finishes that, and returns store.ErrStale: the invitation may be among it. Otherwise it returns the
// error.
func (s *Service) Kept(ctx context.Context, digest string, refused error) error {
	var former store.Former
	var of store.Handle
	err := s.Table.Load(ctx, store.Fetch(store.FormerKey(digest), &former))
	if err == nil {
		err = s.Table.Load(ctx, store.Fetch(store.HandleKey(former.Handle), &of))
	}
	p := &Person{Digest: of.Digest}
	if err == nil {
		err = s.Table.Load(ctx, p.Fetch())
	}
	switch {
	case err != nil:
		return err
	case p.Identity.Moving == nil:
		return refused
	}
	if err := s.settle(ctx, p); err != nil {
		return err
	}
	return store.ErrStale
}

// joinKnown is Join of somebody who has given the password that they had. A device is met once the sign-in is complete.
func (s *Service) joinKnown(
	ctx context.Context, t *store.Transaction, c *access.Caller, proof Proof, organizations []string, ending store.Key,
) (reply access.Reply, err error) {
	p := proof.person
	stored, err := s.stored(ctx, p)
	if err != nil {
		return reply, err
	}
	known, err := s.knows(ctx, c, p.Digest)
	if err != nil {
		return reply, err
	}
	if err := s.pin(t, &attempt{person: *p, rehash: proof.renew != ""}, proof.renew); err != nil {
		return reply, err
	}
	s.makeRoom(t, c, p, stored, ending)
	s.Limits.Forget(t, ratelimit.Joins, p.Digest)
	if !known && !p.Identity.SecondFactor() {
		reply.Device = s.meetDevice(t, c, p)
	}
	reply.Started, err = s.begin(ctx, t, c, p, organizations)
	return reply, err
}
