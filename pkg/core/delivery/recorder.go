package delivery

import (
	"context"
	"log/slog"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"usher/pkg/api"
	"usher/pkg/core/audit"
	"usher/pkg/store"
)

// Recorder notes what became of invitations' mails.
type Recorder struct {
	Table  *store.Store
	Log    audit.Log
	Now    func() time.Time
	Logger *slog.Logger
}

// Record notes what one event of SES says. It may be called any number of times for the same event. An event of a
// user who has been removed, of an invitation that was replaced or accepted, of another mail, or of an unknown type
// changes nothing. An error has the event redelivered.
func (r *Recorder) Record(ctx context.Context, raw events.EventBridgeEvent) error {
	e, err := Parse(raw)
	if err != nil {
		return err
	}
	if e.Kind == Unknown {
		r.Logger.InfoContext(ctx, "event of an unknown type", "operation", api.RecordDelivery.ID, "type", e.Type)
	}
	if e.Kind == Unknown || e.Kind == Neutral || e.Org == "" {
		return nil
	}
	return store.Retry(ctx, func(ctx context.Context) error { return r.note(ctx, e) })
}

// note reads the user, and writes what the event changes if the user is still
// as they were read: else it returns store.ErrStale.
func (r *Recorder) note(ctx context.Context, e Event) error {
	var u store.User
	if err := r.Table.Load(ctx, store.Fetch(store.UserKey(e.Org, e.User), &u)); err != nil {
		return err
	}
	if u.Invitation == nil || u.Invitation.Nonce != e.Nonce {
		return nil
	}
	before := State{u.Invitation.Delivery, u.AddressProblem}
	after := before.After(e)
	if after.Same(before) {
		return nil
	}
	tx := r.Log.Begin(audit.System(api.RecordDelivery.ID), audit.Origin{Org: u.Org, RequestID: e.Message})
	tx.Change(u.Key, changes(before, after, e), store.FailWith(store.ErrStale), unchanged(&u)...)
	err := tx.Commit(ctx, audit.Event{Action: "invitation.delivery", Target: audit.User(&u),
		Changes: auditChanges(&u, before, after, e)})
	if err != nil {
		return err
	}
	r.Logger.InfoContext(ctx, "delivery", "operation", api.RecordDelivery.ID, "organization", u.Org, "user", u.ID,
		"before", before.Delivery, "after", after.Delivery, "message", e.Message)
	return nil
}

// unchanged holds while the state that the event is applied to is as it was read.
func unchanged(u *store.User) []store.Condition {
	problem := store.UserAddressProblem.Absent()
	if u.AddressProblem != nil {
		problem = store.UserAddressProblem.Is(*u.AddressProblem)
	}
	return []store.Condition{store.UserInvitationNonce.Is(u.Invitation.Nonce),
		store.UserInvitationDelivery.Is(u.Invitation.Delivery), problem}
}

// changes are those of the user's item. What leaves the queue is counted as sent by whoever notes it first: here,
// when the event is faster than the function that sent the mail.
func changes(before, after State, e Event) []store.Change {
	list := []store.Change{store.UserInvitationDelivery.Set(after.Delivery)}
	if before.Delivery == api.Queued && after.Delivery != api.Queued {
		list = append(list, store.UserInvitationSends.Add(1), store.UserInvitationSentAt.Set(e.Mailed))
	}
	switch {
	case after.Problem != nil:
		list = append(list, store.UserAddressProblem.Set(*after.Problem))
	case before.Problem != nil:
		list = append(list, store.UserAddressProblem.Clear())
	}
	return list
}

// auditChanges is what the audit event says of it. What the server said may name the address.
func auditChanges(u *store.User, before, after State, e Event) []audit.Change {
	list := []audit.Change{{Field: "invitation.delivery", Before: before.Delivery, After: after.Delivery}}
	if e.problem() == nil && e.Detail != "" {
		list = append(list, audit.Change{Field: "invitation.delivery_detail", After: audit.Of(u).Says(e.Detail)})
	}
	was, wasDetail := fields(u, before.Problem)
	is, isDetail := fields(u, after.Problem)
	return audit.Differences(append(list,
		audit.Change{Field: "address_problem.delivery", Before: was, After: is},
		audit.Change{Field: "address_problem.detail", Before: wasDetail, After: isDetail})...)
}

// fields are a problem's, nil where there is none.
func fields(u *store.User, p *store.AddressProblem) (delivery, detail any) {
	if p == nil {
		return nil, nil
	}
	return p.Delivery, audit.Of(u).Says(p.Detail)
}
