package store

import (
	"strconv"
	"time"
)

// KindAttempts is a count of attempts; it is known by its partition.
const KindAttempts Kind = "ATTEMPTS#"

// AttemptsKey is the count of attempts of one kind by one party within one window.
func AttemptsKey(kind, who string, window time.Time) Key {
	return Key{string(KindAttempts) + kind + "#" + who, strconv.FormatInt(window.Unix(), 10)}
}

// Attempts counts attempts within a window.
type Attempts struct {
	Key
	Count int   `dynamodbav:"count"`
	TTL   int64 `dynamodbav:"ttl"`
}

// What writes set or compare of a count.
var (
	AttemptsCount = number[Attempts, int]("count")
	AttemptsTTL   = number[Attempts, int64]("ttl")
)
