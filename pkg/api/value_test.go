package api_test

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"usher/pkg/api"
)

func TestTimeText(t *testing.T) {
	moment := time.Date(2026, 1, 31, 13, 0, 0, 123_999_999, time.FixedZone("", 3600))
	at := api.At(moment)
	if at.String() != "2026-01-31T12:00:00.123Z" || api.At(at.Time) != at {
		t.Errorf("%s", at)
	}
	text, err := json.Marshal(map[string]any{"a": at, "b": &at, "c": at.Pointer(), "d": api.Time{}.Pointer()})
	const shown = `"2026-01-31T12:00:00.123Z"`
	if err != nil || string(text) != `{"a":`+shown+`,"b":`+shown+`,"c":`+shown+`,"d":null}` {
		t.Errorf("%s, %v", text, err)
	}
}

func TestTimesSortAsText(t *testing.T) {
	milliseconds := rapid.Int64Range(-62135596800000, 253402300799999) // years 1 to 9999
	rapid.Check(t, func(t *rapid.T) {
		one, two := api.At(time.UnixMilli(milliseconds.Draw(t, "one"))), api.At(time.UnixMilli(milliseconds.Draw(t, "two")))
		if one.Compare(two.Time) != strings.Compare(one.String(), two.String()) {
			t.Fatalf("%s and %s", one, two)
		}
		var again api.Time
		text, err := json.Marshal(one)
		if err != nil || json.Unmarshal(text, &again) != nil || !reflect.DeepEqual(again, one) {
			t.Fatalf("%s is read as %s, %v", text, again, err)
		}
	})
}

func TestTimeRefuses(t *testing.T) {
	for _, text := range []string{``, `"`, `""`, `null`, `1`, `"2026"`, `"2026-01-31"`, `"2026-01-31T12:00:00"`, `"2026-13-01T12:00:00Z"`, `"2026-01-31T12:00:00Z" `, `2026-01-31T12:00:00Z`, `"2026-01-31T25:00:00Z"`,
		`"9999-12-31T23:59:59-23:59"`, `"0001-01-01T00:00:00+00:01"`, `"0000-12-31T00:00:00Z"`} {
		at := api.At(time.Unix(1, 0))
		if err := at.UnmarshalJSON([]byte(text)); err == nil || at != api.At(time.Unix(1, 0)) {
			t.Errorf("%s is read as %s", text, at)
		}
	}
}

func TestTags(t *testing.T) {
	if got := (api.User{Version: 3}).Tag(); got != `"3"` {
		t.Errorf("%s", got)
	}
	if got := (api.Organization{Version: 12}).Tag(); got != `"12"` {
		t.Errorf("%s", got)
	}
	if got := (api.User{ID: "usr_1"}).Identifier(); got != "usr_1" {
		t.Errorf("%s", got)
	}
	if got := (api.CreatedOrganization{Organization: api.Organization{ID: "org_1"}, Owner: api.User{ID: "usr_1"}}).Identifier(); got != "org_1" {
		t.Errorf("%s", got)
	}
}

func FuzzTime(f *testing.F) {
	for _, seed := range []string{`"2026-01-31T12:00:00Z"`, `"2026-01-31T12:00:00.123456789+14:00"`, `"0000-01-01T00:00:00Z"`, `"9999-12-31T23:59:59-23:59"`, `""`, `"`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var at, again api.Time
		if at.UnmarshalJSON([]byte(text)) != nil {
			return
		}
		if written, err := at.MarshalJSON(); err != nil || again.UnmarshalJSON(written) != nil || again != at {
			t.Errorf("%s is read as %v, written as %s, read as %v, %v", text, at, written, again, err)
		}
	})
}
