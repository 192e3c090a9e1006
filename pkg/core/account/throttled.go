package account

import (
	"context"
	"errors"

	"usher/pkg/core/access"
	"usher/pkg/core/audit"
	"usher/pkg/core/ratelimit"
	"usher/pkg/store"
)

// errReported says that it has been reported in this window already.
var errReported = errors.New("account: reported already")

// reportThrottled records in the person's organizations, once in a window, that somebody failed to sign in as them
// until the limit stopped it. For an address of nobody it does the same work, with nobody to report to.
func (s *Service) reportThrottled(ctx context.Context, c *access.Caller, p Person, digest string) error {
	tx := s.Guard.Public(c, audit.Public("sign-in", ""))
	s.Limits.First(tx.Transaction, ratelimit.SignInsByAddress, digest, errReported)
	err := commitFor(ctx, tx, p, func(m *store.Member) audit.Event {
		return audit.Event{Org: m.Org, Action: "sign_in.throttle",
			Target: audit.Target{Type: "user", ID: m.User, Name: m.Email}}
	})
	if !errors.Is(err, errReported) {
		return err
	}
	return nil
}

// commitFor commits a transaction with an event in each of the person's organizations.
func commitFor(ctx context.Context, tx *audit.Transaction, p Person, event func(*store.Member) audit.Event) error {
	affected := p.affected()
	if len(affected) == 0 {
		tx.WithoutEvent(audit.NoOrganization)
	}
	var events []audit.Event
	for i := range affected {
		events = append(events, event(&affected[i]))
	}
	return tx.Commit(ctx, events...)
}
