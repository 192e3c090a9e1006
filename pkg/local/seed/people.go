package seed

import (
	"context"
	"encoding/base64"
	"errors"

	"usher/pkg/api"
	"usher/pkg/app"
	"usher/pkg/core/access"
	"usher/pkg/lib/email"
	"usher/pkg/lib/linktoken"
	"usher/pkg/lib/password"
	"usher/pkg/store"
)

// errThere says that the table holds a part of the demo already.
var errThere = errors.New("demo: exists already")

func unlessThere(err error) error {
	if errors.Is(err, errThere) {
		return nil
	}
	return err
}

// count adds a person to the organization's counters.
func count(o *store.Organization, p person) {
	switch p.status {
	case api.Invited:
		o.Invited++
	case api.Active:
		o.Active++
	case api.Blocked:
		o.Blocked++
	case api.Expired:
		o.Expired++
	}
	o.SeatsUsed = o.Invited + o.Active + o.Blocked
	if p.role == api.Owner && p.status == api.Active {
		o.ActiveOwners++
	}
}

// nonce returns a fixed nonce, so that the sample link in events/ stays valid.
func nonce(user string) string {
	return base64.RawURLEncoding.EncodeToString([]byte(user[len(user)-linktoken.NonceSize:]))
}

// account creates a person with a password and the sample session.
func account(ctx context.Context, a *app.App, address string) error {
	addr, err := email.Parse(address)
	if err != nil {
		return err
	}
	hash, err := password.Hasher{Random: a.Random}.Hash(Password)
	if err != nil {
		return err
	}
	now, token := api.At(a.Now()), SessionToken(address)
	identity, session := store.IdentityKey(token.Digest), store.SessionKey(token.Digest, token.ID)
	var t store.Transaction
	t.Put(identity, store.Identity{Key: identity, Email: addr.Display, PasswordHash: hash, CreatedAt: now, UpdatedAt: now},
		store.FailWith(errThere), store.NotExists())
	t.Put(session, store.Session{Key: session, ID: token.ID, Secret: token.Hash(), CreatedAt: now, ProvedAt: now,
		ExpiresAt: api.At(far), Agent: "sample events", TTL: far.Unix()}, nil)
	reset := store.ResetKey(token.Digest)
	t.Put(reset, store.Reset{Key: reset, Nonce: nonce(SampleOwner), ExpiresAt: api.At(far),
		TTL: far.Unix()}, nil)
	return unlessThere(a.Table().Commit(ctx, &t))
}

// SessionToken returns the fixed session of a person of the demo, which the sample events use.
func SessionToken(address string) access.SessionToken {
	addr, _ := email.Parse(address)
	return access.SessionToken{Digest: email.Digest(addr.Key), ID: session,
		Secret: []byte("local sample session, no secret!"), Organizations: []string{Acme, Sample}}
}
