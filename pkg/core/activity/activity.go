// Package activity is the record of what leaves no change: sign-ins, refused attempts, ends of sessions, requests for a
// reset, exports of the audit log.
//
// It is kept apart from the audit log (package audit), by person and by organization, and deleted by TTL after a time
// that the deployment sets. Strangers cause most of it, so it must neither grow as they please nor reach what is
// sealed for good: refused attempts and requests of one window are one entry with a count. A person's entries hold
// network addresses and times, which no organization is shown; an organization's are of its own members in it.
package activity

import (
	"context"
	"time"

	"usher/pkg/api"
	"usher/pkg/api/problem"
	"usher/pkg/core/access"
	"usher/pkg/store"
)

// The actions.
const (
	SessionStart = "session.start"
	// SessionPending is a right password without its second factor yet.
	SessionPending = "session.pending"
	// SessionProve is a person who has proved themselves again in a session.
	SessionProve = "session.prove"
	SessionFail  = "session.fail" // refused attempts at a password, counted by window
	SessionEnd   = "session.end"
	ResetRequest = "password_reset.request" // counted by window
	AuditExport  = "audit_log.export"       // counted by actor and window
)

const (
	window = 15 * time.Minute
	// maxAgent bounds what is kept of a browser's name for itself, in bytes.
	maxAgent = 200
)

// Log writes entries.
type Log struct {
	Table *store.Store
	Now   func() time.Time
	Kept  time.Duration // how long an entry is kept
}

// Add adds an entry of its own to a transaction. Owner is the digest of a person's address; which tells entries of one
// moment apart, and is the actor: a session's id, say. More is what else the entry says.
func (l Log) Add(t *store.Transaction, c *access.Caller, owner, action, which string, more ...store.Change) {
	t.Change(store.ActivityKey(owner, l.Now(), action, which), append(l.changes(c, action, which), more...), nil)
}

// CountIn counts the action in the window's entry, as a part of a transaction. Owner is a digest or an organization,
// who the actor, or empty for anybody.
func (l Log) CountIn(t *store.Transaction, c *access.Caller, owner, action, who string) {
	t.Change(l.windowKey(owner, action, who), l.changes(c, action, who), nil)
}

// Count is CountIn on its own.
func (l Log) Count(ctx context.Context, c *access.Caller, owner, action, who string) error {
	return l.Table.Change(ctx, l.windowKey(owner, action, who), l.changes(c, action, who),
		store.FailWith(problem.Unavailable(store.ErrStale)))
}

func (l Log) windowKey(owner, action, who string) store.Key {
	return store.ActivityKey(owner, l.Now().UTC().Truncate(window), action, who)
}

func (l Log) changes(c *access.Caller, action, actor string) []store.Change {
	now := l.Now()
	return []store.Change{
		store.ActivityAction.Set(action), store.ActivityActor.Set(actor), store.ActivityCount.Add(1),
		store.ActivityAt.Set(api.At(now)), store.ActivityRequestID.Set(c.RequestID), store.ActivityClient.Set(c.Client),
		store.ActivityAgent.Set(c.Agent[:min(len(c.Agent), maxAgent)]), store.ActivityTTL.Set(now.Add(l.Kept).Unix()),
	}
}
