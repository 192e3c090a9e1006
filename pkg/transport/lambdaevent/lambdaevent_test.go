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

func record(sequence, name string) events.DynamoDBEventRecord {
	r := events.DynamoDBEventRecord{EventName: "INSERT"}
	r.Change.SequenceNumber = sequence
	r.Change.NewImage = map[string]events.DynamoDBAttributeValue{"name": events.NewStringAttribute(name)}
	return r
}

func handle(t *testing.T, records ...events.DynamoDBEventRecord) (seen, failed []string, log string) {
	t.Helper()
	var out bytes.Buffer
	batch := lambdaevent.PerRecord(func(_ context.Context, item store.Item) error {
		name := item["name"].(*types.AttributeValueMemberS).Value
		seen = append(seen, name)
		switch name {
		case "bad":
			return errors.New("the cause")
		case "panic":
			panic("the panic")
		}
		return nil
	}, slog.New(slog.NewTextHandler(&out, nil)))
	answer, err := batch(t.Context(), events.DynamoDBEvent{Records: records})
	if err != nil || answer.BatchItemFailures == nil {
		t.Fatalf("%+v, %v: the whole batch would be redelivered", answer, err)
	}
	for _, f := range answer.BatchItemFailures {
		failed = append(failed, f.ItemIdentifier)
	}
	return seen, failed, out.String()
}

func TestBatch(t *testing.T) {
	deleted := events.DynamoDBEventRecord{EventName: "REMOVE"}
	deleted.Change.OldImage = map[string]events.DynamoDBAttributeValue{"name": events.NewStringAttribute("old")}
	set := record("5", "set")
	set.Change.NewImage["odd"] = events.NewStringSetAttribute([]string{"x"})

	seen, failed, log := handle(t, record("1", "a"), record("2", "bad"), deleted, record("3", "b"), record("4", "panic"), set, record("6", "c"))
	if want := []string{"a", "bad", "b", "panic", "c"}; !slices.Equal(seen, want) {
		t.Errorf("handled %v, want %v: one bad record keeps no other waiting, a deletion is none", seen, want)
	}
	if want := []string{"2", "4", "5"}; !slices.Equal(failed, want) {
		t.Errorf("failed %v, want %v", failed, want)
	}
	for _, want := range []string{"the cause", "the panic", "odd", "sequence_number=2", "sequence_number=4", "sequence_number=5"} {
		if !strings.Contains(log, want) {
			t.Errorf("the log misses %q:\n%s", want, log)
		}
	}
}

func TestBatchThatGoesWell(t *testing.T) {
	seen, failed, log := handle(t, record("1", "a"), record("2", "b"))
	if len(seen) != 2 || failed != nil || log != "" {
		t.Errorf("%v, %v, %s", seen, failed, log)
	}
	if seen, failed, _ := handle(t); seen != nil || failed != nil {
		t.Errorf("an empty batch: %v, %v", seen, failed)
	}
}

// TestAnswerOnTheWire: Lambda takes a null list for a batch that failed as a whole.
func TestAnswerOnTheWire(t *testing.T) {
	batch := lambdaevent.PerRecord(func(context.Context, store.Item) error { return nil }, slog.New(slog.DiscardHandler))
	answer, err := batch(t.Context(), events.DynamoDBEvent{Records: []events.DynamoDBEventRecord{record("1", "a")}})
	text, _ := json.Marshal(answer)
	if err != nil || string(text) != `{"batchItemFailures":[]}` {
		t.Errorf("%s, %v", text, err)
	}
}
