package store

// KindReplay is the answer stored for an idempotency key; it is known by its
// partition.
const KindReplay Kind = "IDEMPOTENCY#"

// ReplayKey is the stored answer to a request with an idempotency key.
func ReplayKey(scope, key string) Key { return Key{string(KindReplay) + scope, key} }

// Replay is a stored answer.
type Replay struct {
	Key
	Request []byte `dynamodbav:"request"` // hash of operation and input
	Answer  []byte `dynamodbav:"answer"`  // sealed
	TTL     int64  `dynamodbav:"ttl"`
}

// ReplayTTL is what storing an answer compares: the one before must have expired.
var ReplayTTL = number[Replay, int64]("ttl")
