// Package account is people: identities, their passwords, their sessions. A person has one identity, by address, and
// any number of memberships; what they may do in an organization is decided there.
package account

import (
	"time"

	"usher/pkg/api/problem"
	"usher/pkg/core/access"
	"usher/pkg/core/link"
	"usher/pkg/core/ratelimit"
	"usher/pkg/lib/id"
	"usher/pkg/lib/password"
	"usher/pkg/store"
)

// Service is what the actions need.
type Service struct {
	Table           *store.Store
	Guard           *access.Guard
	IDs             id.Source
	Now             func() time.Time
	Hasher          password.Hasher
	Limits          ratelimit.Limiter
	Links           *link.Maker // of ResetPassword alone
	SessionLifetime time.Duration
}

// errCredentials is the answer to a wrong password and to an unknown address.
func errCredentials() error {
	return problem.New(problem.InvalidCredentials, "Check the address and the password, or ask for a new password.")
}
