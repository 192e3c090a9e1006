package seal_test

import (
	"context"
	"sync"
	"testing"

	"usher/pkg/app"
	"usher/pkg/core/audit/seal"
	"usher/pkg/lib/id"
	"usher/pkg/store"
	"usher/test/harness"
)

// TestVerifyReadsAllPages has more events than one answer of DynamoDB's holds.
func TestVerifyReadsAllPages(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	org := s.App.IDs().New(id.Organization)
	if err := app.SealTrail(s.App)(t.Context(), forge(t, s, org, 9, 300<<10)); err != nil {
		t.Fatal(err)
	}
	if r := verify(t, s, org); len(r.Findings) > 0 || r.Events != 9 {
		t.Errorf("%s %v", r.Summary(), r.Findings)
	}
}

// TestVerifyWhileSealing finds nothing wrong with a trail that is being written.
func TestVerifyWhileSealing(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	sealTrail, org := app.SealTrail(s.App), s.App.IDs().New(id.Organization)
	v := seal.Verifier{Table: s.App.Table(), Now: s.Clock.Now}
	ctx, cancel := context.WithCancel(t.Context())
	var wait sync.WaitGroup
	seals := 0
	forged := forge(t, s, org, 60, 10)
	wait.Go(func() {
		defer cancel()
		for _, e := range forged {
			if err := sealTrail(ctx, []store.Item{e}); err != nil {
				t.Error(err)
				return
			}
		}
	})
	for ctx.Err() == nil {
		r, err := v.Verify(t.Context(), org)
		if err != nil || len(r.Findings) > 0 || r.Seals < seals {
			t.Errorf("after %d seals: %v %v", seals, r.Findings, err)
		}
		seals = r.Seals
	}
	wait.Wait()
	if r := verify(t, s, org); len(r.Findings) > 0 || r.Seals != len(forged) {
		t.Errorf("%s %v", r.Summary(), r.Findings)
	}
}
