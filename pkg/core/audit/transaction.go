package audit

import (
	"context"
	"errors"
	"time"

	"usher/pkg/api"
	"usher/pkg/core/idempotency"
	"usher/pkg/lib/id"
	"usher/pkg/store"
)

// Log begins transactions that write audit events.
type Log struct {
	Table *store.Store
	IDs   id.Source
	Now   func() time.Time
}

// Origin is where a change comes from.
type Origin struct {
	Org       string // the organization that the events belong to; empty where each event names its own
	RequestID string
	Client    string           // network address; empty for the system's own changes
	Key       *idempotency.Key // of the request; nil without one
}

// Transaction is a set of writes in the name of an actor. It is committed together with the events that describe it
// and, where the request has an idempotency key, with the answer to store. Not safe for use by several goroutines.
type Transaction struct {
	*store.Transaction
	log      Log
	by       Actor
	origin   Origin
	answer   any
	answered bool
	why      Unaudited
	last     func(*store.Transaction)
}

// The errors of a transaction that leaves out what it must hold. Each is a bug in the use case; nothing was written.
var (
	ErrNoEvent  = errors.New("audit: a change without an event")
	ErrNoAnswer = errors.New("audit: a change without the answer to store for its idempotency key")
)

// Begin starts a transaction without any condition on the actor. It is for the system's own changes; callers' begin
// from package access.
func (l Log) Begin(by Actor, from Origin) *Transaction {
	return &Transaction{Transaction: &store.Transaction{}, log: l, by: by, origin: from}
}

// Answer sets what the request is answered with, for a repeated request to be answered the same. Without an
// idempotency key it does nothing.
func (t *Transaction) Answer(answer any) *Transaction {
	t.answer, t.answered = answer, true
	return t
}

// WithoutClient has the events tell no network address: those of a person's organizations, which are not to know where
// the person is.
func (t *Transaction) WithoutClient() *Transaction {
	t.origin.Client = ""
	return t
}

// WithoutEvent says why the transaction may be committed without an event.
func (t *Transaction) WithoutEvent(why Unaudited) *Transaction {
	t.why = why
	return t
}

// Finally has a check added when the transaction is committed, behind all else.
func (t *Transaction) Finally(check func(*store.Transaction)) { t.last = check }

// Commit writes everything, or nothing. The events are completed by their id and time, and where they name none by
// the transaction's actor, organization, request and client.
//
// It returns ErrNoEvent and ErrNoAnswer before anything is written; *idempotency.Stored when the request was answered
// before; and otherwise the errors of store.Commit. store.ErrStale also means that the same request was answered at
// the same time.
func (t *Transaction) Commit(ctx context.Context, events ...Event) error {
	switch {
	case len(events) == 0 && t.why == "":
		return ErrNoEvent
	case t.origin.Key != nil && !t.answered:
		return ErrNoAnswer
	}
	if t.last != nil {
		t.last(t.Transaction)
	}
	for _, e := range events {
		if err := t.put(e); err != nil {
			return err
		}
	}
	if err := t.origin.Key.Store(ctx, t.log.Table, t.Transaction, t.answer); err != nil {
		return err
	}
	return t.log.Table.Commit(ctx, t.Transaction)
}

func (t *Transaction) put(e Event) error {
	e.ID, e.At = t.log.IDs.New(id.Event), api.At(t.log.Now())
	e.RequestID, e.Client = t.origin.RequestID, t.origin.Client
	if e.Org == "" {
		e.Org = t.origin.Org
	}
	if e.Actor == (Actor{}) {
		e.Actor = t.by
	}
	record, err := e.Record()
	if err != nil {
		return err
	}
	t.Put(record.Key, record, nil, store.NotExists())
	return nil
}
