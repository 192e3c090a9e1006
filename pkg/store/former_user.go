package store

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"usher/pkg/api"
)

// NamesKeySize is the size in bytes of the key that a user's names are encrypted under in the audit log.
const NamesKeySize = 32

// NamesReference is how an audit event names a user's key: by the user, and by which of theirs it is.
func NamesReference(user string, key []byte) string {
	hash := sha256.Sum256(key)
	return user + "." + hex.EncodeToString(hash[:4])
}

// NamesUser is the user whose key a reference names.
func NamesUser(reference string) string {
	user, _, _ := strings.Cut(reference, ".")
	return user
}

// KindFormerUser is a key that a user left behind.
const KindFormerUser Kind = "FORMER#"

const formerPrefix = "FORMER#"

// FormerUserKey is a key that a user left behind, by the reference that audit events have.
func FormerUserKey(org, reference string) Key {
	return Key{orgPrefix + org, string(KindFormerUser) + reference}
}

// FormerUser is the names key of a user who is removed, or whose address was corrected, so that the audit log keeps
// their names until they are erased. It shares the index of what expires, in a partition for each person.
type FormerUser struct {
	Key
	Org         string `dynamodbav:"org"`
	User        string `dynamodbav:"user"`
	NamesKey    []byte `dynamodbav:"names_key"`
	ExpiryShard string `dynamodbav:"expiry_shard"`
	ExpiryOrder string `dynamodbav:"expiry_order"`
}

// NewFormerUser is the key that a user leaves behind under their present address.
func NewFormerUser(u *User) FormerUser {
	key := FormerUserKey(u.Org, NamesReference(u.ID, u.NamesKey))
	return FormerUser{Key: key, Org: u.Org, User: u.ID, NamesKey: u.NamesKey,
		ExpiryShard: formerPrefix + u.Digest(), ExpiryOrder: u.Org + key.SK}
}

var formerUserShard = field[FormerUser, string]("expiry_shard")

// FormerUserOf has a key be that of the person with another digest.
func FormerUserOf(digest string) Change { return formerUserShard.Set(formerPrefix + digest) }

// FormerUsersOf is the range of the keys that a person left behind, in any organization.
func FormerUsersOf(digest string) Range {
	return Range{Index: api.IndexByExpiry, Partition: formerPrefix + digest, From: " ", To: Past}
}
