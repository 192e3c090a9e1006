package store

import (
	"strings"

	"usher/pkg/api"
)

// KindIdentity is a person's identity, whose sort key it is.
const KindIdentity Kind = "IDENTITY"

// identityPrefix begins the partition that a person's things share.
const identityPrefix = "IDENTITY#"

// IdentityKey is a person, by the digest of their address.
func IdentityKey(digest string) Key { return Key{identityPrefix + digest, string(KindIdentity)} }

// DigestOf is the digest of a person's address, by the key of anything of theirs.
func DigestOf(k Key) string { return strings.TrimPrefix(k.PK, identityPrefix) }

// Identity is a person: one address, one password, any number of organizations.
type Identity struct {
	Key
	Email        string `dynamodbav:"email"`
	PasswordHash string `dynamodbav:"password_hash"`
	Generation   int    `dynamodbav:"generation"` // a session of an earlier one has ended
	// Sessions is how many sessions are stored at most: those that were last counted, and all that have begun since.
	Sessions     int `dynamodbav:"sessions,omitempty"`
	SessionMoves int `dynamodbav:"session_moves,omitempty"` // counts changes of Sessions
	// The factors beside the password: an app for one-time codes, passkeys, recovery codes that are left; and how often
	// one was added or removed.
	TOTP          bool     `dynamodbav:"totp,omitempty"`
	Passkeys      int      `dynamodbav:"passkeys,omitempty"`
	RecoveryCodes int      `dynamodbav:"recovery_codes,omitempty"`
	FactorMoves   int      `dynamodbav:"factor_moves,omitempty"`
	UserHandle    string   `dynamodbav:"user_handle,omitempty"` // the opaque id that authenticators have; see Handle
	CreatedAt     api.Time `dynamodbav:"created_at"`
	UpdatedAt     api.Time `dynamodbav:"updated_at"`
	// Moving is there while a change of address is being carried out; no session begins until it is not. Left are the
	// addresses before that the account can be taken back with.
	Moving *Moving `dynamodbav:"moving,omitempty"`
	Left   []Left  `dynamodbav:"left,omitempty"`
}

// SecondFactor reports whether a sign-in with the password needs more than that.
func (i *Identity) SecondFactor() bool { return i.TOTP || i.Passkeys > 0 }

// What writes set or compare of an identity.
var (
	IdentityTOTP          = field[Identity, bool]("totp")
	IdentityPasskeys      = number[Identity, int]("passkeys")
	IdentityRecoveryCodes = number[Identity, int]("recovery_codes")
	IdentityFactorMoves   = number[Identity, int]("factor_moves")
	IdentityUserHandle    = field[Identity, string]("user_handle")
	IdentityPasswordHash  = field[Identity, string]("password_hash")
	IdentityGeneration    = number[Identity, int]("generation")
	IdentitySessions      = number[Identity, int]("sessions")
	IdentitySessionMoves  = number[Identity, int]("session_moves")
	IdentityUpdatedAt     = field[Identity, api.Time]("updated_at")
	IdentityMoving        = field[Identity, Moving]("moving")
	IdentityMovingFrom    = field[Identity, string]("moving.from")
)
