package api_test

import (
	"testing"

	"usher/pkg/api"
)

func TestIfMatch(t *testing.T) {
	for value, good := range map[string]bool{
		"": true, "*": true, `"3"`: true, `W/"3"`: true, `"3" , "4"`: true, `""`: true,
		"3": false, `"3`: false, `"a"b"`: false, `"3",`: false, `*, "3"`: false, `w/"3"`: false,
	} {
		var i api.IfMatch
		if err := i.UnmarshalText([]byte(value)); (err == nil) != good || good && string(i) != value {
			t.Errorf("%s: %q, %v", value, i, err)
		}
	}
}

func TestFormat(t *testing.T) {
	for value, want := range map[string]api.Format{
		"": api.FormatJSON, "*/*": api.FormatJSON, "application/json": api.FormatJSON, "nonsense;": api.FormatJSON,
		"text/csv": api.FormatCSV, "Text/CSV; charset=utf-8": api.FormatCSV, "text/html, text/csv;q=0.9": api.FormatCSV,
		"text/csv, application/json": api.FormatJSON, "TEXT/CSV;Q=1.0 , APPLICATION/JSON ; q=0.5": api.FormatCSV,
		"text/csv;q=0.9, application/json;q=0.8, */*;q=0.1": api.FormatCSV, "text/csv;q=0.1, */*": api.FormatJSON,
		"text/csv;q=0": api.FormatJSON, "text/*, application/json;q=0": api.FormatCSV, "*/*, application/json;q=0": api.FormatCSV,
		"text/csv;q=nonsense": api.FormatJSON, "text/csv;q=NaN": api.FormatJSON, "text/csv;q=2, application/json": api.FormatJSON,
	} {
		var f api.Format
		if err := f.UnmarshalText([]byte(value)); err != nil || f != want {
			t.Errorf("%s: %s, %v", value, f, err)
		}
	}
}
