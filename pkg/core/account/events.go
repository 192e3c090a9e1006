package account

import (
	"context"

	"usher/pkg/api/problem"
	"usher/pkg/core/access"
	"usher/pkg/core/audit"
	"usher/pkg/store"
)

// maxItems is how many items DynamoDB takes in a transaction.
const maxItems = 100

// renewal is a new password or a change of another factor, on its way into the organizations of a person. Each has an
// event of it, and with endKeys the person's API keys end there.
type renewal struct {
	person  *Person
	action  string // of the events
	changes []audit.Change
	endKeys bool
	factor  *bool // whether the person has a second factor from now on; nil where that stays
	// link adds the link that the password is set with to a transaction: used up by it, or only still good. Nil
	// without one.
	link func(t *store.Transaction, used bool)
}

// commitRenewal commits the transaction that sets the password, with what belongs into each organization. Those that
// find no room in it follow in transactions of their own: then the password is set already, and the error is that of an
// event. A link with which keys end is used up with the last of them, so that a request that was interrupted can be
// repeated. No event tells an organization where the person is.
func (s *Service) commitRenewal(ctx context.Context, c *access.Caller, tx *audit.Transaction, r renewal) error {
	rest := *c // the answer is stored with the first
	rest.Idempotency = nil
	tx.WithoutClient()
	if len(r.person.Members) == 0 {
		tx.WithoutEvent(audit.NoOrganization)
	}
	for first, left := true, r.person.Members; first || len(left) > 0; first = false {
		if !first {
			tx = s.Guard.Public(&rest, audit.Actor{}).WithoutClient()
		}
		fit := min(len(left), r.room(tx))
		if r.link != nil && (first || r.endKeys) {
			r.link(tx.Transaction, !r.endKeys || fit == len(left))
		}
		var events []audit.Event
		for i := range left[:fit] {
			events = append(events, r.in(tx, &left[i]))
		}
		if err := tx.Commit(ctx, events...); err != nil {
			return err
		}
		left = left[fit:]
	}
	return nil
}

// passwordSet is the action of a new password.
const passwordSet = "user.password"

// room is how many organizations find room in a transaction, beside the link.
func (r *renewal) room(tx *audit.Transaction) int {
	each := 1 // the event
	switch {
	case r.endKeys:
		each = 3 // also the user and the membership
	case r.factor != nil:
		each = 2 // also the user
	}
	return (maxItems - 1 - tx.Len()) / each
}

// in adds to a transaction what the password means in one organization, and returns the event of it.
func (r *renewal) in(tx *audit.Transaction, m *store.Member) audit.Event {
	e := audit.Event{Org: m.Org, Action: r.action, Changes: r.changes, Actor: audit.Member(m),
		Target: audit.UserOf(m)}
	if r.endKeys {
		access.EndKeys(tx.Transaction, problem.Unavailable(store.ErrStale), m.Org, m.User, r.person.Digest, m.KeysEpoch)
		e.Changes = []audit.Change{{Field: "api_keys", Before: audit.OfMember(m).Says(m.Email)}}
	}
	if r.factor != nil {
		showFactor(*r.factor)(tx, m)
	}
	return e
}
