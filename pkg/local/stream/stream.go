package stream

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams"
	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams/types"

	"usher/pkg/api"
)

// Function handles a batch and reports which records failed.
type Function func(context.Context, events.DynamoDBEvent) (events.DynamoDBEventResponse, error)

// Follower follows one table's stream.
type Follower struct {
	Table    *dynamodb.Client
	Streams  *dynamodbstreams.Client
	Name     string // of the table
	Function Function
	// Records are the prefixes of the sort keys whose records the function gets; none means all records. As with the
	// stack's filter, it gets no deletions then, except by TTL of what Expired matches. Of audit events it also gets those
	// whose actions are Events.
	Records, Expired, Events []string
	// DeadLetter receives a record after its last attempt, and the error.
	DeadLetter func(events.DynamoDBEventRecord, error)
	Logger     *slog.Logger
	Tries      int           // the number of attempts; 0 means 10
	Poll       time.Duration // 0 means 100 ms; the wait before a retry grows from it
}

const (
	defaultAttempts = 10
	defaultPoll     = 100 * time.Millisecond
	maxWait         = 5 * time.Second
	batchSize       = 100
)

// Run follows the stream until the context ends. It returns an error only if the table
// cannot be described or has no stream.
func (f *Follower) Run(ctx context.Context) error {
	described, err := f.Table.DescribeTable(ctx, &dynamodb.DescribeTableInput{TableName: &f.Name})
	if err != nil {
		return fmt.Errorf("follow: describing table %s: %w", f.Name, err)
	}
	arn := described.Table.LatestStreamArn
	if arn == nil {
		return fmt.Errorf("follow: table %s has no stream", f.Name)
	}
	followed := map[string]bool{}
	var shards sync.WaitGroup
	defer shards.Wait()
	for ctx.Err() == nil {
		for _, id := range f.shards(ctx, *arn) {
			if !followed[id] {
				followed[id] = true
				shards.Go(func() { f.shard(ctx, *arn, id) })
			}
		}
		pause(ctx, time.Second)
	}
	return nil
}

// shards lists the stream's shards; after an error, only those found before it.
func (f *Follower) shards(ctx context.Context, arn string) []string {
	var ids []string
	var last *string
	for {
		in := &dynamodbstreams.DescribeStreamInput{StreamArn: &arn, ExclusiveStartShardId: last}
		out, err := f.Streams.DescribeStream(ctx, in)
		if err != nil {
			f.complain(ctx, "listing shards", err)
			return ids
		}
		for _, s := range out.StreamDescription.Shards {
			ids = append(ids, *s.ShardId)
		}
		if last = out.StreamDescription.LastEvaluatedShardId; last == nil {
			return ids
		}
	}
}

// shard reads one shard to its end; an open one has none.
func (f *Follower) shard(ctx context.Context, arn, id string) {
	var iterator *string
	after := ""
	for ctx.Err() == nil {
		if iterator == nil {
			if iterator = f.iterator(ctx, arn, id, after); iterator == nil {
				pause(ctx, time.Second)
				continue
			}
		}
		out, err := f.Streams.GetRecords(ctx, &dynamodbstreams.GetRecordsInput{ShardIterator: iterator})
		if err != nil {
			f.complain(ctx, "reading records", err)
			iterator = nil
			continue
		}
		if len(out.Records) > 0 {
			f.deliver(ctx, arn, out.Records)
			after = *out.Records[len(out.Records)-1].Dynamodb.SequenceNumber
		} else {
			pause(ctx, f.poll())
		}
		if iterator = out.NextShardIterator; iterator == nil {
			return
		}
	}
}

func (f *Follower) iterator(ctx context.Context, arn, id, after string) *string {
	in := &dynamodbstreams.GetShardIteratorInput{StreamArn: &arn, ShardId: &id,
		ShardIteratorType: types.ShardIteratorTypeTrimHorizon}
	if after != "" {
		in.ShardIteratorType, in.SequenceNumber = types.ShardIteratorTypeAfterSequenceNumber, &after
	}
	out, err := f.Streams.GetShardIterator(ctx, in)
	if err != nil {
		f.complain(ctx, "starting on a shard", err)
		return nil
	}
	return out.ShardIterator
}

// deliver delivers records in order until each has succeeded or has had its last
// attempt. As with Lambda, everything from the first failure on is redelivered.
func (f *Follower) deliver(ctx context.Context, arn string, records []types.Record) {
	var pending []events.DynamoDBEventRecord
	for _, r := range records {
		if f.wants(r) {
			pending = append(pending, event(arn, r))
		}
	}
	failures, wait := 0, f.poll()
	for len(pending) > 0 && ctx.Err() == nil {
		batch := pending[:min(len(pending), batchSize)]
		done, err := f.invoke(ctx, batch)
		pending = pending[done:]
		if done > 0 {
			failures, wait = 0, f.poll()
		}
		if done == len(batch) {
			continue
		}
		if failures++; failures >= f.attempts() {
			f.DeadLetter(pending[0], err)
			pending, failures = pending[1:], 0
			continue
		}
		pause(ctx, wait)
		wait = min(wait*2, maxWait)
	}
}

// wants is the filter of the stack's event source mappings.
func (f *Follower) wants(r types.Record) bool {
	if len(f.Records) == 0 {
		return true
	}
	sk, _ := r.Dynamodb.Keys["sk"].(*types.AttributeValueMemberS)
	prefixes := f.Records
	if r.EventName == types.OperationTypeRemove {
		prefixes = nil
		if by := r.UserIdentity; by != nil && aws.ToString(by.PrincipalId) == "dynamodb.amazonaws.com" {
			prefixes = f.Expired
		}
	}
	begins := func(prefix string) bool { return sk != nil && strings.HasPrefix(sk.Value, prefix) }
	return slices.ContainsFunc(prefixes, begins) || begins(api.EventRecord) && f.wantsEvent(r)
}

func (f *Follower) wantsEvent(r types.Record) bool {
	text, _ := r.Dynamodb.NewImage["json"].(*types.AttributeValueMemberS)
	begins := func(action string) bool { return strings.HasPrefix(text.Value, api.EventPrefix(action)) }
	return text != nil && r.EventName == types.OperationTypeInsert && slices.ContainsFunc(f.Events, begins)
}

// errRecord stands for a failure that the function reported without a reason.
var errRecord = errors.New("follow: the function reported the record as failed")

// invoke invokes the function once, and returns how many records at the beginning of the batch need no redelivery.
func (f *Follower) invoke(ctx context.Context, batch []events.DynamoDBEventRecord) (int, error) {
	answer, err := f.Function(ctx, events.DynamoDBEvent{Records: batch})
	if err != nil {
		f.complain(ctx, "function", err)
		return 0, err
	}
	first := len(batch)
	for _, failure := range answer.BatchItemFailures {
		for i, r := range batch {
			if r.Change.SequenceNumber == failure.ItemIdentifier {
				first = min(first, i)
			}
		}
	}
	return first, errRecord
}

func (f *Follower) complain(ctx context.Context, doing string, err error) {
	if ctx.Err() == nil {
		f.Logger.WarnContext(ctx, "stream", "doing", doing, "cause", err)
	}
}

func (f *Follower) attempts() int {
	if f.Tries > 0 {
		return f.Tries
	}
	return defaultAttempts
}

func (f *Follower) poll() time.Duration {
	if f.Poll > 0 {
		return f.Poll
	}
	return defaultPoll
}

func pause(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}
