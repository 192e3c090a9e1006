package store

import (
	"fmt"

	"usher/pkg/api"
)

// KindSeal is a seal, KindSealHead what says which is the newest, whose sort key it is.
const (
	KindSeal     Kind = "SEAL#"
	KindSealHead Kind = "HEAD"
)

const sealsPrefix = api.SealsPartition

// SealKey is a seal of an organization's audit log. Numbers count from 1;
// they are padded to 20 digits so that the seals sort by them.
func SealKey(org string, number int64) Key {
	return Key{sealsPrefix + org, fmt.Sprintf("%s%020d", KindSeal, number)}
}

// SealHeadKey is what says which seal of an organization is the newest. It is the only item of the audit log that
// changes.
func SealHeadKey(org string) Key { return Key{api.SealHeadPartition + org, string(KindSealHead)} }

// Seal is a link of an organization's chain of seals. Package seal says what is hashed and how.
type Seal struct {
	Key
	Org      string        `dynamodbav:"org"`
	Number   int64         `dynamodbav:"number"`
	Previous []byte        `dynamodbav:"previous"` // hash of the seal before; 32 zeros in the first
	At       api.Time      `dynamodbav:"at"`
	Events   []SealedEvent `dynamodbav:"events"`
	Hash     []byte        `dynamodbav:"hash"` // of all of the above
}

// SealedEvent is an audit event as a seal names it.
type SealedEvent struct {
	ID   string `dynamodbav:"id"`
	Hash []byte `dynamodbav:"hash"` // of the event as it is stored
}

// SealHead is the newest seal of an organization.
type SealHead struct {
	Key
	Number int64  `dynamodbav:"number"`
	Hash   []byte `dynamodbav:"hash"`
}

// SealsAfter is the range of an organization's seals behind a sort key, in order; behind "" all of them. It holds
// whatever lies among them, also what is no seal.
func SealsAfter(org, sk string) Range {
	from := string(KindSeal)
	if sk != "" {
		from = sk + "\x00"
	}
	return Range{Partition: sealsPrefix + org, From: from, To: Past}
}

// What writes set or compare of the newest seal.
var (
	SealHeadNumber = number[SealHead, int64]("number")
	SealHeadHash   = field[SealHead, []byte]("hash")
)
