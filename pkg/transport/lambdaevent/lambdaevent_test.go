package lambdaevent_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"usher/pkg/store"
	"usher/pkg/transport/lambdaevent"
)

func image(t *testing.T, text string) map[string]events.DynamoDBAttributeValue {
	t.Helper()
	var values map[string]events.DynamoDBAttributeValue
	if err := json.Unmarshal([]byte(text), &values); err != nil {
		t.Fatal(err)
	}
	return values
}

func TestItem(t *testing.T) {
	got, err := lambdaevent.Item(image(t, `{
		"s":{"S":"é"}, "empty":{"S":""}, "n":{"N":"12345678901234567890.5"}, "b":{"B":"AP8="}, "t":{"BOOL":true}, "f":{"BOOL":false}, "null":{"NULL":true},
		"m":{"M":{"deep":{"M":{"s":{"S":"x"}}}}}, "l":{"L":[{"S":"a"},{"L":[{"N":"1"}]}]}, "none":{"L":[]}}`))
	want := store.Item{
		"s": &types.AttributeValueMemberS{Value: "é"}, "empty": &types.AttributeValueMemberS{}, "n": &types.AttributeValueMemberN{Value: "12345678901234567890.5"},
		"b": &types.AttributeValueMemberB{Value: []byte{0, 255}}, "t": &types.AttributeValueMemberBOOL{Value: true}, "f": &types.AttributeValueMemberBOOL{},
		"null": &types.AttributeValueMemberNULL{Value: true},
		"m": &types.AttributeValueMemberM{Value: map[string]types.AttributeValue{
			"deep": &types.AttributeValueMemberM{Value: map[string]types.AttributeValue{"s": &types.AttributeValueMemberS{Value: "x"}}}}},
		"l": &types.AttributeValueMemberL{Value: []types.AttributeValue{
			&types.AttributeValueMemberS{Value: "a"}, &types.AttributeValueMemberL{Value: []types.AttributeValue{&types.AttributeValueMemberN{Value: "1"}}}}},
		"none": &types.AttributeValueMemberL{Value: []types.AttributeValue{}},
	}
	if err != nil || len(got) != len(want) {
		t.Fatalf("%d attributes, %v", len(got), err)
	}
	for name := range want {
		if g, w := plain(got[name]), plain(want[name]); !reflect.DeepEqual(g, w) {
			t.Errorf("%s: %#v, want %#v", name, g, w)
		}
	}
}

// plain is a value without the types of the library, some of which wrap maps by a name of their own.
func plain(v types.AttributeValue) any {
	switch v := v.(type) {
	case *types.AttributeValueMemberM:
		all := map[string]any{}
		for name, inner := range v.Value {
			all[name] = plain(inner)
		}
		return all
	case *types.AttributeValueMemberL:
		all := []any{}
		for _, inner := range v.Value {
			all = append(all, plain(inner))
		}
		return all
	}
	return v
}

func TestItemRefusesSets(t *testing.T) {
	for _, text := range []string{`{"a":{"SS":["x"]}}`, `{"a":{"NS":["1"]}}`, `{"a":{"BS":["AA=="]}}`, `{"m":{"M":{"a":{"SS":["x"]}}}}`, `{"l":{"L":[{"M":{"a":{"SS":["x"]}}}]}}`} {
		item, err := lambdaevent.Item(image(t, text))
		if err == nil || item != nil || !strings.Contains(err.Error(), "attribute a") && !strings.Contains(err.Error(), "attribute l") {
			t.Errorf("%s: %v, %v", text, item, err)
		}
	}
}

// TestItemsAreDecodedAsStored takes an image as the stream carries it for a stored record.
func TestItemsAreDecodedAsStored(t *testing.T) {
	item, err := lambdaevent.Item(image(t, `{"pk":{"S":"ORG#org_1"},"sk":{"S":"INVITATION#2026-11-30T11:13:00.000Z#usr_1"},"org":{"S":"org_1"},"user":{"S":"usr_1"},
		"nonce":{"S":"AAAA"},"expires_at":{"S":"2026-11-30T11:13:00.000Z"},"expiry_shard":{"S":"EXPIRY#a"},"expiry_order":{"S":"x"}}`))
	if err != nil {
		t.Fatal(err)
	}
	var open store.OpenInvitation
	if err := item.Decode(&open); err != nil || open.Org != "org_1" || open.User != "usr_1" || open.Nonce != "AAAA" || open.ExpiresAt.String() != "2026-11-30T11:13:00.000Z" {
		t.Errorf("%+v, %v", open, err)
	}
}

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
		t.Fatalf("%+v, %v: the whole batch would be brought again", answer, err)
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
