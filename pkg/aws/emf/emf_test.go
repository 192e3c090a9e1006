package emf_test

import (
	"bytes"
	"log/slog"
	"testing"
	"time"

	"usher/pkg/aws/emf"
)

// TestAttr holds a line to the embedded metric format (CloudWatch, "Embedded metric format specification").
func TestAttr(t *testing.T) {
	var out bytes.Buffer
	logger := slog.New(slog.NewJSONHandler(&out, &slog.HandlerOptions{ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
		if a.Key == slog.TimeKey {
			return slog.Attr{}
		}
		return a
	}}))
	logger.Info("counted", emf.Attr(time.UnixMilli(1_790_000_000_123), emf.Definition{Name: "SeatDrift", Unit: "Count"}),
		slog.String(emf.Service, "usher-dev"), slog.Int("SeatDrift", 2))
	want := `{"level":"INFO","msg":"counted","_aws":{"Timestamp":1790000000123,"CloudWatchMetrics":[{"Namespace":"Usher",` +
		`"Dimensions":[["Service"]],"Metrics":[{"Name":"SeatDrift","Unit":"Count"}]}]},"Service":"usher-dev","SeatDrift":2}` + "\n"
	if out.String() != want {
		t.Errorf("got  %swant %s", out.String(), want)
	}
}
