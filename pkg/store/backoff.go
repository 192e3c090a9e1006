package store

import (
	"math/rand/v2"
	"time"
)

// backoff is full jitter: a random wait up to a bound that doubles from 25 ms
// to 400 ms. Randomness here decides nothing but who waits, so it is not passed in.
func backoff(attempt int, _ error) (time.Duration, error) {
	bound := 25 * time.Millisecond << min(attempt, 4)
	return time.Duration(rand.Int64N(int64(bound))), nil //nolint:gosec // no secret
}
