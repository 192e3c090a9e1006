// Package apikey is API keys: how programs call. People create and revoke them, and keys may create keys. A key is
// stored as a hash; its secret is shown once.
//
// A key never may more than the person it goes back to may now, and it ends with them, unless an Owner who blocks or
// removes them takes their keys over. It ends with the key that it was made with, too. Nothing is written to the key
// for that: package access reads who holds it at each use, and each write has it as a condition. So keys that have
// ended may still be stored. They are not listed, and Clear deletes them.
package apikey

import (
	"context"
	"slices"
	"time"

	"usher/pkg/api"
	"usher/pkg/api/problem"
	"usher/pkg/core/access"
	"usher/pkg/core/audit"
	"usher/pkg/core/seat"
	"usher/pkg/lib/id"
	"usher/pkg/lib/invalid"
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

func view(h *access.Held) api.APIKey {
	k := &h.Key
	return api.APIKey{ID: k.ID, Name: k.Name, Role: h.Role(), Permissions: h.Permissions(), Hint: k.Hint,
		CreatedBy: api.Named{ID: k.CreatedBy, Name: k.Creator},
		CreatedAt: k.CreatedAt, ExpiresAt: k.ExpiresAt, LastUsed: k.LastUsed}
}

// Create makes a key and answers its secret. It returns forbidden for a role that may do something that the actor may
// not, invalid_request for an end that has passed or is later than that of the key it is made with, and invalid_state
// where the key it is made with descends from access.MaxAncestors others, and quota_reached where the organization
// has as many keys as its plan allows.
func (s *Service) Create(
	ctx context.Context, c *access.Caller, in api.CreateAPIKeyInput,
) (out api.NewAPIKey, err error) {
	create := func() error {
		return store.Retry(ctx, func(ctx context.Context) error {
			out, err = s.create(ctx, c, in)
			return err
		})
	}
	if err = create(); problem.Is(err, problem.QuotaReached) { // until those that have ended are deleted
		from := audit.Origin{Org: in.Org.String(), RequestID: c.RequestID}
		if err = s.Clear(ctx, "", audit.System(api.CreateAPIKey.ID), from); err == nil {
			err = create()
		}
	}
	return out, err
}

func (s *Service) create(ctx context.Context, c *access.Caller, in api.CreateAPIKeyInput) (api.NewAPIKey, error) {
	var o store.Organization
	actor, err := s.Guard.Authorize(ctx, c, access.Action{Org: in.Org, Permission: api.APIKeysCreate},
		store.Fetch(store.OrganizationKey(in.Org.String()), &o))
	if err != nil {
		return api.NewAPIKey{}, err
	}
	if actor, err = actor.Over(in.Role); err != nil {
		return api.NewAPIKey{}, problem.New(problem.Forbidden, "A key cannot be given more rights than you have.")
	}
	k, secret := s.newKey(actor, in)
	if err := s.inherit(&k, actor.Key); err != nil {
		return api.NewAPIKey{}, err
	}
	held := &access.Held{Key: k, Holder: store.User{Role: in.Role}, Roles: s.Guard.Roles}
	out := api.NewAPIKey{APIKey: view(held), Secret: secret}
	tx := actor.Begin().Answer(out)
	tx.Put(k.Key, k, nil, store.NotExists())
	seat.TakeQuota(tx.Transaction, &o, store.OrganizationAPIKeys, api.APIKeyLimit, errFull)
	return out, tx.Commit(ctx, created(&k))
}

func errFull(limit int) error {
	return problem.New(problem.QuotaReached,
		"The organization has %d API keys, which is as many as its plan allows. Revoke one that is not used any more.", limit)
}

// inherit ties a new key to the one that it is made with, nil for none: it ends with that one, at the latest.
func (s *Service) inherit(k, parent *store.APIKey) error {
	if k.ExpiresAt != nil && !k.ExpiresAt.After(s.Now()) {
		return problem.Invalid(problem.Field{Field: "expires_at", Code: invalid.OutOfRange, Message: "must be in the future"})
	}
	if parent == nil {
		return nil
	}
	if len(parent.Ancestors) >= access.MaxAncestors {
		return problem.New(problem.InvalidState,
			"This key was made with a key that was made with a key, and so on, too many times. Use an earlier one.")
	}
	k.Ancestors = append(slices.Clone(parent.Ancestors), parent.ID)
	switch {
	case parent.ExpiresAt == nil:
	case k.ExpiresAt == nil:
		k.ExpiresAt = parent.ExpiresAt
	case k.ExpiresAt.After(parent.ExpiresAt.Time):
		return problem.Invalid(problem.Field{Field: "expires_at", Code: invalid.OutOfRange,
			Message: "must not be later than " + parent.ExpiresAt.String() + ", when the key that makes it expires"})
	}
	return nil
}

// newKey makes a key and the secret to show once.
func (s *Service) newKey(by access.Actor, in api.CreateAPIKeyInput) (k store.APIKey, secret string) {
	token := access.KeyToken{Org: by.Org, ID: s.IDs.New(id.APIKey), Root: by.Holder.User, Secret: s.IDs.Bytes(secretSize)}
	secret = token.Encode()
	maker := by.Audit()
	return store.APIKey{Key: store.APIKeyKey(by.Org, token.ID), ID: token.ID, Org: by.Org, Name: in.Name, Role: in.Role,
		Root: by.Holder.User, RootEpoch: by.Holder.Epoch,
		Secret: token.Hash(), Hint: secret[len(secret)-hintSize:], CreatedBy: maker.ID, Creator: maker.Name,
		CreatedAt: api.At(s.Now()), ExpiresAt: in.ExpiresAt}, secret
}

// created is the event of a new key.
func created(k *store.APIKey) audit.Event {
	return audit.Event{Action: "api_key.create", Target: Target(k), Changes: []audit.Change{
		{Field: "name", After: k.Name}, {Field: "role", After: string(k.Role)},
		{Field: "expires_at", After: text(k.ExpiresAt)}}}
}

// Revoke revokes a key, and with it the keys that were made with it, from their next request on.
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
	return api.None{}, tx.Commit(ctx, remove(tx, gone, k)...)
}

// remove adds the deletion of keys to a transaction, which fails with gone when one of them is not there. It returns
// their events.
func remove(tx *audit.Transaction, gone error, keys ...store.APIKey) (events []audit.Event) {
	for i := range keys {
		k := &keys[i]
		tx.Delete(k.Key, store.FailWith(gone), store.Exists())
		events = append(events, audit.Event{Action: "api_key.revoke", Target: Target(k), Changes: []audit.Change{
			{Field: "name", Before: k.Name}, {Field: "role", Before: string(k.Role)}}})
	}
	tx.Change(store.OrganizationKey(keys[0].Org), []store.Change{store.OrganizationAPIKeys.Add(-len(keys))}, nil,
		store.Exists())
	return events
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
