// Package apikey is API keys: how programs call, with a role of their own. People create and revoke them. A key is
// stored as a hash; its secret is shown once.
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
	IDs   id.Source
	Now   func() time.Time
}

const (
	secretSize = 32
	hintSize   = 4
)

func view(k *store.APIKey) api.APIKey {
	return api.APIKey{ID: k.ID, Name: k.Name, Role: k.Role, Hint: k.Hint,
		CreatedBy: api.Named{ID: k.CreatedBy, Name: k.Creator},
		CreatedAt: k.CreatedAt, ExpiresAt: k.ExpiresAt, LastUsed: k.LastUsed}
}

// Create makes a key and answers its secret. It returns forbidden for a role that
// may do something that the actor may not.
func (s *Service) Create(
	ctx context.Context, c *access.Caller, in api.CreateAPIKeyInput,
) (out api.NewAPIKey, err error) {
	err = store.Retry(ctx, func(ctx context.Context) error {
		out, err = s.create(ctx, c, in)
		return err
	})
	return out, err
}

func (s *Service) create(ctx context.Context, c *access.Caller, in api.CreateAPIKeyInput) (api.NewAPIKey, error) {
	if in.ExpiresAt != nil && !in.ExpiresAt.After(s.Now()) {
		return api.NewAPIKey{}, problem.Invalid(problem.Field{Field: "expires_at", Code: "out_of_range",
			Message: "must be in the future"})
	}
	actor, err := s.Guard.Authorize(ctx, c, access.Action{Org: in.Org, Permission: api.APIKeysCreate})
	if err != nil {
		return api.NewAPIKey{}, err
	}
	if !mayGive(actor, in.Role) {
		return api.NewAPIKey{}, problem.New(problem.Forbidden, "A key cannot be given more rights than you have.")
	}
	k, secret := s.newKey(actor, in)
	out := api.NewAPIKey{APIKey: view(&k), Secret: secret}
	tx := actor.Begin().Answer(out)
	tx.Put(k.Key, k, nil, store.NotExists())
	maker, keysMade := makerOf(actor)
	tx.Change(maker, []store.Change{keysMade.Add(1)}, nil, store.Exists())
	return out, tx.Commit(ctx, created(&k))
}

// mayGive reports whether the actor has every permission of a role.
func mayGive(actor access.Actor, role api.Role) bool {
	for _, p := range role.Permissions() {
		if !actor.May(p) {
			return false
		}
	}
	return true
}

// newKey makes a key and the secret to show once.
func (s *Service) newKey(by access.Actor, in api.CreateAPIKeyInput) (k store.APIKey, secret string) {
	token := access.KeyToken{Org: by.Org, ID: s.IDs.New(id.APIKey), Secret: s.IDs.Bytes(secretSize)}
	secret = token.Encode()
	maker := by.Audit()
	return store.APIKey{Key: store.APIKeyKey(by.Org, token.ID), ID: token.ID, Org: by.Org, Name: in.Name, Role: in.Role,
		Secret: token.Hash(), Hint: secret[len(secret)-hintSize:], CreatedBy: maker.ID, Creator: maker.Name,
		CreatedAt: api.At(s.Now()), ExpiresAt: in.ExpiresAt}, secret
}

// created is the event of a new key.
func created(k *store.APIKey) audit.Event {
	return audit.Event{Action: "api_key.create", Target: Target(k), Changes: []audit.Change{
		{Field: "name", After: k.Name}, {Field: "role", After: string(k.Role)},
		{Field: "expires_at", After: text(k.ExpiresAt)}}}
}

// Revoke revokes a key, from its next request on.
func (s *Service) Revoke(ctx context.Context, c *access.Caller, in api.APIKeyInput) (api.None, error) {
	var k store.APIKey
	read := store.Fetch(store.APIKeyKey(in.Org.String(), in.Key.String()), &k)
	actor, err := s.Guard.Authorize(ctx, c, access.Action{Org: in.Org, Permission: api.APIKeysRevoke}, read)
	if err != nil {
		return api.None{}, err
	}
	gone := problem.New(problem.NotFound, "There is no such API key. It may have been revoked already.")
	if !read.Found() {
		return api.None{}, gone
	}
	tx := actor.Begin()
	RevokeIn(tx.Transaction, &k, gone)
	return api.None{}, tx.Commit(ctx, Revoked(&k))
}

// RevokeIn adds the revocation of a key to a transaction, which fails with gone when it
// has been revoked already, or does not meet the further conditions.
func RevokeIn(t *store.Transaction, k *store.APIKey, gone error, conditions ...store.Condition) {
	t.Delete(k.Key, store.FailWith(gone), append(conditions, store.Exists())...)
}

// Revoked is the event of a key's revocation.
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
