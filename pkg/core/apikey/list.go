package apikey

import (
	"context"

	"usher/pkg/api"
	"usher/pkg/api/page"
	"usher/pkg/core/access"
	"usher/pkg/lib/id"
	"usher/pkg/store"
)

// List is a page of an organization's keys, oldest first.
func (s *Service) List(ctx context.Context, c *access.Caller, in api.ListAPIKeysInput) (api.Page[api.APIKey], error) {
	list := page.List{"list-api-keys", in.Org.String(), in.CreatedBy}
	after, err := page.ReadID[id.APIKeyKind](list, in.Cursor)
	if err != nil {
		return api.Page[api.APIKey]{}, err
	}
	org := in.Org.String()
	if after != "" {
		after = store.APIKeyKey(org, after).SK + "\x00"
	}
	var keys []store.APIKey
	ask := access.Action{Org: in.Org, Permission: api.APIKeysRead}
	ask.Read(in.CreatedBy != "", func(ctx context.Context) (err error) {
		if in.CreatedBy != "" {
			keys, err = madeBy(ctx, s.Table, org, in.CreatedBy, after)
			return err
		}
		keys, err = s.page(ctx, org, after, in.Limit)
		return err
	})
	if _, err = s.Guard.Authorize(ctx, c, ask); err != nil {
		return api.Page[api.APIKey]{}, err
	}
	return page.Page(list, keys, in.Limit, view, func(k *store.APIKey) string { return k.ID }), nil
}

// page reads one key more than a page holds.
func (s *Service) page(ctx context.Context, org, after string, limit int) ([]store.APIKey, error) {
	span := store.APIKeys(org)
	span.From, span.Limit = max(span.From, after), limit+1
	items, _, err := s.Table.Query(ctx, span)
	if err != nil {
		return nil, err
	}
	return store.DecodeAll[store.APIKey](items)
}

// madeBy reads the keys that a person, or a key of theirs, made, from a position on.
func madeBy(ctx context.Context, table *store.Store, org, user, after string) ([]store.APIKey, error) {
	all, err := All(ctx, table, org)
	if err != nil {
		return nil, err
	}
	var keys []store.APIKey
	for _, k := range MadeBy(all, user) {
		if k.SK >= after {
			keys = append(keys, k)
		}
	}
	return keys, nil
}
