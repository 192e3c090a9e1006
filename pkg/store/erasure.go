package store

import "usher/pkg/api"

// KindErasure is a person who is being erased, whose sort key it is.
const KindErasure Kind = "ERASURE"

const erasingShard = "ERASING"

// ErasureKey is the erasure of a person.
func ErasureKey(digest string) Key { return Key{identityPrefix + digest, string(KindErasure)} }

// Erasure is a person who is being erased: it is put in the write that deletes their account, and deleted once nothing
// of theirs is left. What is younger than it belongs to whoever has the address since.
type Erasure struct {
	Key
	At           api.Time `dynamodbav:"at"`
	OperatorID   string   `dynamodbav:"operator_id,omitempty"` // who erases them, where it is not they themselves
	OperatorName string   `dynamodbav:"operator_name,omitempty"`
	// Left are the digests of addresses that the account had until a moment ago, and Handle is what it is kept for under.
	Left        []string `dynamodbav:"left,omitempty"`
	Handle      string   `dynamodbav:"handle,omitempty"`
	ExpiryShard string   `dynamodbav:"expiry_shard"`
	ExpiryOrder string   `dynamodbav:"expiry_order"`
}

// NewErasure is the erasure of a person from a time on.
func NewErasure(digest string, at api.Time) Erasure {
	return Erasure{Key: ErasureKey(digest), At: at, ExpiryShard: erasingShard, ExpiryOrder: at.String() + "#" + digest}
}

// Erasures is the range of the people who are being erased.
func Erasures() Range {
	return Range{Index: api.IndexByExpiry, Partition: erasingShard, From: " ", To: Past}
}
