package apikey

import (
	"context"
	"slices"

	"usher/pkg/api"
	"usher/pkg/api/page"
	"usher/pkg/core/access"
	"usher/pkg/store"
)

// List is a page of an organization's keys that work, oldest first: all, or those that end with somebody.
func (s *Service) List(ctx context.Context, c *access.Caller, in api.ListAPIKeysInput) (api.Page[api.APIKey], error) {
	list := page.List{"list-api-keys", in.Org.String(), in.CreatedBy}
	after, err := page.Read(list, in.Cursor)
	if err != nil {
		return api.Page[api.APIKey]{}, err
	}
	org := in.Org.String()
	var keys []store.APIKey
	_, err = s.Guard.Authorize(ctx, c, access.Action{Org: in.Org, Permission: api.APIKeysRead,
		Also: func(ctx context.Context) (err error) {
			keys, err = store.All[store.APIKey](ctx, s.Table, store.APIKeys(org)) // Limit bounds them
			return err
		}})
	if err != nil {
		return api.Page[api.APIKey]{}, err
	}
	held, err := s.Guard.Held(ctx, org, keys)
	if err != nil {
		return api.Page[api.APIKey]{}, err
	}
	held = slices.DeleteFunc(held, func(h access.Held) bool {
		return h.Key.SK < after || in.CreatedBy != "" && !endsWith(&h, in.CreatedBy)
	})
	return page.Page(list, held, in.Limit, view, func(h *access.Held) string { return h.Key.SK + "\x00" }), nil
}

// endsWith reports whether a key ends when a person leaves, or a key is revoked.
func endsWith(h *access.Held, id string) bool {
	return h.Holder.ID == id || slices.Contains(h.Key.Ancestors, id)
}
