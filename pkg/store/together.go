package store

import (
	"context"
	"sync"
	"sync/atomic"
)

type groupKey struct{}

var groups atomic.Int64

// Together runs reads at the same time and waits for all. It returns the first error in the order of the arguments.
// The calls made inside count as one round trip in sequence.
func Together(ctx context.Context, reads ...func(context.Context) error) error {
	if Group(ctx) == 0 { // inside another Together it is the same round trip
		ctx = context.WithValue(ctx, groupKey{}, groups.Add(1))
	}
	errs := make([]error, len(reads))
	var wait sync.WaitGroup
	for i, read := range reads {
		wait.Go(func() { errs[i] = read(ctx) })
	}
	wait.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// Group is the number of the Together that a call is part of, 0 for none. The cost ledger counts round trips by it.
func Group(ctx context.Context) int64 {
	n, _ := ctx.Value(groupKey{}).(int64)
	return n
}
