package access

import (
	"context"
	"time"

	"usher/pkg/api"
	"usher/pkg/api/problem"
	"usher/pkg/core/audit"
	"usher/pkg/store"
)

// authorizeKey proves an API key and reads what the use case needs, in one round
// trip. A key belongs to one organization and sees nothing of another.
func (d *Guard) authorizeKey(ctx context.Context, c *Caller, ask Action, reads []*store.Read) (Actor, error) {
	var key store.APIKey
	itemKey := store.APIKeyKey(c.Key.Org, c.Key.ID)
	isKey := store.Fetch(itemKey, &key)
	load := func(ctx context.Context) error { return d.Table.Load(ctx, append(reads, isKey)...) }
	if err := d.read(ctx, load, ask.Also); err != nil {
		return Actor{}, err
	}
	if !isKey.Found() || !c.Key.Matches(key.Secret) || key.Ended(d.Now()) {
		return Actor{}, errDeadKey()
	}
	c.Is(key.ID)
	if ask.Org.String() != c.Key.Org {
		return Actor{}, problem.Missing()
	}
	actor := Actor{Org: key.Org, KeyID: key.ID, Role: key.Role, item: itemKey,
		audit: audit.Actor{Type: "key", ID: key.ID, Name: key.Name}}
	if !key.Role.Allows(ask.Permission) {
		return Actor{}, errForbidden()
	}
	actor.roles = api.RolesThatAllow(ask.Permission)
	return actor, d.touch(ctx, &key)
}

func errDeadKey() error {
	return problem.New(problem.Unauthenticated, "This API key does not exist, was revoked or has expired.")
}

// touchEvery is how precisely a key's last use is known. To note each use would
// make every read a write.
const touchEvery = time.Hour

// touch notes that a key is used, at most once within touchEvery. The request goes
// on where that fails, except where the key was revoked just now.
func (d *Guard) touch(ctx context.Context, key *store.APIKey) error {
	now := d.Now()
	if key.LastUsed != nil && now.Sub(key.LastUsed.Time) < touchEvery {
		return nil
	}
	err := d.Table.Change(ctx, key.Key, []store.Change{store.APIKeyLastUsed.Set(api.At(now))},
		store.FailWith(errDeadKey()), store.Exists())
	if problem.Is(err, problem.Unauthenticated) {
		return err
	}
	return nil
}

// AuthenticateKey proves an API key that asks for no permission, for get-me. It
// returns unauthenticated for one that does not exist, was revoked or has expired.
func (d *Guard) AuthenticateKey(ctx context.Context, c *Caller, reads ...*store.Read) (store.APIKey, error) {
	var key store.APIKey
	isKey := store.Fetch(store.APIKeyKey(c.Key.Org, c.Key.ID), &key)
	if err := d.Table.Load(ctx, append(reads, isKey)...); err != nil {
		return key, err
	}
	if !isKey.Found() || !c.Key.Matches(key.Secret) || key.Ended(d.Now()) {
		return key, errDeadKey()
	}
	c.Is(key.ID)
	return key, d.touch(ctx, &key)
}
