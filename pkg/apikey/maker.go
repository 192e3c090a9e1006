package apikey

import (
	"context"

	"usher/pkg/access"
	"usher/pkg/table"
)

// makerOf is the item of who makes a key. It counts the keys made, so that the
// end of a maker's keys can be conditional on there being no other.
func makerOf(a access.Actor) table.Key {
	if a.KeyID != "" {
		return table.APIKeyKey(a.Org, a.KeyID)
	}
	return table.UserKey(a.Org, a.UserID)
}

// All reads all of an organization's keys, oldest first.
func All(ctx context.Context, store *table.Store, org string) ([]table.APIKey, error) {
	return table.All[table.APIKey](ctx, store, table.APIKeys(org))
}

// MadeBy picks the keys that a person made, those made with these keys, and so
// on, in the order given. A key is never older than the one it was made with.
func MadeBy(keys []table.APIKey, user string) []table.APIKey {
	makers, made := map[string]bool{user: true}, []table.APIKey(nil)
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
func MadeNoMore(keysMade int) table.Condition {
	if keysMade == 0 {
		return table.Absent("keys_made")
	}
	return table.Is("keys_made", keysMade)
}
