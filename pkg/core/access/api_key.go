package access

import (
	"context"
	"time"

	"usher/pkg/api"
	"usher/pkg/api/problem"
	"usher/pkg/core/audit"
	"usher/pkg/store"
)

// authorizeKey proves an API key and reads what the use case needs, in one round trip where the key was made by a
// person who has it still. A key belongs to one organization and sees nothing of another.
func (d *Guard) authorizeKey(
	ctx context.Context, c *Caller, ask Action, o *store.Organization, reads []*store.Read,
) (Actor, error) {
	held, err := d.proveKey(ctx, c, ask.Also, reads)
	if err != nil {
		return Actor{}, err
	}
	if ask.Org.String() != c.Key.Org {
		return Actor{}, problem.Missing()
	}
	key := held.Key
	actor := Actor{Org: key.Org, Email: held.Holder.Email, person: audit.Of(&held.Holder), Key: &key,
		Holder: Holder{held.Holder.ID, held.Holder.KeysEpoch}, Role: held.Role(),
		may: held.Permissions(), all: d.Roles, audit: audit.Actor{Type: "key", ID: key.ID, Name: key.Name}}
	if !ask.Member && !actor.May(ask.Permission) {
		return Actor{}, errForbidden()
	}
	actor.roles = d.Roles.Allowing(ask.Permission)
	if err := c.enter(o, nil, ask); err != nil {
		return Actor{}, err
	}
	return actor, d.touch(ctx, c, &key)
}

// proveKey reads the key and whose it is. It returns unauthenticated for one that does not work.
func (d *Guard) proveKey(
	ctx context.Context, c *Caller, also func(context.Context) error, reads []*store.Read,
) (held Held, err error) {
	var key store.APIKey
	var root store.User
	var o store.Organization
	isKey := store.Fetch(store.APIKeyKey(c.Key.Org, c.Key.ID), &key)
	isRoot := store.Fetch(store.UserKey(c.Key.Org, c.Key.Root), &root)
	load := func(ctx context.Context) error {
		return d.Table.Load(ctx, append(reads, isKey, isRoot,
			store.Fetch(store.OrganizationKey(c.Key.Org), &o))...)
	}
	if err := d.read(ctx, load, also); err != nil {
		return held, err
	}
	if o.DeletedAt != nil || !isKey.Found() || !c.Key.Matches(key.Secret) || key.Root != c.Key.Root || key.Ended(d.Now()) {
		return held, errDeadKey()
	}
	ring := newKeyring(d.Table, key.Org)
	ring.users[key.Root] = &root
	if err := ring.load(ctx, []store.APIKey{key}); err != nil {
		return held, err
	}
	holder := ring.holder(&key)
	if holder == nil {
		return held, errDeadKey()
	}
	c.Is(key.ID)
	return Held{key, *holder, d.Roles}, nil
}

func errDeadKey() error {
	return problem.New(problem.Unauthenticated,
		"This API key does not exist, was revoked, has expired, or ended with the person or key it came from.")
}

// touchEvery is how precisely a key's last use is known. To note each use would make every read a write.
const touchEvery = time.Hour

// touch notes that a key is used, at most once within touchEvery. The request goes
// on where that fails, except where the key was revoked just now.
func (d *Guard) touch(ctx context.Context, c *Caller, key *store.APIKey) error {
	now := d.Now()
	if key.LastUsed != nil && now.Sub(key.LastUsed.Time) < touchEvery {
		return nil
	}
	err := d.Table.Change(ctx, key.Key, []store.Change{store.APIKeyLastUsed.Set(api.At(now))},
		store.FailWith(errDeadKey()), store.Exists())
	if problem.Is(err, problem.Unauthenticated) {
		return err
	}
	d.unnoted(ctx, c, err)
	return nil
}

// AuthenticateKey proves an API key that asks for no permission, for get-me. It
// returns unauthenticated for one that does not work.
func (d *Guard) AuthenticateKey(ctx context.Context, c *Caller, reads ...*store.Read) (Held, error) {
	held, err := d.proveKey(ctx, c, nil, reads)
	if err != nil {
		return held, err
	}
	return held, d.touch(ctx, c, &held.Key)
}
