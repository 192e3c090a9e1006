package lambdaevent_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
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
	handler := func(_ context.Context, item store.Item) error {
		name := item["name"].(*types.AttributeValueMemberS).Value
		seen = append(seen, name)
		switch name {
		case "bad":
			return errors.New("the cause")
		case "panic":
			panic("the panic")
		}
		return nil
	}
	batch := lambdaevent.PerRecord(lambdaevent.RecordHandlers{Written: handler}, slog.New(slog.NewTextHandler(&out, nil)))
	answer, err := batch(t.Context(), events.DynamoDBEvent{Records: records})
	if whole := len(records) > 0 && len(answer.BatchItemFailures) == len(records); (err != nil) != whole ||
		answer.BatchItemFailures == nil {
		t.Fatalf("%+v, %v", answer, err)
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

// TestBatchThatFailsWhole is an error to Lambda, which otherwise counts the invocation as a success. It tells no address.
func TestBatchThatFailsWhole(t *testing.T) {
	t.Parallel()
	for _, n := range []int{1, 3} {
		calls := 0
		batch := lambdaevent.PerRecord(lambdaevent.RecordHandlers{Written: func(context.Context, store.Item) error {
			calls++
			return fmt.Errorf("attempt %d: no mail to ada@example.com", calls)
		}}, slog.New(slog.DiscardHandler))
		records := slices.Repeat([]events.DynamoDBEventRecord{record("1", "a")}, n)
		_, err := batch(t.Context(), events.DynamoDBEvent{Records: records})
		if err == nil || err.Error() != "attempt 1: no mail to [address]" || calls != n {
			t.Errorf("%d records, %d calls: %v", n, calls, err)
		}
	}
}

// TestAnswerOnTheWire: Lambda takes a null list for a batch that failed as a whole.
func TestAnswerOnTheWire(t *testing.T) {
	batch := lambdaevent.PerRecord(lambdaevent.RecordHandlers{Written: func(context.Context, store.Item) error { return nil }}, slog.New(slog.DiscardHandler))
	answer, err := batch(t.Context(), events.DynamoDBEvent{Records: []events.DynamoDBEventRecord{record("1", "a")}})
	text, _ := json.Marshal(answer)
	if err != nil || string(text) != `{"batchItemFailures":[]}` {
		t.Errorf("%s, %v", text, err)
	}
}

// TestDeletionsByTTL hands over what DynamoDB deleted by TTL, as it last was, and no other deletion.
func TestDeletionsByTTL(t *testing.T) {
	t.Parallel()
	ttl := &events.DynamoDBUserIdentity{Type: "Service", PrincipalID: "dynamodb.amazonaws.com"}
	tests := []struct {
		what string
		by   *events.DynamoDBUserIdentity
		want int
	}{
		{"by TTL", ttl, 1},
		{"by a write", nil, 0},
		{"by another service", &events.DynamoDBUserIdentity{Type: "Service", PrincipalID: "other.amazonaws.com"}, 0},
		{"by somebody of that name", &events.DynamoDBUserIdentity{PrincipalID: "dynamodb.amazonaws.com"}, 0},
	}
	for _, tt := range tests {
		expired := 0
		batch := lambdaevent.PerRecord(lambdaevent.RecordHandlers{
			Written: func(context.Context, store.Item) error {
				t.Errorf("%s: a deletion counts as written", tt.what)
				return nil
			},
			Expired: func(_ context.Context, item store.Item) error {
				if name := item["name"].(*types.AttributeValueMemberS).Value; name != "was" {
					t.Errorf("%s: got %q", tt.what, name)
				}
				expired++
				return nil
			},
		}, slog.New(slog.DiscardHandler))
		r := record("1", "was")
		r.EventName, r.UserIdentity = "REMOVE", tt.by
		r.Change.OldImage, r.Change.NewImage = r.Change.NewImage, nil
		if _, err := batch(t.Context(), events.DynamoDBEvent{Records: []events.DynamoDBEventRecord{r}}); err != nil || expired != tt.want {
			t.Errorf("%s: %v, handed over %d times, want %d", tt.what, err, expired, tt.want)
		}
	}
}
