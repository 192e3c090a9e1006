package privacy

import (
	"context"
	"errors"
	"slices"
	"time"

	"usher/pkg/api"
	"usher/pkg/core/audit"
	"usher/pkg/store"
)

// settled is how long after an erasure began it may be finished: a pass after that finds what was being written when it
// began, and what the index did not have yet. Until then the notice about it can be mailed.
const settled = 30 * time.Minute

// FinishErasures goes on with all erasures. It returns how many are finished for good. One that fails does not hold up
// the others.
func (s *Service) FinishErasures(ctx context.Context, requestID string) (finished int, err error) {
	var failed []error
	err = s.Table.Each(ctx, store.Erasures(), func(items []store.Item) error {
		all, err := store.DecodeAll[store.Erasure](items)
		for i := range all {
			err := s.pass(ctx, &all[i], requestID)
			if err == nil && s.isSettled(&all[i]) {
				err = s.Table.Delete(ctx, all[i].Key)
				finished++
			}
			failed = append(failed, err)
		}
		return err
	})
	return finished, errors.Join(append(failed, err)...)
}

func (s *Service) isSettled(e *store.Erasure) bool { return s.Now().Sub(e.At.Time) >= settled }

// pass erases what is found of a person. A part that fails does not hold up the others.
func (s *Service) pass(ctx context.Context, e *store.Erasure, requestID string) error {
	digest := store.DigestOf(e.Key)
	return errors.Join(
		s.takeOutEverywhere(ctx, e, requestID),
		s.Table.Each(ctx, store.FormerUsersOf(digest), func(items []store.Item) error {
			all, err := store.DecodeAll[store.FormerUser](items)
			for i := range all {
				err = errors.Join(err, s.Organizations.ForgetUser(ctx, &all[i], actor(e, all[i].User), requestID))
			}
			return err
		}),
		s.deleteAll(ctx, store.Person(digest), func(item store.Item) bool { return s.goes(e, item) }),
		s.deleteAll(ctx, store.ActivitiesUntil(digest, e.At), func(store.Item) bool { return true }),
		s.deleteLeft(ctx, e))
}

// deleteLeft deletes that the person had other addresses, and what was mailed to those about it.
func (s *Service) deleteLeft(ctx context.Context, e *store.Erasure) error {
	var failed []error
	for _, digest := range e.Left {
		failed = append(failed, s.deleteAll(ctx, store.Person(digest), func(item store.Item) bool {
			var is struct {
				Handle string   `dynamodbav:"handle"`
				At     api.Time `dynamodbav:"at"`
			}
			err := item.Decode(&is)
			switch item.Kind() {
			case store.KindFormer:
				return err == nil && is.Handle == e.Handle
			case store.KindNotice:
				return err == nil && s.isSettled(e) && !is.At.After(e.At.Time)
			}
			return false
		}))
	}
	return errors.Join(failed...)
}

// actor is who does what follows from an erasure.
func actor(e *store.Erasure, user string) audit.Actor {
	if e.OperatorID != "" {
		return by(e, nil)
	}
	return audit.Actor{Type: "user", ID: user}
}

// takeOutEverywhere takes a person out of every organization that they belong to or are invited to.
func (s *Service) takeOutEverywhere(ctx context.Context, e *store.Erasure, requestID string) error {
	var failed []error
	err := s.Table.Each(ctx, store.Memberships(store.DigestOf(e.Key), "").Pages(50), func(items []store.Item) error {
		members, err := store.DecodeAll[store.Member](items)
		for i := range members {
			failed = append(failed, store.Retry(ctx, func(ctx context.Context) error {
				return s.takeOutOf(ctx, e, members[i], requestID)
			}))
		}
		return err
	})
	return errors.Join(append(failed, err)...)
}

// takeOutOf takes a person out of one organization, and has it forget them. A user who was made after the erasure began
// is left alone.
func (s *Service) takeOutOf(ctx context.Context, e *store.Erasure, m store.Member, requestID string) error {
	places, err := s.places(ctx, []store.Member{m})
	if err != nil {
		return err
	}
	at := &places[0]
	switch {
	case !at.found: // gone, and their membership too, in the meantime; or what a purge of the organization has left
		return s.Table.Delete(ctx, m.Key)
	case at.user.CreatedAt.After(e.At.Time), at.user.Digest() != store.DigestOf(e.Key):
		return nil
	}
	tx := s.Guard.Log.Begin(audit.Actor{}, audit.Origin{RequestID: requestID})
	if err := tx.Commit(ctx, takeOut(tx, e, places)...); err != nil {
		return err
	}
	former := store.NewFormerUser(&at.user)
	return s.Organizations.ForgetUser(ctx, &former, actor(e, at.user.ID), requestID)
}

// goes reports whether an item of the person's partition is to be deleted: whatever is not younger than the erasure,
// except what other parts of it are about.
func (s *Service) goes(e *store.Erasure, item store.Item) bool {
	switch item.Kind() {
	case store.KindMember, store.KindErasure, store.KindIdentity, store.KindRecovery, store.KindReset:
		return false // the last three went with the account: they are somebody else's by now
	case store.KindNotice:
		return s.isSettled(e)
	}
	var made struct {
		At api.Time `dynamodbav:"created_at"`
	}
	return item.Decode(&made) != nil || !made.At.After(e.At.Time)
}

// deleteAtOnce is how many items are deleted at the same time.
const deleteAtOnce = 25

func (s *Service) deleteAll(ctx context.Context, r store.Range, goes func(store.Item) bool) error {
	return s.Table.Each(ctx, r, func(items []store.Item) error {
		for part := range slices.Chunk(slices.DeleteFunc(items, func(i store.Item) bool { return !goes(i) }), deleteAtOnce) {
			var deletions []func(context.Context) error
			for _, item := range part {
				deletions = append(deletions, func(ctx context.Context) error { return s.Table.Delete(ctx, item.Key()) })
			}
			if err := store.Together(ctx, deletions...); err != nil {
				return err
			}
		}
		return nil
	})
}
