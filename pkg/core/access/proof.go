package access

import (
	"cmp"
	"context"
	"time"

	"usher/pkg/api"
	"usher/pkg/api/problem"
	"usher/pkg/core/audit"
	"usher/pkg/store"
)

// proof is what shows that a session token is good: the session itself, and
// the identity whose generation says whether a password reset has ended it.
type proof struct {
	session    store.Session
	identity   store.Identity
	isSession  *store.Read
	isIdentity *store.Read
}

func (p *proof) reads(c *Caller) []*store.Read {
	p.isSession = store.Fetch(store.SessionKey(c.Session.Digest, c.Session.ID), &p.session)
	p.isIdentity = store.Fetch(store.IdentityKey(c.Session.Digest), &p.identity)
	return []*store.Read{p.isSession, p.isIdentity}
}

// holds reports whether what was read proves the session. TTL deletes sessions only some time after they expire, so the
// time is checked here.
func (p *proof) holds(c *Caller, now time.Time) bool {
	return p.isSession.Found() && p.isIdentity.Found() && p.live(c, now)
}

// admit is where every session is admitted, or refused: unauthenticated for one that does not hold, and
// second_factor_required while that is outstanding, unless the operation is one that may be done then.
func (p *proof) admit(c *Caller, now time.Time) error {
	switch {
	case !p.holds(c, now):
		return errNobody()
	case p.session.Pending && !c.Pending:
		return problem.New(problem.SecondFactorRequired,
			"Give the second factor of your sign-in first, or sign out.")
	}
	return nil
}

// expires is when what the person has proved no longer counts for what matters.
func (d *Guard) expires(s *store.Session) time.Time {
	return s.ProvedAt.Add(cmp.Or(d.ProofLifetime, api.ProofLifetime))
}

// recent returns proof_required where the request needs a proof that has not expired.
func (d *Guard) recent(c *Caller, p *proof) error {
	if c.NeedsProof && !d.Now().Before(d.expires(&p.session)) {
		return errProof()
	}
	return nil
}

func errProof() error {
	return problem.New(problem.ProofRequired, "Give your password or a second factor again, and send the request again.")
}

func (p *proof) live(c *Caller, now time.Time) bool {
	return c.Session.Matches(p.session.Secret) && now.Before(p.session.ExpiresAt.Time) &&
		p.session.Generation == p.identity.Generation
}

// Person is a caller who has proved who they are, whatever their organizations.
type Person struct {
	Digest  string
	Email   string
	Session store.Session

	log    audit.Log
	origin audit.Origin
	by     audit.Actor // empty without an organization
}

// Authenticate proves a caller without asking for anything of an organization. It returns unauthenticated for a session
// that has ended or expired, second_factor_required and proof_required as admit and recent do, and an
// *idempotency.Stored for a request that was answered before.
func (d *Guard) Authenticate(
	ctx context.Context, c *Caller, also func(context.Context) error, reads ...*store.Read,
) (Person, error) {
	if c.BadBearer {
		return Person{}, errBadBearer()
	}
	if c.Session == nil || c.Key != nil { // a key is not a person
		return Person{}, errNobody()
	}
	var proof proof
	reads = append(reads, c.Idempotency.Reads()...)
	load := func(ctx context.Context) error { return d.Table.Load(ctx, append(proof.reads(c), reads...)...) }
	var failed error
	if err := d.read(ctx, load, keep(also, &failed)); err != nil {
		return Person{}, err
	}
	refused := proof.admit(c, d.Now())
	if refused == nil {
		refused = d.recent(c, &proof)
	}
	switch {
	case refused != nil:
		return Person{}, refused
	case failed != nil:
		return Person{}, failed
	case c.Idempotency.Replayed() != nil:
		return Person{}, c.Idempotency.Replayed()
	}
	c.Is(c.Session.ID)
	return Person{Digest: c.Session.Digest, Email: proof.identity.Email, Session: proof.session,
		log: d.Log, origin: c.origin("")}, nil
}
