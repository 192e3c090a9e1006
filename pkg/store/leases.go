package store

import (
	"strconv"
	"time"

	"usher/pkg/api"
)

// KindLeases is a count of leases; it is known by its partition.
const KindLeases Kind = api.LimitPartition

// LeasesKey is the count of leases on one kind of requests by one party within one window.
func LeasesKey(kind, who string, window time.Time) Key {
	return Key{string(KindLeases) + kind + "#" + who, strconv.FormatInt(window.Unix(), 10)}
}

// Leases counts how many shares of a caller's requests within a window the functions' instances have taken.
type Leases struct {
	Key
	Taken int   `dynamodbav:"leases"`
	TTL   int64 `dynamodbav:"ttl"`
}

// What writes set or compare of a count.
var (
	LeasesTaken = number[Leases, int]("leases")
	LeasesTTL   = number[Leases, int64]("ttl")
)
