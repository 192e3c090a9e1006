// Package account is people: identities, their passwords, their sessions. A person has one identity, by address, and
// any number of memberships; what they may do in an organization is decided there.
package account

import (
	"time"

	"usher/pkg/api/problem"
	"usher/pkg/core/access"
	"usher/pkg/core/activity"
	"usher/pkg/core/link"
	"usher/pkg/core/ratelimit"
	"usher/pkg/lib/id"
	"usher/pkg/store"
)

// Service is what the actions need.
type Service struct {
	Table           *store.Store
	Guard           *access.Guard
	IDs             id.Source
	Now             func() time.Time
	Hasher          Hasher
	Limits          ratelimit.Limiter
	Activity        activity.Log
	Links           *link.Maker // of ViewReset and ResetPassword alone
	SessionLifetime time.Duration
	SessionIdle     time.Duration // 0: sessions may be unused for as long as they last

	Secrets        *link.Maker    // seals and opens one-time secrets
	Codes          Codes          // of the functions that take one-time codes
	Authenticators Authenticators // of the functions that take passkeys
	Site           Site
}

// Site is what authenticators and apps know the deployment by.
type Site struct {
	Name string // of the product
	Host string // the dashboard's, which is the id of the relying party (WebAuthn, section 4)
}

// Hasher hashes and verifies passwords: a password.Hasher, or in tests one that counts.
type Hasher interface {
	Hash(pass string) (string, error)
	Verify(encoded, pass string) (ok, needsRehash bool, err error)
	Decoy() string
}

// errCredentials is the answer to a wrong password and to an unknown address.
func errCredentials() error {
	return problem.New(problem.InvalidCredentials, "Check the address and the password, or ask for a new password.")
}
