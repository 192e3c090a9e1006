package organization

import (
	"context"
	"errors"

	"usher/pkg/store"
)

// ExpireInvitations marks all expired invitations of all organizations and
// gives their seats back, shard by shard, a page at a time. What it cannot mark,
// because it has changed since it was read, is left to the next run. It returns how
// many it marked.
func (s *Service) ExpireInvitations(ctx context.Context, requestID string) (int, error) {
	total := 0
	var failed []error
	for shard := range store.ExpiryShards {
		n, err := s.expireShard(ctx, shard, requestID)
		total += n
		failed = append(failed, err)
	}
	return total, errors.Join(failed...)
}

// ExpireDeleted marks the invitation whose item DynamoDB has deleted by TTL, and
// gives its seat back. It does nothing where a request or the schedule came
// first, or the invitation has been accepted, replaced or removed.
func (s *Service) ExpireDeleted(ctx context.Context, open store.OpenInvitation) error {
	err := s.expire(ctx, open.Org, []store.OpenInvitation{open}, "")
	if errors.Is(err, store.ErrStale) {
		return nil
	}
	return err
}

func (s *Service) expireShard(ctx context.Context, shard int, requestID string) (int, error) {
	total := 0
	err := s.Table.Each(ctx, store.DueShard(shard, s.now()), func(items []store.Item) error {
		open, err := store.DecodeAll[store.OpenInvitation](items)
		if err != nil {
			return err
		}
		n, err := s.expireByOrganization(ctx, open, requestID)
		total += n
		return err
	})
	return total, err
}

// expireByOrganization marks a page, one transaction for each organization's
// batch. Batches in which something changed are marked one by one.
func (s *Service) expireByOrganization(
	ctx context.Context, open []store.OpenInvitation, requestID string,
) (int, error) {
	total := 0
	for _, batch := range batches(open) {
		err := s.expire(ctx, batch[0].Org, batch, requestID)
		if errors.Is(err, store.ErrStale) {
			n, err := s.expireEach(ctx, batch, requestID)
			total += n
			if err != nil {
				return total, err
			}
			continue
		}
		if err != nil {
			return total, err
		}
		total += len(batch)
	}
	return total, nil
}

func (s *Service) expireEach(ctx context.Context, batch []store.OpenInvitation, requestID string) (int, error) {
	total := 0
	for i := range batch {
		err := s.expire(ctx, batch[i].Org, batch[i:i+1], requestID)
		switch {
		case err == nil:
			total++
		case !errors.Is(err, store.ErrStale):
			return total, err
		}
	}
	return total, nil
}

// batches groups invitations by organization, at most expireBatch together.
func batches(open []store.OpenInvitation) [][]store.OpenInvitation {
	at := map[string]int{}
	var all [][]store.OpenInvitation
	for _, i := range open {
		n, ok := at[i.Org]
		if !ok || len(all[n]) == expireBatch {
			n, all = len(all), append(all, nil)
			at[i.Org] = n
		}
		all[n] = append(all[n], i)
	}
	return all
}
