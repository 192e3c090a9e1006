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

	"usher/pkg/transport/lambdaevent"
)

// gather hands a batch to Together. The function answers with fail, or panics with it.
func gather(t *testing.T, fail error, panics bool, records ...events.DynamoDBEventRecord) (batches [][]string, answer, log string, err error) {
	t.Helper()
	var out bytes.Buffer
	together := lambdaevent.Together(func(_ context.Context, records []lambdaevent.Record) error {
		var names []string
		for _, r := range records {
			name := r.Item["name"].(*types.AttributeValueMemberS).Value
			if r.New {
				name += " new"
			}
			names = append(names, r.Sequence+" "+name)
		}
		batches = append(batches, names)
		if panics {
			panic(fail)
		}
		return fail
	}, slog.New(slog.NewTextHandler(&out, nil)))
	response, err := together(t.Context(), events.DynamoDBEvent{Records: records})
	text, bad := json.Marshal(response)
	if bad != nil {
		t.Fatal(bad)
	}
	return batches, string(text), out.String(), err
}

const allWell = `{"batchItemFailures":[]}`

// TestTogether: one call for a batch, in its order and without its deletions.
func TestTogether(t *testing.T) {
	deleted, changed := events.DynamoDBEventRecord{EventName: "REMOVE"}, record("2", "b")
	changed.EventName = "MODIFY"
	batches, answer, log, err := gather(t, nil, false, record("1", "a"), deleted, changed)
	if err != nil || len(batches) != 1 || !slices.Equal(batches[0], []string{"1 a new", "2 b"}) || answer != allWell || log != "" {
		t.Errorf("%v %s %s", batches, answer, log)
	}
}

// TestTogetherOfNothing calls nobody.
func TestTogetherOfNothing(t *testing.T) {
	deleted := events.DynamoDBEventRecord{EventName: "REMOVE"}
	for _, records := range [][]events.DynamoDBEventRecord{nil, {deleted}, {deleted, deleted}} {
		if batches, answer, _, err := gather(t, errors.New("called"), false, records...); err != nil || batches != nil || answer != allWell {
			t.Errorf("%d records: %v %s", len(records), batches, answer)
		}
	}
}

// TestTogetherThatFails: the batch fails, to be redelivered in halves.
func TestTogetherThatFails(t *testing.T) {
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

// TestTogetherThatFailsInPart: the failed records are named, and where the first one failed, with which a redelivery
// would begin for ever, the batch fails, to be halved until that one is alone.
func TestTogetherThatFailsInPart(t *testing.T) {
	cause := errors.New("no post to ada@example.com")
	for _, tt := range []struct {
		failed       []string
		answer       string
		wholeBatches bool
	}{
		{[]string{"2"}, `{"batchItemFailures":[{"itemIdentifier":"2"}]}`, false},
		{[]string{"3", "2"}, `{"batchItemFailures":[{"itemIdentifier":"2"},{"itemIdentifier":"3"}]}`, false},
		{[]string{"1"}, allWell, true},
		{[]string{"1", "2", "3"}, allWell, true},
	} {
		failures := lambdaevent.Failures{}
		for _, sequence := range tt.failed {
			failures[sequence] = cause
		}
		_, answer, log, err := gather(t, failures, false, record("1", "a"), record("2", "b"), record("3", "c"))
		if answer != tt.answer || (err != nil) != tt.wholeBatches || !strings.Contains(log, "no post to [address]") {
			t.Errorf("%v: %s, %v\n%s", tt.failed, answer, err, log)
		}
	}
}
