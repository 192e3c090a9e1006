package account

import (
	"context"
	"slices"

	"usher/pkg/core/access"
	"usher/pkg/core/audit"
	"usher/pkg/store"
)

// maxItems is how many items DynamoDB takes in a transaction.
const maxItems = 100

// commitForAll commits a transaction that sets a person's password, with an event in each of their organizations. Those
// that find no room in it follow in transactions of their own: then the password is set already, and the error is that
// of an event. None tells an organization where the person is.
func (s *Service) commitForAll(ctx context.Context, c *access.Caller, tx *audit.Transaction, p *Person) error {
	tx.WithoutClient()
	if len(p.Members) == 0 {
		return tx.WithoutEvent(audit.NoOrganization).Commit(ctx)
	}
	var events []audit.Event
	for i := range p.Members {
		events = append(events, passwordSet(&p.Members[i]))
	}
	fit := min(len(events), maxItems-tx.Len())
	if err := tx.Commit(ctx, events[:fit]...); err != nil {
		return err
	}
	for part := range slices.Chunk(events[fit:], maxItems) {
		if err := s.Guard.Public(c, audit.Actor{}).WithoutClient().Commit(ctx, part...); err != nil {
			return err
		}
	}
	return nil
}

// passwordSet is the event of a person's new password in one of their organizations.
func passwordSet(m *store.Member) audit.Event {
	return audit.Event{Org: m.Org, Action: "user.password", Actor: audit.Member(m),
		Target: audit.Target{Type: "user", ID: m.User, Name: m.Email}}
}
