package apikey

import (
	"context"
	"errors"
	"slices"

	"usher/pkg/core/audit"
	"usher/pkg/store"
)

// clearAtOnce is how many keys one transaction deletes: two items each, and the organization's.
const clearAtOnce = 49

// Clear deletes an organization's keys that have ended, for they count towards Limit: those that go back to a person,
// in the name of whoever ended them, or with an empty root all. What has ended never works again, so it may be called
// at any time; keys that somebody else deletes at the same time are left to them.
func (s *Service) Clear(ctx context.Context, root string, by audit.Actor, from audit.Origin) error {
	keys, err := store.All[store.APIKey](ctx, s.Table, store.APIKeys(from.Org))
	if err != nil {
		return err
	}
	held, err := s.Guard.Held(ctx, from.Org, keys)
	if err != nil {
		return err
	}
	works := map[string]bool{}
	for i := range held {
		works[held[i].Key.ID] = true
	}
	keys = slices.DeleteFunc(keys, func(k store.APIKey) bool {
		return works[k.ID] || root != "" && k.Root != root
	})
	for part := range slices.Chunk(keys, clearAtOnce) {
		tx := s.Guard.Log.Begin(by, from)
		if err := tx.Commit(ctx, remove(tx, store.ErrStale, part...)...); err != nil && !errors.Is(err, store.ErrStale) {
			return err
		}
	}
	return nil
}
