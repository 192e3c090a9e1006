package store

import (
	"time"

	"usher/pkg/api"
)

// APIKeyKey is an API key of an organization.
func APIKeyKey(org, key string) Key { return Key{orgPrefix + org, keyPrefix + key} }

// APIKey is a program's way in, with a role of its own.
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

// Ended reports whether the key has run out.
func (k *APIKey) Ended(now time.Time) bool {
	return k.ExpiresAt != nil && !now.Before(k.ExpiresAt.Time)
}

// APIKeys is the range of an organization's keys, oldest first.
func APIKeys(org string) Range {
	return Range{Partition: orgPrefix + org, From: keyPrefix, To: keyPrefix + Past}
}

// FlowKey is a flow of an organization.
func FlowKey(org, flow string) Key { return Key{orgPrefix + org, flowPrefix + flow} }

// Flow is a named configuration.
type Flow struct {
	Key
	ID          string         `dynamodbav:"id"`
	Org         string         `dynamodbav:"org"`
	Name        string         `dynamodbav:"name"`
	Description string         `dynamodbav:"description"`
	Status      api.FlowStatus `dynamodbav:"status"`
	CreatedAt   api.Time       `dynamodbav:"created_at"`
	UpdatedAt   api.Time       `dynamodbav:"updated_at"`
	Version     int            `dynamodbav:"version"`
}

// DefinitionKey is a flow's definition, apart from the flow so that a list of
// flows does not read what it does not show.
func DefinitionKey(org, flow string) Key {
	return Key{orgPrefix + org + "#DEFINITIONS", flowPrefix + flow}
}

// Definition is what a flow says, as JSON.
type Definition struct {
	Key
	JSON    []byte `dynamodbav:"json"`
	Version int    `dynamodbav:"version"` // of the flow it belongs to
}

// Flows is the range of an organization's flows, oldest first, behind an id.
func Flows(org, after string) Range {
	from := flowPrefix
	if after != "" {
		from += after + "\x00"
	}
	return Range{Partition: orgPrefix + org, From: from, To: flowPrefix + Past}
}

// LogoKey is a user's picture.
func LogoKey(org, user string) Key { return Key{orgPrefix + org, logoPrefix + user} }

// Logo is a picture, made small and clean.
type Logo struct {
	Key
	Picture []byte `dynamodbav:"picture"`
	Hash    string `dynamodbav:"hash"`
}

// ResetKey is a person's open password reset; the newest one, so that an earlier
// link is dead.
func ResetKey(digest string) Key { return Key{identityPrefix + digest, resetPrefix} }

// Reset is a password reset that was asked for.
type Reset struct {
	Key
	Email     string   `dynamodbav:"email"`
	Nonce     string   `dynamodbav:"nonce"`
	ExpiresAt api.Time `dynamodbav:"expires_at"`
	TTL       int64    `dynamodbav:"ttl"`
}

// NoticeKey is a notice that a person's password changed.
func NoticeKey(digest string, at api.Time) Key {
	return Key{identityPrefix + digest, noticePrefix + at.String()}
}

// Notice is what a mail about a changed password is made from. It is kept no
// longer than the stream may need it.
type Notice struct {
	Key
	Email string   `dynamodbav:"email"`
	At    api.Time `dynamodbav:"at"`
	TTL   int64    `dynamodbav:"ttl"`
}

// EventsBetween is the range of an organization's audit events between two ids,
// both included, the newest first.
func EventsBetween(org, from, to string, limit int) Range {
	return Range{Partition: auditPrefix + org, From: from, To: to, Limit: limit, Backwards: true}
}

// ReplayKey keeps the answer to a request with an idempotency key.
func ReplayKey(scope, key string) Key { return Key{replayPrefix + scope, key} }

// Replay is a kept answer.
type Replay struct {
	Key
	Request []byte `dynamodbav:"request"` // hash of operation and input
	Answer  []byte `dynamodbav:"answer"`  // sealed
	TTL     int64  `dynamodbav:"ttl"`
}
