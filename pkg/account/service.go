// Package account is people: identities, their passwords, their sessions. A
// person has one identity, by address, and any number of memberships; what they
// may do in an organization is that organization's business.
package account

import (
	"time"

	"usher/pkg/access"
	"usher/pkg/audit"
	"usher/pkg/id"
	"usher/pkg/password"
	"usher/pkg/problem"
	"usher/pkg/table"
	"usher/pkg/throttle"
)

// Service is what the actions need.
type Service struct {
	Table           *table.Store
	Door            *access.Door
	IDs             id.Source
	Now             func() time.Time
	Log             audit.Log
	Hasher          password.Hasher
	Throttle        throttle.Throttle
	SessionLifetime time.Duration
}

// errCredentials is the answer to a wrong password and to an unknown address.
func errCredentials() error {
	return problem.New(problem.InvalidCredentials, "Check the address and the password, or ask for a new password.")
}
