package seal_test

import (
	"encoding/hex"
	"math/big"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"pgregory.net/rapid"

	"usher/pkg/core/audit/seal"
	"usher/pkg/store"
)

func s(text string) types.AttributeValue { return &types.AttributeValueMemberS{Value: text} }
func n(text string) types.AttributeValue { return &types.AttributeValueMemberN{Value: text} }

// everything is an item with a value of each type.
func everything() store.Item {
	return store.Item{
		"pk": s("AUDIT#org_1"), "sk": s("evt_1"), "text": s("\"\\/\b\f\n\r\t\x00\x1f\x7f é €  𝄞 <&>"), "empty": s(""), "Ä": s("ä"),
		"n": n("12"), "binary": &types.AttributeValueMemberB{Value: []byte{0, 255}},
		"yes": &types.AttributeValueMemberBOOL{Value: true}, "no": &types.AttributeValueMemberBOOL{}, "null": &types.AttributeValueMemberNULL{Value: true},
		"map":  &types.AttributeValueMemberM{Value: map[string]types.AttributeValue{"b": n("1"), "a": s("1"), "B": &types.AttributeValueMemberM{}}},
		"list": &types.AttributeValueMemberL{Value: []types.AttributeValue{s("b"), s("a"), &types.AttributeValueMemberL{}}},
		"ss":   &types.AttributeValueMemberSS{Value: []string{"b", "a"}}, "ns": &types.AttributeValueMemberNS{Value: []string{"2", "1.0"}},
		"bs": &types.AttributeValueMemberBS{Value: [][]byte{{1}, {0}}},
	}
}

const golden = `{"binary":{"B":"AP8="},"bs":{"BS":["AA==","AQ=="]},"empty":{"S":""},` +
	`"list":{"L":[{"S":"b"},{"S":"a"},{"L":[]}]},"map":{"M":{"B":{"M":{}},"a":{"S":"1"},"b":{"N":"1"}}},"n":{"N":"12"},"no":{"BOOL":false},` +
	`"ns":{"NS":["1","2"]},"null":{"NULL":true},"pk":{"S":"AUDIT#org_1"},"sk":{"S":"evt_1"},"ss":{"SS":["a","b"]},` +
	`"text":{"S":"\"\\/\b\f\n\r\t\u0000\u001f` + "\x7f é €  𝄞 <&>" + `"},"yes":{"BOOL":true},"Ä":{"S":"ä"}}`

func TestCanonicalForm(t *testing.T) {
	if got := string(seal.Canonical(everything())); got != golden {
		t.Errorf("got\n%s\nwant\n%s", got, golden)
	}
	if got := string(seal.Canonical(nil)); got != "{}" {
		t.Errorf("nothing is %s", got)
	}
}

// TestEventHash holds the hash of an event to one made by other means:
// printf '\0\0\0\0\0\0\0\15usher event 1\0\0\0\0\0\0\0\47{"pk":{"S":"AUDIT#o"},"sk":{"S":"evt"}}' | sha256sum.
func TestEventHash(t *testing.T) {
	got := hex.EncodeToString(seal.EventHash(store.Item{"sk": s("evt"), "pk": s("AUDIT#o")}))
	if want := "10e7481648b2fae29a5a0c66ebe42b3fcf8f3cd7604a6dcd51e2e19e51afc2aa"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestNumbersAreSpeltAlike(t *testing.T) {
	for want, spellings := range map[string][]string{
		"0":        {"0", "-0", "0.0", "0E5", "000", "-0.00e-3"},
		"12":       {"12", "12.0", "+12", "012", "1.2E1", "1.2e+1", "120E-1"},
		"12E2":     {"1200", "1.2E3", "1200.00"},
		"-15E-1":   {"-1.5", "-1.50", "-15e-1", "-.15E1", "-0.15E1"},
		"1E125":    {"1E125", "1E+125", "0.1E126"},
		"nonsense": {"nonsense"}, "": {""}, "1-2": {"1-2"}, "--1": {"--1"}, "1E": {"1E"}, "1.2.3": {"1.2.3"}, ".": {"."}, "1E99999999999999999999": {"1E99999999999999999999"},
	} {
		for _, text := range spellings {
			if got := string(seal.Canonical(store.Item{"n": n(text)})); got != `{"n":{"N":"`+want+`"}}` {
				t.Errorf("%q is %s, want %s", text, got, want)
			}
		}
	}
}

// TestNumbersKeepTheirValue: two numbers have one spelling just when they are equal.
func TestNumbersKeepTheirValue(t *testing.T) {
	decimal := rapid.StringMatching(`-?([0-9]{1,5}|[0-9]{0,3}\.[0-9]{1,4})(E[+-]?[0-9])?`)
	spelt := func(text string) string { return string(seal.Canonical(store.Item{"n": n(text)})) }
	value := func(text string) *big.Rat { r, _ := new(big.Rat).SetString(text); return r }
	rapid.Check(t, func(r *rapid.T) {
		a, b := decimal.Draw(r, "a"), decimal.Draw(r, "b")
		if rapid.Bool().Draw(r, "equal") {
			b = value(a).FloatString(20)
		}
		if equal := value(a).Cmp(value(b)) == 0; equal != (spelt(a) == spelt(b)) {
			r.Fatalf("%s is %s and %s is %s", a, spelt(a), b, spelt(b))
		}
		again := strings.TrimSuffix(strings.TrimPrefix(spelt(a), `{"n":{"N":"`), `"}}`)
		if value(again).Cmp(value(a)) != 0 {
			r.Fatalf("%s became %s", a, again)
		}
	})
}

// TestTypesDiffer: values that print alike are hashed apart.
func TestTypesDiffer(t *testing.T) {
	seen := map[string]string{}
	for name, v := range map[string]types.AttributeValue{
		"string": s("1"), "number": n("1"), "binary": &types.AttributeValueMemberB{Value: []byte("1")},
		"strings": &types.AttributeValueMemberSS{Value: []string{"1"}}, "numbers": &types.AttributeValueMemberNS{Value: []string{"1"}},
		"list": &types.AttributeValueMemberL{Value: []types.AttributeValue{s("1")}}, "true": &types.AttributeValueMemberBOOL{Value: true},
		"the text true": s("true"), "null": &types.AttributeValueMemberNULL{Value: true}, "a text of it": s(`1"},"b":{"S":"2`),
	} {
		hash := string(seal.EventHash(store.Item{"a": v}))
		if other := seen[hash]; other != "" {
			t.Errorf("%s and %s have one hash", name, other)
		}
		seen[hash] = name
	}
}
