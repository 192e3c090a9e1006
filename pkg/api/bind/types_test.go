package bind_test

import (
	"encoding/json"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"usher/pkg/api"
	"usher/pkg/lib/email"
)

// everything has a field of every kind that an operation's input may have.
type everything struct {
	Text   string          `json:"text" format:"text" max:"5" optional:"true"`
	Free   string          `json:"free" optional:"true"`
	Whole  int             `json:"whole" optional:"true"`
	Flag   bool            `json:"flag" optional:"true"`
	Raw    json.RawMessage `json:"raw" format:"object" max:"20" optional:"true"`
	At     api.Time        `json:"at" optional:"true"`
	Maybe  *api.Time       `json:"maybe" nullable:"true" optional:"true"`
	Never  *string         `json:"never" format:"name" max:"5" optional:"true"`
	Rows   []row           `json:"rows" max:"3" optional:"true"`
	Words  []string        `json:"words" optional:"true"`
	Hidden string
}

type row struct {
	Email email.Address `json:"email"`
	Role  api.Role      `json:"role" enum:"owner,auditor" optional:"true"`
}

func TestEveryKindOfField(t *testing.T) {
	var got everything
	fields := bad(t, &got, body(`{"text":"\u00e9cole","free":"","whole":-9007199254740991,"flag":true,"raw":{ "a":[1, 2] },
		"at":"2026-01-31T13:00:00.1239+01:00","maybe":"2026-01-31T12:00:00Z","never":"Ada","rows":[{"email":"a@b.cd"},{"email":"b@b.cd","role":"owner"}],"words":["a","b"]}`))
	at, never := api.At(time.Date(2026, 1, 31, 12, 0, 0, 123e6, time.UTC)), "Ada"
	maybe := api.At(time.Date(2026, 1, 31, 12, 0, 0, 0, time.UTC))
	want := everything{
		Text: "école", Whole: -9007199254740991, Flag: true, Raw: json.RawMessage(`{ "a":[1, 2] }`), At: at, Maybe: &maybe, Never: &never,
		Rows: []row{{address("a@b.cd"), ""}, {address("b@b.cd"), "owner"}}, Words: []string{"a", "b"},
	}
	if fields != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v, bad: %v\nwant %+v", got, fields, want)
	}
}

func TestBadFieldsOfEveryKind(t *testing.T) {
	tests := []struct{ text, want string }{
		{`"text":"sixsix"`, "text too_long"}, {`"text":["a"]`, "text wrong_type"}, {`"text":"a\tb"`, "text control_character"},
		{`"free":"` + strings.Repeat("x", 1001) + `"`, "free too_long"},
		{`"whole":9007199254740992`, "whole wrong_type"}, {`"whole":9007199254740993`, "whole wrong_type"}, {`"whole":-9007199254740993`, "whole wrong_type"},
		{`"whole":1e19`, "whole wrong_type"}, {`"whole":0.1`, "whole wrong_type"}, {`"whole":"1"`, "whole wrong_type"},
		{`"flag":"true"`, "flag wrong_type"}, {`"flag":1`, "flag wrong_type"}, {`"flag":null`, "flag wrong_type"},
		{`"raw":[]`, "raw wrong_type"}, {`"raw":"{}"`, "raw wrong_type"}, {`"raw":null`, "raw wrong_type"}, {`"raw":{"a":"12345678901234"}`, "raw too_long"},
		{`"at":"2026-01-31"`, "at wrong_type"}, {`"at":1767225600`, "at wrong_type"}, {`"at":null`, "at wrong_type"}, {`"at":"2026-02-30T12:00:00Z"`, "at wrong_type"},
		{`"at":"2026-01-31 12:00:00Z"`, "at wrong_type"}, {`"at":""`, "at wrong_type"},
		{`"maybe":"x"`, "maybe wrong_type"}, {`"never":null`, "never wrong_type"}, {`"never":""`, "never required"}, {`"never":"Ada Byron"`, "never too_long"},
		{`"rows":{}`, "rows wrong_type"}, {`"rows":null`, "rows wrong_type"}, {`"rows":[{},{},{},{}]`, "rows too_long"},
		{`"rows":[{"email":"a@b.cd"},{"role":"king"}]`, "rows.1.email required,rows.1.role not_allowed"}, {`"rows":[1]`, "rows.0 wrong_type"},
		{`"rows":[{"email":"a@b.cd","x":1},null]`, "rows.0.x unknown_field,rows.1 wrong_type"},
		{`"words":["a",1,null]`, "words.1 wrong_type,words.2 wrong_type"}, {`"Hidden":"x"`, "Hidden unknown_field"},
	}
	for _, tt := range tests {
		t.Run(tt.text[:min(len(tt.text), 40)], func(t *testing.T) {
			if got := bad(t, &everything{}, body("{"+tt.text+"}")); !slices.Equal(got, strings.Split(tt.want, ",")) {
				t.Errorf("bad: %v, want %s", got, tt.want)
			}
		})
	}
	var in everything
	if got := bad(t, &in, body(`{"maybe":null,"rows":[],"words":[]}`)); got != nil || in.Maybe != nil || in.Rows == nil {
		t.Errorf("%+v, bad: %v", in, got)
	}
}

func TestTimesTakeAnyOffset(t *testing.T) {
	for _, text := range []string{"2026-01-31T12:00:00Z", "2026-01-31T14:00:00+02:00", "2026-01-30T23:30:00-12:30", "2026-01-31T12:00:00.000000Z"} {
		var in everything
		if got := bad(t, &in, body(`{"at":`+strconv.Quote(text)+`}`)); got != nil || in.At.String() != "2026-01-31T12:00:00.000Z" {
			t.Errorf("%s: %s, bad: %v", text, in.At, got)
		}
	}
}

// The bytes of a raw object must outlive the body, which a server reuses.
func TestRawObjectsAreCopies(t *testing.T) {
	source := body(`{"raw":{"a":1}}`)
	var in everything
	if got := bad(t, &in, source); got != nil {
		t.Fatal(got)
	}
	clear(source.Body)
	if string(in.Raw) != `{"a":1}` {
		t.Errorf("%s", in.Raw)
	}
}
