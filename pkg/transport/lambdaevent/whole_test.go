package lambdaevent_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"usher/pkg/store"
	"usher/pkg/transport/lambdaevent"
)

// gather hands a batch to Whole. The function answers with fail, or panics with it.
func gather(t *testing.T, fail error, panics bool, records ...events.DynamoDBEventRecord) (batches [][]string, answer, log string, err error) {
	t.Helper()
	var out bytes.Buffer
	whole := lambdaevent.AllOrNothing(func(_ context.Context, items []store.Item) error {
		var names []string
		for _, item := range items {
			names = append(names, item["name"].(*types.AttributeValueMemberS).Value)
		}
		batches = append(batches, names)
		if panics {
			panic(fail)
		}
		return fail
	}, slog.New(slog.NewTextHandler(&out, nil)))
	response, err := whole(t.Context(), events.DynamoDBEvent{Records: records})
	text, bad := json.Marshal(response)
	if bad != nil {
		t.Fatal(bad)
	}
	return batches, string(text), out.String(), err
}

const allWell = `{"batchItemFailures":[]}`

// TestWhole: one call for a batch, in its order and without its deletions.
func TestWhole(t *testing.T) {
	deleted := events.DynamoDBEventRecord{EventName: "REMOVE"}
	batches, answer, log, err := gather(t, nil, false, record("1", "a"), deleted, record("2", "b"))
	if err != nil || len(batches) != 1 || !slices.Equal(batches[0], []string{"a", "b"}) || answer != allWell || log != "" {
		t.Errorf("%v %s %s", batches, answer, log)
	}
}

// TestWholeOfNothing calls nobody.
func TestWholeOfNothing(t *testing.T) {
	deleted := events.DynamoDBEventRecord{EventName: "REMOVE"}
	for _, records := range [][]events.DynamoDBEventRecord{nil, {deleted}, {deleted, deleted}} {
		if batches, answer, _, err := gather(t, errors.New("called"), false, records...); err != nil || batches != nil || answer != allWell {
			t.Errorf("%d records: %v %s", len(records), batches, answer)
		}
	}
}

// TestWholeThatFails: the batch fails, to be redelivered in halves.
func TestWholeThatFails(t *testing.T) {
	cause := errors.New("the cause")
	for _, panics := range []bool{false, true} {
		_, _, log, err := gather(t, cause, panics, record("1", "a"), record("2", "b"))
		if err == nil || !strings.Contains(err.Error(), "the cause") || !strings.Contains(log, "the cause") || !strings.Contains(log, "records=2") {
			t.Errorf("panics %v: %v %s", panics, err, log)
		}
	}
	odd := record("2", "b")
	odd.Change.NewImage["odd"] = events.NewStringSetAttribute([]string{"x"})
	batches, _, log, err := gather(t, nil, false, record("1", "a"), odd)
	if batches != nil || err == nil || !strings.Contains(log, "odd") {
		t.Errorf("an item that cannot be read: %v %v %s", batches, err, log)
	}
}
