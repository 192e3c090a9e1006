package organization

import (
	"context"
	"errors"

	"usher/pkg/api"
	"usher/pkg/core/audit"
	"usher/pkg/store"
)

// ReleaseReminders brings the invitations to the stream again whose reminders are due, each once. Whether one is
// sent is decided there. It returns how many those were.
func (s *Service) ReleaseReminders(ctx context.Context, requestID string) (int, error) {
	total := 0
	var failed []error
	for shard := range store.ExpiryShards {
		failed = append(failed, s.Table.Each(ctx, store.EndingShard(shard, s.Now()), func(items []store.Item) error {
			open, err := store.DecodeAll[store.OpenInvitation](items)
			for i := 0; i < len(open) && err == nil; i++ {
				if open[i].RemindAt == nil || open[i].RemindedAt != nil {
					continue
				}
				if err = s.remind(ctx, &open[i], requestID); err == nil {
					total++
				}
				err = unless(err, store.ErrStale) // another run came first, or the invitation is no more
			}
			return err
		}))
	}
	return total, errors.Join(failed...)
}

func (s *Service) remind(ctx context.Context, open *store.OpenInvitation, requestID string) error {
	tx := s.Guard.Log.Begin(audit.System(api.ExpireInvitations.ID), audit.Origin{Org: open.Org, RequestID: requestID})
	tx.Change(open.Key, []store.Change{store.OpenInvitationRemindedAt.Set(s.now())}, store.FailWith(store.ErrStale),
		store.OpenInvitationNonce.Is(open.Nonce), store.OpenInvitationRemindedAt.Absent())
	return tx.WithoutEvent(audit.ReminderReleased).Commit(ctx)
}
