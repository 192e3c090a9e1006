package outbox

import (
	"context"
	"errors"
	"time"

	"usher/pkg/api"
	"usher/pkg/core/audit"
	"usher/pkg/core/ratelimit"
	"usher/pkg/store"
)

// limited says that a mail has to wait.
type limited struct{ until time.Time }

func (l *limited) Error() string { return "outbox: over a limit" }

// count counts the mail of an invitation, once however often it is attempted: that it was is noted in the write that
// counts it. Beyond a limit it notes instead that the mail waits, and reports false. It returns store.ErrStale where
// the invitation has changed since it was read.
func (p *Mailer) count(ctx context.Context, l *letter) (bool, error) {
	u := &l.user
	if u.Invitation.Counted {
		return true, nil
	}
	tx := p.begin(u.Org, "").WithoutEvent(audit.MailCounted)
	tx.Change(u.Key, []store.Change{store.UserInvitationCounted.Set(true), store.UserInvitationWaitsUntil.Clear()},
		store.FailWith(store.ErrStale), uncounted(u)...)
	p.take(tx, ratelimit.MailsByRecipientDay, u.Digest()) // the longest waits first
	p.take(tx, ratelimit.MailsByOrganization(l.organization.SeatLimit), u.Org)
	p.take(tx, ratelimit.MailsByRecipientHour, u.Digest())
	err := tx.Commit(ctx)
	if over, ok := errors.AsType[*limited](err); ok {
		return false, p.wait(ctx, u, api.At(over.until), uncounted(u))
	}
	return err == nil, err
}

func (p *Mailer) take(tx *audit.Transaction, k ratelimit.Kind, who string) {
	p.Limits.TakeSilently(tx.Transaction, k, who, &limited{p.Limits.Ends(k)})
}

// wait notes that the mail waits, for its user to show and for the schedule to end.
func (p *Mailer) wait(ctx context.Context, u *store.User, until api.Time, unchanged []store.Condition) error {
	waiting := store.NewWaiting(u, until)
	tx := p.begin(u.Org, "").WithoutEvent(audit.MailWaits)
	tx.Change(u.Key, []store.Change{store.UserInvitationWaitsUntil.Set(until)}, store.FailWith(store.ErrStale),
		unchanged...)
	tx.Put(waiting.Key, waiting, nil)
	return tx.Commit(ctx)
}

// uncounted holds while the invitation is as it was read, and its mail has neither been counted nor sent.
func uncounted(u *store.User) []store.Condition {
	return append(queued(u), store.UserInvitationCounted.Absent())
}

// queued holds while the invitation is as it was read, and its mail has not been sent.
func queued(u *store.User) []store.Condition {
	return []store.Condition{store.UserInvitationNonce.Is(u.Invitation.Nonce),
		store.UserInvitationDelivery.Is(api.Queued)}
}

// closedWait is after how long it is looked again whether a suspended organization's mail may be sent.
const closedWait = time.Hour

// begin starts a write about a mail; org is empty for those of a person, messageID for those not sent yet.
func (p *Mailer) begin(org, messageID string) *audit.Transaction {
	return p.Log.Begin(audit.System(api.SendMail.ID), audit.Origin{Org: org, RequestID: messageID})
}
