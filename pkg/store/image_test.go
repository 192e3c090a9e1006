package store_test

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"usher/pkg/store"
)

func image(t *testing.T, text string) map[string]events.DynamoDBAttributeValue {
	t.Helper()
	var values map[string]events.DynamoDBAttributeValue
	if err := json.Unmarshal([]byte(text), &values); err != nil {
		t.Fatal(err)
	}
	return values
}

func TestItemOf(t *testing.T) {
	got, err := store.ItemOf(image(t, `{
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

func TestItemOfRefusesSets(t *testing.T) {
	for _, text := range []string{`{"a":{"SS":["x"]}}`, `{"a":{"NS":["1"]}}`, `{"a":{"BS":["AA=="]}}`, `{"m":{"M":{"a":{"SS":["x"]}}}}`, `{"l":{"L":[{"M":{"a":{"SS":["x"]}}}]}}`} {
		item, err := store.ItemOf(image(t, text))
		if err == nil || item != nil || !strings.Contains(err.Error(), "attribute a") && !strings.Contains(err.Error(), "attribute l") {
			t.Errorf("%s: %v, %v", text, item, err)
		}
	}
}

// TestItemsAreDecodedAsStored takes an image as the stream carries it for a stored record.
func TestItemsAreDecodedAsStored(t *testing.T) {
	item, err := store.ItemOf(image(t, `{"pk":{"S":"ORG#org_1"},"sk":{"S":"INVITATION#2026-11-30T11:13:00.000Z#usr_1"},"org":{"S":"org_1"},"user":{"S":"usr_1"},
		"nonce":{"S":"AAAA"},"expires_at":{"S":"2026-11-30T11:13:00.000Z"},"expiry_shard":{"S":"EXPIRY#a"},"expiry_order":{"S":"x"}}`))
	if err != nil {
		t.Fatal(err)
	}
	var open store.OpenInvitation
	if err := item.Decode(&open); err != nil || open.Org != "org_1" || open.User != "usr_1" || open.Nonce != "AAAA" || open.ExpiresAt.String() != "2026-11-30T11:13:00.000Z" {
		t.Errorf("%+v, %v", open, err)
	}
}
