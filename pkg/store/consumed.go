package store

import (
	"context"
	"sync"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go/middleware"
)

// Consumed is what calls have cost, as DynamoDB said. A transaction whose
// conditions failed costs too, but DynamoDB does not say how much: it is
// missing here.
type Consumed struct {
	ReadUnits, WriteUnits float64
	RoundTrips            int // in sequence: calls that Together made are one
	Retries               int // attempts beyond the first of each call
}

// Meter adds up what the calls made with a context cost. It may be used by
// several goroutines at once.
type Meter struct {
	mu     sync.Mutex
	total  Consumed
	groups map[int64]bool // those of Together that were counted
}

type meterKey struct{}

// Metered gives a context whose calls the meter counts, and no other meter.
func Metered(ctx context.Context) (context.Context, *Meter) {
	m := &Meter{}
	return context.WithValue(ctx, meterKey{}, m), m
}

// Consumed is the sum so far.
func (m *Meter) Consumed() Consumed {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.total
}

// metering has every call of a client ask what it consumed, and counts it.
func metering(o *dynamodb.Options) {
	o.APIOptions = append(o.APIOptions, func(stack *middleware.Stack) error {
		return stack.Initialize.Add(middleware.InitializeMiddlewareFunc("Metering", meter), middleware.After)
	})
}

func meter(ctx context.Context, in middleware.InitializeInput, next middleware.InitializeHandler) (
	middleware.InitializeOutput, middleware.Metadata, error) {
	m, ok := ctx.Value(meterKey{}).(*Meter)
	if !ok {
		return next.HandleInitialize(ctx, in)
	}
	askConsumed(in.Parameters)
	out, metadata, err := next.HandleInitialize(ctx, in)
	attempts, _ := retry.GetAttemptResults(metadata)
	m.add(Group(ctx), len(attempts.Results), out.Result)
	return out, metadata, err
}

// askConsumed has the answer include the total.
func askConsumed(parameters any) {
	const total = types.ReturnConsumedCapacityTotal
	switch in := parameters.(type) {
	case *dynamodb.BatchGetItemInput:
		in.ReturnConsumedCapacity = total
	case *dynamodb.QueryInput:
		in.ReturnConsumedCapacity = total
	case *dynamodb.ScanInput:
		in.ReturnConsumedCapacity = total
	case *dynamodb.UpdateItemInput:
		in.ReturnConsumedCapacity = total
	case *dynamodb.DeleteItemInput:
		in.ReturnConsumedCapacity = total
	case *dynamodb.TransactWriteItemsInput:
		in.ReturnConsumedCapacity = total
	}
}

// add counts one call; result is nil where there was no answer.
func (m *Meter) add(group int64, attempts int, result any) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if group == 0 || !m.groups[group] {
		m.total.RoundTrips++
	}
	if group != 0 {
		if m.groups == nil {
			m.groups = map[int64]bool{}
		}
		m.groups[group] = true
	}
	m.total.Retries += max(attempts-1, 0)
	read, written := unitsOf(result)
	m.total.ReadUnits += read
	m.total.WriteUnits += written
}

// unitsOf is what an answer says it consumed; nothing of one that does not say.
func unitsOf(result any) (read, written float64) {
	switch out := result.(type) {
	case *dynamodb.BatchGetItemOutput:
		for _, c := range out.ConsumedCapacity {
			read += units(&c)
		}
	case *dynamodb.QueryOutput:
		read = units(out.ConsumedCapacity)
	case *dynamodb.ScanOutput:
		read = units(out.ConsumedCapacity)
	case *dynamodb.UpdateItemOutput:
		written = units(out.ConsumedCapacity)
	case *dynamodb.DeleteItemOutput:
		written = units(out.ConsumedCapacity)
	case *dynamodb.TransactWriteItemsOutput:
		for _, c := range out.ConsumedCapacity {
			if aws.ToFloat64(c.ReadCapacityUnits) > 0 { // asked again with one token, it only reads
				read += aws.ToFloat64(c.ReadCapacityUnits)
				written += aws.ToFloat64(c.WriteCapacityUnits)
				continue
			}
			written += units(&c)
		}
	}
	return read, written
}

func units(c *types.ConsumedCapacity) float64 {
	if c == nil {
		return 0
	}
	return aws.ToFloat64(c.CapacityUnits)
}
