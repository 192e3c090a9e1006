package apikey

import (
	"context"

	"usher/pkg/core/access"
	"usher/pkg/store"
)

// makerOf is the item of who makes a key. It counts the keys made, so that the
// end of a maker's keys can be conditional on there being no other.
func makerOf(a access.Actor) store.Key {
	if a.KeyID != "" {
		return store.APIKeyKey(a.Org, a.KeyID)
	}
	return store.UserKey(a.Org, a.UserID)
}

// All reads all of an organization's keys, oldest first.
func All(ctx context.Context, table *store.Store, org string) ([]store.APIKey, error) {
	return store.All[store.APIKey](ctx, table, store.APIKeys(org))
}

// MadeBy picks the keys that a person made, those made with these keys, and so
// on, in the order given. A key is never older than the one it was made with.
func MadeBy(keys []store.APIKey, user string) []store.APIKey {
	makers, made := map[string]bool{user: true}, []store.APIKey(nil)
	for _, k := range keys {
		if makers[k.CreatedBy] {
			makers[k.ID] = true
			made = append(made, k)
		}
	}
	return made
}

// MadeNoMore is the condition that a maker's item has made no key since it was
// read.
func MadeNoMore(keysMade int) store.Condition {
	if keysMade == 0 {
		return store.Absent("keys_made")
	}
	return store.Is("keys_made", keysMade)
}
