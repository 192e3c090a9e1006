package heartbeat_test

import (
	"context"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"usher/pkg/api"
	"usher/pkg/app"
	"usher/pkg/app/mailer"
	"usher/pkg/store"
	"usher/test/harness"
	"usher/test/localtest"
)

func TestMain(m *testing.M) { localtest.Main(m) }

// TestEveryFollowerGetsAHeartbeat: the hourly job changes a record that each consumer's filter lets through, and that
// each takes without a word.
func TestEveryFollowerGetsAHeartbeat(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	var times []string
	for range 2 {
		if err := app.Expire(s.App)(t.Context(), ""); err != nil {
			t.Fatal(err)
		}
		for _, item := range s.Items(t) {
			var beat store.Heartbeat
			if item.Kind() != store.KindHeartbeat {
				continue
			}
			if err := item.Decode(&beat); err != nil {
				t.Fatal(err)
			}
			times = append(times, beat.At.String())
			for _, take := range []func(context.Context, []store.Item) error{app.SealTrail(s.App),
				func(ctx context.Context, all []store.Item) error { return mailer.SendMail(s.App).Written(ctx, all[0]) }} {
				if err := take(t.Context(), []store.Item{item}); err != nil {
					t.Error(err)
				}
			}
		}
		s.Clock.Advance(time.Hour)
	}
	if len(times) != 2 || times[0] == times[1] {
		t.Errorf("heartbeats at %v", times)
	}
	if log := s.Log.String(); strings.Contains(log, slog.LevelError.String()) {
		t.Error(log)
	}
	for _, c := range api.Consumers() {
		if c.Source == api.FromStream && !slices.Contains(c.Records, api.HeartbeatRecord) {
			t.Errorf("the stream brings %s no heartbeats", c.ID)
		}
	}
}
