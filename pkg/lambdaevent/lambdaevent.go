// Package lambdaevent runs the functions that an event sets off: the table's
// stream, a schedule, an event of EventBridge. A Watch around what handles them
// gives each its line in the log.
package lambdaevent

import (
	"context"
	"fmt"
	"log/slog"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-lambda-go/lambdacontext"

	"usher/pkg/logline"
	"usher/pkg/table"
)

// Stream handles what the stream says was written: one item as it is now. An
// error means that the record is to be brought again.
type Stream func(context.Context, table.Item) error

// Schedule does a scheduled job.
type Schedule func(ctx context.Context, requestID string) error

// StartStream runs a stream's function. Make is called at the first batch.
func StartStream(make func() (Stream, *slog.Logger, error)) {
	var handle func(context.Context, events.DynamoDBEvent) (events.DynamoDBEventResponse, error)
	lambda.Start(func(ctx context.Context, e events.DynamoDBEvent) (events.DynamoDBEventResponse, error) {
		if handle == nil {
			stream, logger, err := make()
			if err != nil {
				return events.DynamoDBEventResponse{}, err
			}
			handle = Batch(stream, logger)
		}
		return handle(ctx, e)
	})
}

// Batch handles the records of a batch one by one and answers with those that
// failed, by their sequence number, so that only they and what follows them are
// brought again. One bad record does not keep the others waiting: they are
// handled too, and being brought again must do them no harm.
func Batch(stream Stream, logger *slog.Logger) func(context.Context, events.DynamoDBEvent) (events.DynamoDBEventResponse, error) {
	return func(ctx context.Context, e events.DynamoDBEvent) (events.DynamoDBEventResponse, error) {
		answer := events.DynamoDBEventResponse{BatchItemFailures: []events.DynamoDBBatchItemFailure{}}
		for _, r := range e.Records {
			if len(r.Change.NewImage) == 0 { // deleted
				continue
			}
			if err := one(ctx, stream, r); err != nil {
				logger.ErrorContext(ctx, "record failed", "sequence_number", r.Change.SequenceNumber, logline.Cause(err))
				answer.BatchItemFailures = append(answer.BatchItemFailures,
					events.DynamoDBBatchItemFailure{ItemIdentifier: r.Change.SequenceNumber})
			}
		}
		return answer, nil
	}
}

func one(ctx context.Context, stream Stream, r events.DynamoDBEventRecord) (err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = fmt.Errorf("lambdaevent: panic: %v", cause)
		}
	}()
	item, err := Item(r.Change.NewImage)
	if err != nil {
		return err
	}
	return stream(ctx, item)
}

// StartSchedule runs a schedule's function. Make is called at the first event.
func StartSchedule(make func() (Schedule, error)) {
	var schedule Schedule
	lambda.Start(func(ctx context.Context) error {
		if schedule == nil {
			made, err := make()
			if err != nil {
				return err
			}
			schedule = made
		}
		return schedule(ctx, requestID(ctx))
	})
}

func requestID(ctx context.Context) string {
	if lc, ok := lambdacontext.FromContext(ctx); ok {
		return lc.AwsRequestID
	}
	return ""
}

// Event handles one event of EventBridge. An error means that it is to be
// brought again.
type Event func(context.Context, events.EventBridgeEvent) error

// StartEvent runs an event's function. Make is called at the first event.
func StartEvent(make func() (Event, error)) {
	var handle Event
	lambda.Start(func(ctx context.Context, e events.EventBridgeEvent) error {
		if handle == nil {
			made, err := make()
			if err != nil {
				return err
			}
			handle = made
		}
		return handle(ctx, e)
	})
}

// Gathered handles the items of a batch at once. An error means that the whole
// batch is to be brought again.
type Gathered func(context.Context, []table.Item) error

// StartGathered runs a stream's function that takes batches whole. Make is
// called at the first batch.
func StartGathered(make func() (Gathered, *slog.Logger, error)) {
	var handle func(context.Context, events.DynamoDBEvent) (events.DynamoDBEventResponse, error)
	lambda.Start(func(ctx context.Context, e events.DynamoDBEvent) (events.DynamoDBEventResponse, error) {
		if handle == nil {
			gathered, logger, err := make()
			if err != nil {
				return events.DynamoDBEventResponse{}, err
			}
			handle = Whole(gathered, logger)
		}
		return handle(ctx, e)
	})
}

// Whole hands over a batch's items together. When that fails, or one of them
// cannot be read, the error fails the whole batch: Lambda brings it again,
// halved, until the record to blame is alone, and counts it among the
// function's errors.
func Whole(gathered Gathered, logger *slog.Logger) func(context.Context, events.DynamoDBEvent) (events.DynamoDBEventResponse, error) {
	return func(ctx context.Context, e events.DynamoDBEvent) (events.DynamoDBEventResponse, error) {
		answer := events.DynamoDBEventResponse{BatchItemFailures: []events.DynamoDBBatchItemFailure{}}
		err := whole(ctx, gathered, e.Records)
		if err != nil {
			logger.ErrorContext(ctx, "batch failed", "records", len(e.Records), logline.Cause(err))
		}
		return answer, err
	}
}

func whole(ctx context.Context, gathered Gathered, records []events.DynamoDBEventRecord) (err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = fmt.Errorf("lambdaevent: panic: %v", cause)
		}
	}()
	var items []table.Item
	for _, r := range records {
		if len(r.Change.NewImage) == 0 { // deleted
			continue
		}
		item, err := Item(r.Change.NewImage)
		if err != nil {
			return err
		}
		items = append(items, item)
	}
	if len(items) == 0 {
		return nil
	}
	return gathered(ctx, items)
}
