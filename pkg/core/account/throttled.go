package account

import (
	"context"
	"errors"

	"usher/pkg/core/access"
	"usher/pkg/core/audit"
	"usher/pkg/core/ratelimit"
	"usher/pkg/store"
)

// errTold says that it has been told in this window already.
var errTold = errors.New("account: told already")

// tellThrottled tells the person's organizations, once in a window, that
// somebody failed to sign in as them until the throttle stopped it. For an
// address of nobody it does the same work, with nobody to tell.
func (s *Service) tellThrottled(ctx context.Context, c *access.Caller, p Person, digest string) error {
	var t store.Transaction
	s.Limits.First(&t, ratelimit.SignInsByAddress, digest, errTold)
	for i, m := range p.joined() {
		if i == maxTouched {
			break
		}
		s.Log.Add(&t, s.Now(), audit.Event{Org: m.Org, Action: "sign_in.throttle",
			Actor:     audit.Actor{Type: "public", ID: "sign-in"},
			Target:    audit.Target{Type: "user", ID: m.User, Name: m.Email},
			RequestID: c.RequestID, Client: c.Client})
	}
	if err := s.Table.Commit(ctx, &t); !errors.Is(err, errTold) {
		return err
	}
	return nil
}
