// Package lambdaevent runs the functions that an event starts: the table's stream, a schedule, an event of
// EventBridge. A Logged around the handler gives each event its line in the log.
package lambdaevent

import (
	"cmp"
	"context"
	"log/slog"

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

// BatchHandler handles the items of a batch at once. An error has the whole batch redelivered.
type BatchHandler func(context.Context, []store.Item) error

// Schedule does a scheduled job.
type Schedule func(ctx context.Context, requestID string) error

// Event handles one event of EventBridge. An error has it redelivered.
type Event func(context.Context, events.EventBridgeEvent) error

// Records handles a batch of the table's stream and answers which records are
// to be redelivered. PerRecord and AllOrNothing make one.
type Records = func(context.Context, events.DynamoDBEvent) (events.DynamoDBEventResponse, error)

// StartRecords runs a stream's function. Build is called at the first batch.
func StartRecords(build func() (Records, error)) {
	made := lazily(build)
	lambda.Start(func(ctx context.Context, e events.DynamoDBEvent) (events.DynamoDBEventResponse, error) {
		handle, err := made()
		if err != nil {
			return events.DynamoDBEventResponse{}, err
		}
		return handle(ctx, e)
	})
}

// StartSchedule runs a schedule's function. Build is called at the first event.
func StartSchedule(build func() (Schedule, error)) {
	made := lazily(build)
	lambda.Start(func(ctx context.Context) error {
		job, err := made()
		if err != nil {
			return err
		}
		return job(ctx, requestID(ctx))
	})
}

// StartEvent runs an event's function. Build is called at the first event.
func StartEvent(build func() (Event, error)) {
	made := lazily(build)
	lambda.Start(func(ctx context.Context, e events.EventBridgeEvent) error {
		handle, err := made()
		if err != nil {
			return err
		}
		return handle(ctx, e)
	})
}

// lazily makes a handler when it is first needed, and keeps it. Where that failed
// it is retried at the next event. Lambda never runs two events at once.
func lazily[Handler any](build func() (Handler, error)) func() (Handler, error) {
	var handler Handler
	done := false
	return func() (Handler, error) {
		if done {
			return handler, nil
		}
		var err error
		handler, err = build()
		done = err == nil
		return handler, err
	}
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

// AllOrNothing handles a batch's items together. When that fails, or one of them
// cannot be read, the whole batch fails: Lambda redelivers it in halves, until the
// record to blame is alone, and counts it among the function's errors.
func AllOrNothing(handle BatchHandler, logger *slog.Logger) Records {
	return func(ctx context.Context, e events.DynamoDBEvent) (events.DynamoDBEventResponse, error) {
		answer := events.DynamoDBEventResponse{BatchItemFailures: []events.DynamoDBBatchItemFailure{}}
		_, err := guarded(ctx, func(ctx context.Context) error {
			items, err := written(e.Records...)
			if err != nil || len(items) == 0 {
				return err
			}
			return handle(ctx, items)
		})
		if err != nil {
			logger.LogAttrs(ctx, slog.LevelError, "batch failed",
				slog.Int("records", len(e.Records)), requestlog.Cause(err))
		}
		return answer, err
	}
}

// written are the items that the records say were written, without those deleted.
func written(records ...events.DynamoDBEventRecord) ([]store.Item, error) {
	var items []store.Item
	for _, r := range records {
		if len(r.Change.NewImage) == 0 { // deleted
			continue
		}
		item, err := store.ItemOf(r.Change.NewImage)
		if err != nil {
			return nil, err
		}
		items = append(items, item)
	}
	return items, nil
}

func requestID(ctx context.Context) string {
	if lc, ok := lambdacontext.FromContext(ctx); ok {
		return lc.AwsRequestID
	}
	return ""
}
