package store

import "usher/pkg/api"

// The kinds of a person's factors beside the password.
const (
	KindTOTP     Kind = "TOTP"           // whose sort key it is
	KindRecovery Kind = "RECOVERY-CODES" // whose sort key it is
	KindPasskey  Kind = "PASSKEY#"
)

// TOTPKey is a person's app for one-time codes.
func TOTPKey(digest string) Key { return Key{identityPrefix + digest, string(KindTOTP)} }

// TOTP is an app for one-time codes.
type TOTP struct {
	Key
	Sealed      []byte    `dynamodbav:"sealed"` // the secret, under a key that is not in the table
	CreatedAt   api.Time  `dynamodbav:"created_at"`
	ConfirmedAt *api.Time `dynamodbav:"confirmed_at,omitempty"` // nil: not yet
	LastStep    int64     `dynamodbav:"last_step"`              // the time step of the last code that was taken
	LastUsed    *api.Time `dynamodbav:"last_used_at,omitempty"`
}

// What writes set or compare of an app.
var (
	TOTPSealed      = field[TOTP, []byte]("sealed")
	TOTPConfirmedAt = field[TOTP, api.Time]("confirmed_at")
	TOTPLastStep    = number[TOTP, int64]("last_step")
	TOTPLastUsed    = field[TOTP, api.Time]("last_used_at")
)

// RecoveryKey is a person's recovery codes.
func RecoveryKey(digest string) Key { return Key{identityPrefix + digest, string(KindRecovery)} }

// Recovery is a person's recovery codes that are left.
type Recovery struct {
	Key
	Hashes  [][]byte `dynamodbav:"hashes,omitempty"` // SHA-256: 80 random bits need no slower hash
	Version int      `dynamodbav:"version"`
}

// What writes set or compare of recovery codes.
var (
	RecoveryHashes  = field[Recovery, [][]byte]("hashes")
	RecoveryVersion = number[Recovery, int]("version")
)

// PasskeyKey is a passkey of a person.
func PasskeyKey(digest, passkey string) Key {
	return Key{identityPrefix + digest, string(KindPasskey) + passkey}
}

// Passkeys is the range of a person's passkeys.
func Passkeys(digest string) Range { return KindPasskey.within(identityPrefix + digest) }

// Passkey is a credential record (WebAuthn, section 4).
type Passkey struct {
	Key
	ID             string    `dynamodbav:"id"`
	Name           string    `dynamodbav:"name"`
	Credential     []byte    `dynamodbav:"credential"` // its id, as the authenticator made it
	PublicKey      []byte    `dynamodbav:"public_key"` // COSE
	SignCount      int64     `dynamodbav:"sign_count"`
	BackupEligible bool      `dynamodbav:"backup_eligible"`
	Transports     []string  `dynamodbav:"transports,omitempty"`
	CreatedAt      api.Time  `dynamodbav:"created_at"`
	LastUsed       *api.Time `dynamodbav:"last_used_at,omitempty"`
}

// What writes set or compare of a passkey.
var (
	PasskeyName      = field[Passkey, string]("name")
	PasskeySignCount = number[Passkey, int64]("sign_count")
	PasskeyLastUsed  = field[Passkey, api.Time]("last_used_at")
)

// KindHandle is the opaque id of a person's account, by which authenticators know it.
const KindHandle Kind = "HANDLE"

// HandleKey is a person's account by its opaque id.
func HandleKey(handle string) Key { return Key{"HANDLE#" + handle, string(KindHandle)} }

// Handle says whose account an opaque id is.
type Handle struct {
	Key
	Digest string `dynamodbav:"digest"`
}

// HandleDigest is what a change of address sets and compares.
var HandleDigest = field[Handle, string]("digest")

// KindChallenge is what a passkey is to sign.
const KindChallenge Kind = "CHALLENGE"

// ChallengeKey is a challenge, by the hash of it.
func ChallengeKey(hash string) Key {
	return Key{"CHALLENGE#" + hash, string(KindChallenge)}
}

// Challenge is what a passkey is to sign, once. TTL deletes it only some time after it expires.
type Challenge struct {
	Key
	Purpose   string   `dynamodbav:"purpose"`
	Digest    string   `dynamodbav:"digest,omitempty"` // of the person that it was made for; empty: not known yet
	ExpiresAt api.Time `dynamodbav:"expires_at"`
	TTL       int64    `dynamodbav:"ttl"`
}

// ChallengeExpiresAt is what using a challenge compares.
var ChallengeExpiresAt = field[Challenge, api.Time]("expires_at")
