// Package lambdaevent runs the functions that an event starts: the table's stream, a schedule, an event of
// EventBridge. A Logged around the handler gives each event its line in the log.
package lambdaevent

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"maps"
	"slices"
	"strings"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-lambda-go/lambdacontext"

	"usher/pkg/store"
	"usher/pkg/transport/requestlog"
)

// RecordHandler handles one item of the stream. An error has its record redelivered.
type RecordHandler func(context.Context, store.Item) error

// RecordHandlers handle the stream's records one by one.
type RecordHandlers struct {
	Written RecordHandler // an item that was put or changed, as it then was
	Expired RecordHandler // an item that DynamoDB deleted by TTL, as it last was; nil: none is wanted
}

// Record is a record of the stream that put or changed an item.
type Record struct {
	Item     store.Item // as it then was
	New      bool       // there was none before
	Sequence string     // the record's sequence number
}

// BatchHandler handles the records of a batch at once, in their order. An error has them redelivered: Failures those
// that it names, and any other the whole batch.
type BatchHandler func(context.Context, []Record) error

// Failures are the errors of a batch's records, by their sequence numbers.
type Failures map[string]error

// Error is the texts of the errors, each once.
func (f Failures) Error() string {
	texts := map[string]bool{}
	for _, err := range f {
		texts[err.Error()] = true
	}
	return strings.Join(slices.Sorted(maps.Keys(texts)), "; ")
}

// Schedule does a scheduled job.
type Schedule func(ctx context.Context, requestID string) error

// Event handles one event of EventBridge. An error has it redelivered.
type Event func(context.Context, events.EventBridgeEvent) error

// Records handles a batch of the table's stream and answers which records are
// to be redelivered. PerRecord and Together make one.
type Records = func(context.Context, events.DynamoDBEvent) (events.DynamoDBEventResponse, error)

// StartRecords runs a stream's function, whose handler was made already. Where that failed, every batch gets the error,
// as with StartSchedule and StartEvent.
func StartRecords(handle Records, failed error) {
	lambda.Start(func(ctx context.Context, e events.DynamoDBEvent) (events.DynamoDBEventResponse, error) {
		if failed != nil {
			return events.DynamoDBEventResponse{}, failed
		}
		return handle(ctx, e)
	})
}

// StartSchedule runs a schedule's function.
func StartSchedule(job Schedule, failed error) {
	lambda.Start(func(ctx context.Context) error {
		if failed != nil {
			return failed
		}
		return job(ctx, requestID(ctx))
	})
}

// StartEvent runs an event's function.
func StartEvent(handle Event, failed error) {
	lambda.Start(func(ctx context.Context, e events.EventBridgeEvent) error {
		if failed != nil {
			return failed
		}
		return handle(ctx, e)
	})
}

// PerRecord handles the records of a batch one by one and answers with those that failed, by their sequence number:
// Lambda redelivers them and those that follow. One bad record does not keep the others waiting: they are handled
// too, so handling a redelivered record must do no harm.
//
// Where every record failed it returns an error, the first record's: Lambda counts an invocation with a partial answer
// as a success, and its metric Errors would never show that all mail fails. The batch is redelivered in halves then.
func PerRecord(handle RecordHandlers, logger *slog.Logger) Records {
	return func(ctx context.Context, e events.DynamoDBEvent) (events.DynamoDBEventResponse, error) {
		answer := events.DynamoDBEventResponse{BatchItemFailures: []events.DynamoDBBatchItemFailure{}}
		var first error
		for _, r := range e.Records {
			_, err := guarded(ctx, func(ctx context.Context) error { return handle.record(ctx, r) })
			if err != nil {
				logger.LogAttrs(ctx, slog.LevelError, "record failed",
					slog.String("sequence_number", r.Change.SequenceNumber), requestlog.Cause(err))
				first = cmp.Or(first, err)
				answer.BatchItemFailures = append(answer.BatchItemFailures,
					events.DynamoDBBatchItemFailure{ItemIdentifier: r.Change.SequenceNumber})
			}
		}
		if first != nil && len(answer.BatchItemFailures) == len(e.Records) {
			return answer, requestlog.Redacted(first)
		}
		return answer, nil
	}
}

// record handles one record. Deletions other than by TTL are of no interest: the write that makes one does the rest.
func (h RecordHandlers) record(ctx context.Context, r events.DynamoDBEventRecord) error {
	handle, image := h.Written, r.Change.NewImage
	if byTTL(r) {
		handle, image = h.Expired, r.Change.OldImage
	}
	if handle == nil || len(image) == 0 {
		return nil
	}
	item, err := store.ItemOf(image)
	if err != nil {
		return err
	}
	return handle(ctx, item)
}

// byTTL reports whether DynamoDB itself deleted the item: see "DynamoDB Streams and Time to Live" in its manual.
func byTTL(r events.DynamoDBEventRecord) bool {
	return r.EventName == string(events.DynamoDBOperationTypeRemove) && r.UserIdentity != nil &&
		r.UserIdentity.Type == "Service" && r.UserIdentity.PrincipalID == "dynamodb.amazonaws.com"
}

// Together handles a batch's records at once, and answers with those that failed; Lambda redelivers them and those that
// follow. Where the batch's first record is among them, where all failed, or where one cannot be read, it returns an
// error instead: Lambda redelivers the batch in halves, until the record to blame is alone, and the others have not
// been redelivered as often as that one; and it counts the error among the function's.
func Together(handle BatchHandler, logger *slog.Logger) Records {
	return func(ctx context.Context, e events.DynamoDBEvent) (events.DynamoDBEventResponse, error) {
		answer := events.DynamoDBEventResponse{BatchItemFailures: []events.DynamoDBBatchItemFailure{}}
		var records []Record
		_, err := guarded(ctx, func(ctx context.Context) (err error) {
			if records, err = written(e.Records); err != nil || len(records) == 0 {
				return err
			}
			return handle(ctx, records)
		})
		if err == nil {
			return answer, nil
		}
		logger.LogAttrs(ctx, slog.LevelError, "batch failed",
			slog.Int("records", len(e.Records)), requestlog.Cause(err))
		var some Failures
		if !errors.As(err, &some) || some[records[0].Sequence] != nil {
			return answer, err
		}
		for _, r := range records {
			if some[r.Sequence] != nil {
				answer.BatchItemFailures = append(answer.BatchItemFailures,
					events.DynamoDBBatchItemFailure{ItemIdentifier: r.Sequence})
			}
		}
		return answer, nil
	}
}

// written are the records of items that were written, without those of items that were deleted.
func written(all []events.DynamoDBEventRecord) ([]Record, error) {
	var records []Record
	for _, r := range all {
		if len(r.Change.NewImage) == 0 { // deleted
			continue
		}
		item, err := store.ItemOf(r.Change.NewImage)
		if err != nil {
			return nil, err
		}
		records = append(records, Record{item, r.EventName == string(events.DynamoDBOperationTypeInsert),
			r.Change.SequenceNumber})
	}
	return records, nil
}

func requestID(ctx context.Context) string {
	if lc, ok := lambdacontext.FromContext(ctx); ok {
		return lc.AwsRequestID
	}
	return ""
}
