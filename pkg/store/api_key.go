package store

import (
	"time"

	"usher/pkg/api"
)

// KindAPIKey is an API key of an organization.
const KindAPIKey Kind = "KEY#"

// APIKeyKey is an API key of an organization.
func APIKeyKey(org, key string) Key { return Key{orgPrefix + org, string(KindAPIKey) + key} }

// APIKey is how a program calls, with a role of its own.
type APIKey struct {
	Key
	ID        string    `dynamodbav:"id"`
	Org       string    `dynamodbav:"org"`
	Name      string    `dynamodbav:"name"`
	Role      api.Role  `dynamodbav:"role"`
	Secret    []byte    `dynamodbav:"secret"` // SHA-256 of the secret
	Hint      string    `dynamodbav:"hint"`   // the last characters, to know it by
	CreatedBy string    `dynamodbav:"created_by"`
	Creator   string    `dynamodbav:"creator"` // their address, as it was then
	CreatedAt api.Time  `dynamodbav:"created_at"`
	ExpiresAt *api.Time `dynamodbav:"expires_at,omitempty"`
	LastUsed  *api.Time `dynamodbav:"last_used_at,omitempty"`
	KeysMade  int       `dynamodbav:"keys_made,omitempty"` // with this key, ever
}

// Ended reports whether the key has expired.
func (k *APIKey) Ended(now time.Time) bool {
	return k.ExpiresAt != nil && !now.Before(k.ExpiresAt.Time)
}

// What writes set or compare of an API key.
var (
	APIKeyRole     = field[APIKey, api.Role]("role")
	APIKeyLastUsed = field[APIKey, api.Time](api.OnlyLastUsed)
	APIKeyKeysMade = number[APIKey, int]("keys_made")
)

// APIKeys is the range of an organization's keys, oldest first.
func APIKeys(org string) Range { return KindAPIKey.within(orgPrefix + org) }
