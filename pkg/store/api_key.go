package store

import (
	"fmt"
	"time"

	"usher/pkg/api"
)

// KindAPIKey is an API key of an organization.
const KindAPIKey Kind = "KEY#"

// APIKeyKey is an API key of an organization.
func APIKeyKey(org, key string) Key { return Key{orgPrefix + org, string(KindAPIKey) + key} }

// APIKey is how a program calls. It works only for as long as the person it was made by or for, its root, holds their
// membership, and all the keys that it descends from exist.
type APIKey struct {
	Key
	ID        string    `dynamodbav:"id"`
	Org       string    `dynamodbav:"org"`
	Name      string    `dynamodbav:"name"`
	Role      api.Role  `dynamodbav:"role"`                 // at most: the root's role now may allow less
	Root      string    `dynamodbav:"root"`                 // user id of the person it goes back to
	RootEpoch int       `dynamodbav:"root_epoch,omitempty"` // the root's KeysEpoch when it was made
	Ancestors []string  `dynamodbav:"ancestors,omitempty"`  // ids of the keys that it was made with, the first one first
	Secret    []byte    `dynamodbav:"secret"`               // SHA-256 of the secret
	Hint      string    `dynamodbav:"hint"`                 // the last characters, to know it by
	CreatedBy string    `dynamodbav:"created_by"`
	Creator   string    `dynamodbav:"creator"` // their address, as it was then
	CreatedAt api.Time  `dynamodbav:"created_at"`
	ExpiresAt *api.Time `dynamodbav:"expires_at,omitempty"`
	LastUsed  *api.Time `dynamodbav:"last_used_at,omitempty"`
}

// Ended reports whether the key has expired.
func (k *APIKey) Ended(now time.Time) bool {
	return k.ExpiresAt != nil && !now.Before(k.ExpiresAt.Time)
}

// What writes set or compare of an API key.
var (
	APIKeyCreator  = field[APIKey, string]("creator")
	APIKeyLastUsed = field[APIKey, api.Time](api.OnlyLastUsed)
)

// KindHeir is who took over a person's keys.
const KindHeir Kind = "HEIR#"

// HeirKey is who took over the keys that a person had made up to an epoch.
func HeirKey(org, user string, epoch int) Key {
	return Key{orgPrefix + org, fmt.Sprintf("%s%s#%d", KindHeir, user, epoch)}
}

// Heir is the person who took over the keys of one who was blocked or removed. It is written with the change that ends
// the epoch, and never changed or deleted: keys find their person by it.
type Heir struct {
	Key
	User  string `dynamodbav:"user"`
	Epoch int    `dynamodbav:"epoch,omitempty"` // their KeysEpoch then
}

// APIKeys is the range of an organization's keys, oldest first.
func APIKeys(org string) Range { return KindAPIKey.within(orgPrefix + org) }
