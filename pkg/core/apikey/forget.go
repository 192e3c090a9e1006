package apikey

import (
	"context"

	"usher/pkg/store"
)

// ForgetCreator removes the address of a user who is erased from the organization's keys that they made. It may be
// repeated.
func (s *Service) ForgetCreator(ctx context.Context, org, user string) error {
	keys, err := store.All[store.APIKey](ctx, s.Table, store.APIKeys(org))
	for i := range keys {
		if k := &keys[i]; err == nil && k.CreatedBy == user && k.Creator != "" {
			err = s.Table.Change(ctx, k.Key, []store.Change{store.APIKeyCreator.Set("")},
				func(store.Item) error { return nil }, // revoked in the meantime
				store.Exists())
		}
	}
	return err
}
