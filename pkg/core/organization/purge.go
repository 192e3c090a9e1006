package organization

import (
	"context"
	"errors"
	"slices"
	"time"

	"usher/pkg/api"
	"usher/pkg/core/audit"
	"usher/pkg/store"
)

const (
	// settled is how long after a purge has begun the organization's own item is deleted, as the last: whatever was
	// under way when it began has ended by then, and a pass after it has found nothing left.
	settled = 30 * time.Minute
	// purgeAtOnce is how many items are deleted at the same time.
	purgeAtOnce = 25
)

// PurgeOrganizations deletes all that organizations have which cannot be restored any longer, item by item:
// memberships, users, and everything else, the audit log too. It goes on where an earlier run had to stop, since what
// is deleted is not found again; until all else is gone the organization's own item stays, by which it is found. It
// returns how many organizations are gone for good. One that fails does not hold up the others.
func (s *Service) PurgeOrganizations(ctx context.Context, requestID string) (gone int, err error) {
	due := store.Purgeable(s.now())
	var failed []error
	err = s.Table.Each(ctx, due, func(items []store.Item) error {
		organizations, err := store.DecodeAll[store.Organization](items)
		for i := range organizations {
			whole, err := s.purge(ctx, &organizations[i], requestID)
			if whole {
				gone++
			}
			failed = append(failed, err)
		}
		return err
	})
	return gone, errors.Join(append(failed, err)...)
}

// purge reports whether nothing of the organization is left.
func (s *Service) purge(ctx context.Context, o *store.Organization, requestID string) (whole bool, err error) {
	if o.PurgedAt == nil {
		if err := s.beginPurge(ctx, o, requestID); err != nil {
			return false, unless(err, store.ErrStale) // restored, or begun by another run
		}
	}
	if err := s.purgeUsers(ctx, o.ID); err != nil {
		return false, err
	}
	for _, part := range store.Belongings(o.ID) {
		err := s.Table.Each(ctx, part, func(items []store.Item) error {
			var keys []store.Key
			for _, item := range items {
				if key := item.Key(); key != o.Key {
					keys = append(keys, key)
				}
			}
			return s.deleteAll(ctx, keys)
		})
		if err != nil {
			return false, err
		}
	}
	if o.PurgedAt == nil || s.Now().Sub(o.PurgedAt.Time) < settled {
		return false, nil
	}
	return true, s.deleteAll(ctx, []store.Key{o.Key})
}

// beginPurge ends the time in which the organization can be restored.
func (s *Service) beginPurge(ctx context.Context, o *store.Organization, requestID string) error {
	tx := s.Guard.Log.Begin(audit.System(api.PurgeOrganizations.ID), audit.Origin{Org: o.ID, RequestID: requestID})
	tx.Change(o.Key, []store.Change{store.OrganizationPurgedAt.Set(s.now())}, store.FailWith(store.ErrStale),
		store.OrganizationDeletedAt.Is(*o.DeletedAt), store.OrganizationPurgedAt.Absent())
	return tx.WithoutEvent(audit.Purge).Commit(ctx)
}

// purgeUsers deletes each user's membership, and then the user, who says which membership that is.
func (s *Service) purgeUsers(ctx context.Context, org string) error {
	return s.Table.Each(ctx, store.Users(org), func(items []store.Item) error {
		users, err := store.DecodeAll[store.User](items)
		if err != nil {
			return err
		}
		memberships, own := make([]store.Key, len(users)), make([]store.Key, len(users))
		for i := range users {
			memberships[i], own[i] = store.MemberKey(users[i].Digest(), org), users[i].Key
		}
		if err := s.deleteAll(ctx, memberships); err != nil {
			return err
		}
		return s.deleteAll(ctx, own)
	})
}

func (s *Service) deleteAll(ctx context.Context, keys []store.Key) error {
	for part := range slices.Chunk(keys, purgeAtOnce) {
		var deletions []func(context.Context) error
		for _, key := range part {
			deletions = append(deletions, func(ctx context.Context) error { return s.Table.Delete(ctx, key) })
		}
		if err := store.Together(ctx, deletions...); err != nil {
			return err
		}
	}
	return nil
}
