// Package apikey is programs' way in: keys with a role, made and revoked by
// people. A key is kept as a hash; its secret is told once.
package apikey

import (
	"context"
	"time"

	"usher/pkg/api"
	"usher/pkg/api/problem"
	"usher/pkg/core/access"
	"usher/pkg/core/audit"
	"usher/pkg/lib/id"
	"usher/pkg/store"
)

// Service is what the actions need.
type Service struct {
	Table *store.Store
	Guard *access.Guard
	Log   audit.Log
	IDs   id.Source
	Now   func() time.Time
}

const (
	secretSize = 32
	hintSize   = 4
)

func view(k *store.APIKey) api.APIKey {
	return api.APIKey{ID: k.ID, Name: k.Name, Role: k.Role, Hint: k.Hint, CreatedBy: api.Named{ID: k.CreatedBy, Name: k.Creator},
		CreatedAt: k.CreatedAt, ExpiresAt: k.ExpiresAt, LastUsed: k.LastUsed}
}

// Create makes a key and tells its secret. It answers forbidden for a role that
// may do something the actor may not.
func (s *Service) Create(ctx context.Context, c *access.Caller, in api.CreateAPIKeyInput) (out api.NewAPIKey, err error) {
	err = store.Retry(ctx, func(ctx context.Context) error {
		out, err = s.create(ctx, c, in)
		return err
	})
	return out, err
}

func (s *Service) create(ctx context.Context, c *access.Caller, in api.CreateAPIKeyInput) (api.NewAPIKey, error) {
	now := api.At(s.Now())
	if in.ExpiresAt != nil && !in.ExpiresAt.After(now.Time) {
		return api.NewAPIKey{}, problem.Invalid(problem.Field{Field: "expires_at", Code: "out_of_range", Message: "must be in the future"})
	}
	actor, err := s.Guard.Authorize(ctx, c, access.Action{Org: in.Org, Permission: api.APIKeysCreate}, c.Replay.Reads()...)
	if err != nil {
		return api.NewAPIKey{}, err
	}
	var out api.NewAPIKey
	if again, err := c.Repeated(&out); again || err != nil {
		return out, err
	}
	for _, p := range in.Role.Permissions() {
		if !actor.May(p) {
			return api.NewAPIKey{}, problem.New(problem.Forbidden, "A key cannot be given more rights than you have.")
		}
	}
	token := access.KeyToken{Org: actor.Org, ID: s.IDs.New(id.APIKey), Secret: s.IDs.Bytes(secretSize)}
	secret := token.Encode()
	by := actor.Audit()
	k := store.APIKey{Key: store.APIKeyKey(actor.Org, token.ID), ID: token.ID, Org: actor.Org, Name: in.Name, Role: in.Role,
		Secret: token.Hash(), Hint: secret[len(secret)-hintSize:], CreatedBy: by.ID, Creator: by.Name, CreatedAt: now, ExpiresAt: in.ExpiresAt}
	var t store.Transaction
	actor.Check(&t)
	t.Put(k.Key, k, nil, store.NotExists())
	maker, keysMade := makerOf(actor)
	t.Change(maker, []store.Change{keysMade.Add(1)}, nil, store.Exists())
	actor.Record(&t, s.Log, c, now.Time, audit.Event{Action: "api_key.create", Target: Target(&k), Changes: []audit.Change{
		{Field: "name", After: k.Name}, {Field: "role", After: string(k.Role)}, {Field: "expires_at", After: text(k.ExpiresAt)}}})
	out = api.NewAPIKey{APIKey: view(&k), Secret: secret}
	if err := c.Replay.Keep(&t, out); err != nil {
		return api.NewAPIKey{}, err
	}
	return out, s.Table.Commit(ctx, &t)
}

// Revoke ends a key at its next request.
func (s *Service) Revoke(ctx context.Context, c *access.Caller, in api.APIKeyInput) (api.None, error) {
	var k store.APIKey
	read := store.Fetch(store.APIKeyKey(id.Safe(id.Organization, in.Org), id.Safe(id.APIKey, in.Key)), &k)
	actor, err := s.Guard.Authorize(ctx, c, access.Action{Org: in.Org, Permission: api.APIKeysRevoke}, read)
	if err != nil {
		return api.None{}, err
	}
	gone := problem.New(problem.NotFound, "There is no such API key. It may have been revoked already.")
	if !read.Found() {
		return api.None{}, gone
	}
	var t store.Transaction
	actor.Check(&t)
	RevokeIn(&t, &k, gone)
	actor.Record(&t, s.Log, c, s.Now(), Revoked(&k))
	return api.None{}, s.Table.Commit(ctx, &t)
}

// RevokeIn adds the end of a key to a transaction, which fails with gone when it
// has ended already, or does not meet the further conditions.
func RevokeIn(t *store.Transaction, k *store.APIKey, gone error, conditions ...store.Condition) {
	t.Delete(k.Key, store.FailWith(gone), append(conditions, store.Exists())...)
}

// Revoked is the event that tells of a key's end.
func Revoked(k *store.APIKey) audit.Event {
	return audit.Event{Action: "api_key.revoke", Target: Target(k), Changes: []audit.Change{
		{Field: "name", Before: k.Name}, {Field: "role", Before: string(k.Role)}}}
}

// Target is a key as the target of an event.
func Target(k *store.APIKey) audit.Target {
	return audit.Target{Type: "api_key", ID: k.ID, Name: k.Name}
}

func text(t *api.Time) any {
	if t == nil {
		return nil
	}
	return t.String()
}
