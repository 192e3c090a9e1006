package seal

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"usher/pkg/api"
	"usher/pkg/store"
)

// Most is how many events one seal holds, as many as a batch of the stream.
const Most = 25

// recent is how many of the newest seals are searched for redelivered events:
// enough for a batch that is retried right away.
const recent = 4

// Sealer seals what the stream brings.
type Sealer struct {
	Table  *store.Store
	Now    func() time.Time
	Logger *slog.Logger
}

// Seal writes the seals of a batch: of each organization one, or more where it holds more than Most events. Items
// that are not audit events are left alone. A batch that is redelivered within a few seals is not sealed twice; a
// later one may be, which does no harm. An error (mostly problem.TryAgain) has the whole batch redelivered; the
// organizations that it does not name are sealed.
func (s *Sealer) Seal(ctx context.Context, items []store.Item) error {
	orgs, events := s.byOrganization(ctx, items)
	var failures []error
	for _, org := range orgs {
		for part := range slices.Chunk(events[org], Most) {
			err := store.Retry(ctx, func(ctx context.Context) error { return s.append(ctx, org, part) })
			if err != nil {
				failures = append(failures, fmt.Errorf("sealing %d events of %s: %w", len(part), org, err))
			}
		}
	}
	return errors.Join(failures...)
}

// byOrganization sorts a batch's events, and names the organizations in the order in which they come.
func (s *Sealer) byOrganization(
	ctx context.Context, items []store.Item,
) (orgs []string, events map[string][]store.SealedEvent) {
	events = map[string][]store.SealedEvent{}
	for _, item := range items {
		key := item.Key()
		org, ok := store.TrailOf(key)
		if item.Kind() == store.KindHeartbeat {
			continue
		}
		if !ok {
			s.Logger.ErrorContext(ctx, "not an audit event", "operation", api.SealTrail.ID, "pk", key.PK, "sk", key.SK)
			continue
		}
		if events[org] == nil {
			orgs = append(orgs, org)
		}
		events[org] = append(events[org], store.SealedEvent{ID: key.SK, Hash: EventHash(item)})
	}
	return orgs, events
}

// append puts a seal of the events behind the newest one.
func (s *Sealer) append(ctx context.Context, org string, events []store.SealedEvent) error {
	head := store.SealHead{Hash: first()}
	if err := s.Table.Load(ctx, store.Fetch(store.SealHeadKey(org), &head)); err != nil {
		return err
	}
	fresh, err := s.unsealed(ctx, org, head.Number, events)
	if err != nil {
		return err
	}
	if len(fresh) == 0 {
		s.Logger.LogAttrs(ctx, slog.LevelInfo, "sealed already", witness(org, head.Number, head.Hash, 0)...)
		return nil
	}
	next := store.Seal{Key: store.SealKey(org, head.Number+1), Org: org, Number: head.Number + 1,
		Previous: head.Hash, At: api.At(s.Now()), Events: fresh}
	next.Hash = Hash(&next)
	if err := s.Table.Commit(ctx, link(head, next)); err != nil {
		return err
	}
	s.Logger.LogAttrs(ctx, slog.LevelInfo, "sealed", witness(org, next.Number, next.Hash, len(fresh))...)
	return nil
}

// link writes the next seal if the head is still the one that was read.
func link(head store.SealHead, next store.Seal) *store.Transaction {
	still := []store.Condition{store.SealHeadNumber.Is(head.Number), store.SealHeadHash.Is(head.Hash)}
	if head.Number == 0 {
		still = []store.Condition{store.NotExists()}
	}
	var t store.Transaction
	t.Change(store.SealHeadKey(next.Org), []store.Change{store.SealHeadNumber.Set(next.Number),
		store.SealHeadHash.Set(next.Hash)},
		store.FailWith(store.ErrStale), still...)
	t.Put(next.Key, next, store.FailWith(fmt.Errorf(
		"seal: %s has a seal %d already and its head says %d: somebody set the head back",
		next.Org, next.Number, head.Number)), store.NotExists())
	return &t
}

// unsealed leaves out the events that one of the newest seals has with the same
// hash. Another hash is sealed as well: that is what gives away a change.
func (s *Sealer) unsealed(
	ctx context.Context, org string, newest int64, events []store.SealedEvent,
) ([]store.SealedEvent, error) {
	seals := make([]store.Seal, min(newest, recent))
	reads := make([]*store.Read, len(seals))
	for i := range seals {
		reads[i] = store.Fetch(store.SealKey(org, newest-int64(i)), &seals[i])
	}
	if err := s.Table.Load(ctx, reads...); err != nil {
		return nil, err
	}
	var fresh []store.SealedEvent
	for _, e := range events {
		if !has(fresh, e) && !slices.ContainsFunc(seals, func(s store.Seal) bool { return has(s.Events, e) }) {
			fresh = append(fresh, e)
		}
	}
	return fresh, nil
}

func has(events []store.SealedEvent, e store.SealedEvent) bool {
	return slices.ContainsFunc(events, func(other store.SealedEvent) bool {
		return other.ID == e.ID && bytes.Equal(other.Hash, e.Hash)
	})
}

// witness is what the log says of the newest seal, to be given to a Verifier one day.
func witness(org string, number int64, hash []byte, events int) []slog.Attr {
	return []slog.Attr{slog.String("operation", api.SealTrail.ID), slog.String("organization", org),
		slog.String("witness", Witness{number, hash}.String()), slog.Int("events", events)}
}
