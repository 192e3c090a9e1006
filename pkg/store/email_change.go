package store

import (
	"maps"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"usher/pkg/api"
)

// The kinds of a change of address.
const (
	KindEmailChange Kind = "EMAIL-CHANGE" // whose sort key it is
	KindFormer      Kind = "FORMER"       // whose sort key it is
)

// EmailChangeKey is the change of address that a person has asked for. There is one, the newest.
func EmailChangeKey(digest string) Key { return Key{identityPrefix + digest, string(KindEmailChange)} }

// EmailChange is a change of address that waits for its link to be followed.
type EmailChange struct {
	Key
	Email       string   `dynamodbav:"email"` // the new one
	Nonce       string   `dynamodbav:"nonce"`
	RequestedAt api.Time `dynamodbav:"requested_at"`
	ExpiresAt   api.Time `dynamodbav:"expires_at"`
	TTL         int64    `dynamodbav:"ttl"`
}

// EmailChangeNonce is what using or cancelling a change compares.
var EmailChangeNonce = field[EmailChange, string]("nonce")

// FormerKey is an address that was an account's until a moment ago, by its digest.
func FormerKey(digest string) Key { return Key{identityPrefix + digest, string(KindFormer)} }

// Former keeps an address that was an account's for it, so that there is a way back. Until then nobody makes an account
// with it.
type Former struct {
	Key
	Email     string   `dynamodbav:"email"`
	Handle    string   `dynamodbav:"handle"`          // of the account
	Nonce     string   `dynamodbav:"nonce,omitempty"` // of the way back; empty: there is none
	ExpiresAt api.Time `dynamodbav:"expires_at"`
	TTL       int64    `dynamodbav:"ttl"`
}

// What writes set or compare of a former address.
var (
	FormerHandle    = field[Former, string]("handle")
	FormerNonce     = field[Former, string]("nonce")
	FormerExpiresAt = field[Former, api.Time]("expires_at")
)

// Moving is what is left to do of a change of address: to carry over what the person has under their digest before.
type Moving struct {
	From  string   `dynamodbav:"from"`  // that digest
	Email string   `dynamodbav:"email"` // and the address
	At    api.Time `dynamodbav:"at"`
	// Recovers says that the account was taken back: API keys end, and of the factors remain those from before this.
	Recovers *api.Time `dynamodbav:"recovers,omitempty"`
}

// Left is an address that the person had: since when it was first left, and when it was left last.
type Left struct {
	Digest string   `dynamodbav:"digest"`
	Since  api.Time `dynamodbav:"since"`
	Last   api.Time `dynamodbav:"last"`
}

// KindMarker is the mark by which a change of address is finished that was interrupted. Its sort key it is.
const KindMarker Kind = "MOVING"

// MarkerKey is the mark of a person, by the digest of their new address.
func MarkerKey(digest string) Key { return Key{identityPrefix + digest, string(KindMarker)} }

// Marker has a change of address found while it is being carried out, in the index of what expires.
type Marker struct {
	Key
	ExpiryShard string `dynamodbav:"expiry_shard"`
	ExpiryOrder string `dynamodbav:"expiry_order"`
}

const movingShard = "MOVING"

// NewMarker makes the mark of a change of address at a time.
func NewMarker(digest string, at api.Time) Marker {
	return Marker{Key: MarkerKey(digest), ExpiryShard: movingShard, ExpiryOrder: at.String() + "#" + digest}
}

// MovingUntil is the range of the marks since a time or before it.
func MovingUntil(at api.Time) Range {
	return Range{Index: api.IndexByExpiry, Partition: movingShard, From: " ", To: at.String() + Past}
}

// Person is the range of everything that a person has under their digest.
func Person(digest string) Range {
	return Range{Partition: identityPrefix + digest, From: "\x00", To: Past}
}

// Under is the same item of another person, or in another person's record.
func (i Item) Under(digest string) Item {
	moved := maps.Clone(i)
	pk := i.Key().PK
	moved["pk"] = &types.AttributeValueMemberS{Value: pk[:strings.IndexByte(pk, '#')+1] + digest}
	return moved
}
