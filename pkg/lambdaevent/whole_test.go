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

	"usher/pkg/lambdaevent"
	"usher/pkg/table"
)

// gather hands a batch to Whole. The function answers with fail, or panics with it.
func gather(t *testing.T, fail error, panics bool, records ...events.DynamoDBEventRecord) (batches [][]string, answer, log string) {
	t.Helper()
	var out bytes.Buffer
	whole := lambdaevent.Whole(func(_ context.Context, items []table.Item) error {
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
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(response)
	if err != nil {
		t.Fatal(err)
	}
	return batches, string(text), out.String()
}

const (
	allWell   = `{"batchItemFailures":[]}`
	fromFirst = `{"batchItemFailures":[{"itemIdentifier":"1"}]}`
)

// TestWhole: one call for a batch, in its order and without its deletions.
func TestWhole(t *testing.T) {
	deleted := events.DynamoDBEventRecord{EventName: "REMOVE"}
	batches, answer, log := gather(t, nil, false, record("1", "a"), deleted, record("2", "b"))
	if len(batches) != 1 || !slices.Equal(batches[0], []string{"a", "b"}) || answer != allWell || log != "" {
		t.Errorf("%v %s %s", batches, answer, log)
	}
}

// TestWholeOfNothing calls nobody.
func TestWholeOfNothing(t *testing.T) {
	deleted := events.DynamoDBEventRecord{EventName: "REMOVE"}
	for _, records := range [][]events.DynamoDBEventRecord{nil, {deleted}, {deleted, deleted}} {
		if batches, answer, _ := gather(t, errors.New("called"), false, records...); batches != nil || answer != allWell {
			t.Errorf("%d records: %v %s", len(records), batches, answer)
		}
	}
}

// TestWholeThatFails has all brought again, from the first record on.
func TestWholeThatFails(t *testing.T) {
	cause := errors.New("the cause")
	for _, panics := range []bool{false, true} {
		_, answer, log := gather(t, cause, panics, record("1", "a"), record("2", "b"))
		if answer != fromFirst || !strings.Contains(log, "the cause") || !strings.Contains(log, "records=2") {
			t.Errorf("panics %v: %s %s", panics, answer, log)
		}
	}
	odd := record("2", "b")
	odd.Change.NewImage["odd"] = events.NewStringSetAttribute([]string{"x"})
	batches, answer, log := gather(t, nil, false, record("1", "a"), odd)
	if batches != nil || answer != fromFirst || !strings.Contains(log, "odd") {
		t.Errorf("an item that cannot be read: %v %s %s", batches, answer, log)
	}
}
