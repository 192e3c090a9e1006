package organization

import (
	"context"
	"errors"

	"usher/pkg/api"
	"usher/pkg/core/audit"
	"usher/pkg/store"
)

// ReleaseMails brings the invitations whose mails have waited long enough to the stream again, where they are counted
// as any other. It returns how many those were. A mail whose invitation is no more is forgotten.
func (s *Service) ReleaseMails(ctx context.Context, requestID string) (int, error) {
	total := 0
	var failed []error
	for shard := range store.ExpiryShards {
		failed = append(failed, s.Table.Each(ctx, store.WaitingShard(shard, s.now()), func(items []store.Item) error {
			due, err := store.DecodeAll[store.Waiting](items)
			for i := 0; i < len(due) && err == nil; i++ {
				var released bool
				released, err = s.release(ctx, &due[i], requestID)
				if released {
					total++
				}
			}
			return err
		}))
	}
	return total, errors.Join(failed...)
}

// errNoInvitation says that nobody waits for the mail any more.
var errNoInvitation = errors.New("organization: the invitation is no more")

// release touches the open invitation and ends the wait, in one write, so that neither happens without the other.
func (s *Service) release(ctx context.Context, w *store.Waiting, requestID string) (released bool, err error) {
	err = s.endWait(ctx, w, requestID, true)
	if errors.Is(err, errNoInvitation) {
		err = s.endWait(ctx, w, requestID, false)
		return false, unless(err, store.ErrStale)
	}
	return err == nil, unless(err, store.ErrStale) // stale: another run, or a newer wait
}

func (s *Service) endWait(ctx context.Context, w *store.Waiting, requestID string, touch bool) error {
	tx := s.Guard.Log.Begin(audit.System(api.ExpireInvitations.ID), audit.Origin{Org: w.Org, RequestID: requestID})
	tx.Delete(w.Key, store.FailWith(store.ErrStale), store.WaitingOrder.Is(w.ExpiryOrder))
	if touch {
		tx.Change(w.Invitation(), []store.Change{store.OpenInvitationReleasedAt.Set(s.now())},
			store.FailWith(errNoInvitation), store.OpenInvitationNonce.Is(w.Nonce))
	}
	return tx.WithoutEvent(audit.MailReleased).Commit(ctx)
}

// unless is the error, or nil where it is the expected one.
func unless(err, expected error) error {
	if errors.Is(err, expected) {
		return nil
	}
	return err
}
