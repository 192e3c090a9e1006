package store

import (
	"strconv"
	"strings"
	"time"

	"usher/pkg/api"
)

// Key is an item's primary key. Records embed it.
type Key struct {
	PK string `dynamodbav:"pk"`
	SK string `dynamodbav:"sk"`
}

// The prefixes of the keys. An organization's things share a partition, and so
// do a person's.
const (
	orgPrefix        = "ORG#"
	userPrefix       = "USER#"
	invitationPrefix = "INVITATION#"
	identityPrefix   = "IDENTITY#"
	memberPrefix     = "MEMBER#"
	sessionPrefix    = "SESSION#"
	attemptsPrefix   = "ATTEMPTS#"
	auditPrefix      = "AUDIT#"
	keyPrefix        = "KEY#"
	flowPrefix       = "FLOW#"
	logoPrefix       = "LOGO#"
	resetPrefix      = "RESET#"
	noticePrefix     = "NOTICE#"
	replayPrefix     = "IDEMPOTENCY#"
	usersOfPrefix    = "USERS#"
	expiryPrefix     = "EXPIRY#"
)

// Past sorts after every character that a key is made of.
const Past = "\U0010FFFF"

const past = Past

// OrganizationKey is the organization's own item.
func OrganizationKey(org string) Key { return Key{orgPrefix + org, "ORG"} }

// UserKey is a user of an organization.
func UserKey(org, user string) Key { return Key{orgPrefix + org, userPrefix + user} }

// InvitationKey is a user's open invitation. The time comes first, so that the
// run-out ones of an organization are one range.
func InvitationKey(org, user string, expires time.Time) Key {
	return Key{orgPrefix + org, invitationPrefix + api.At(expires).String() + "#" + user}
}

// IdentityKey is a person, by the digest of their address.
func IdentityKey(digest string) Key { return Key{identityPrefix + digest, "IDENTITY"} }

// MemberKey is a person's membership of an organization: the lock on the
// address, and what every request of theirs is authorized by.
func MemberKey(digest, org string) Key { return Key{identityPrefix + digest, memberPrefix + org} }

// SessionKey is a session of a person.
func SessionKey(digest, session string) Key {
	return Key{identityPrefix + digest, sessionPrefix + session}
}

// AttemptsKey counts tries of one kind by one party within one window.
func AttemptsKey(kind, who string, window time.Time) Key {
	return Key{attemptsPrefix + kind + "#" + who, strconv.FormatInt(window.Unix(), 10)}
}

// EventKey is an audit event of an organization.
func EventKey(org, event string) Key { return Key{auditPrefix + org, event} }

// UsersOf is the partition of an organization's users on the three list indexes.
func UsersOf(org string) string { return usersOfPrefix + org }

// DigestOf is the digest of a person's address, by the key of anything of theirs.
func DigestOf(k Key) string { return strings.TrimPrefix(k.PK, identityPrefix) }
