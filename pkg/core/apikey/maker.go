package apikey

import (
	"context"

	"usher/pkg/core/access"
	"usher/pkg/store"
)

// makerOf is the item of the actor who makes a key, and its count of keys made: the
// revocation of all of a maker's keys has the condition that there are no more.
func makerOf(a access.Actor) (maker store.Key, keysMade store.Number[int]) {
	if a.KeyID != "" {
		return store.APIKeyKey(a.Org, a.KeyID), store.APIKeyKeysMade
	}
	return store.UserKey(a.Org, a.UserID), store.UserKeysMade
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

// MadeNoMore is the condition that a maker has made no more than n keys, by the
// field that counts them.
func MadeNoMore(keysMade store.Number[int], n int) store.Condition {
	if n == 0 {
		return keysMade.Absent()
	}
	return keysMade.Is(n)
}
