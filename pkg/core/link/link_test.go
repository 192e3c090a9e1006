package link_test

import (
	"context"
	"crypto/rand"
	"errors"
	"testing"
	"time"

	"usher/pkg/api"
	"usher/pkg/api/problem"
	"usher/pkg/aws/linkkeys/keeper"
	"usher/pkg/core/link"
	"usher/pkg/lib/linktoken"
	"usher/pkg/store"
)

// TestRotation opens a link that a newer key signed, once the keys may be
// fetched again, and goes on opening older ones.
func TestRotation(t *testing.T) {
	setting, now, fetches := "1:dXNoZXIgdGVzdCBsaW5rIGtleSwgMzIgYnl0ZXMgISE=", time.Unix(1_800_000_000, 0), 0
	keys := func(context.Context) (linktoken.Keys, error) { fetches++; return linktoken.ParseKeys(setting) }
	clock := func() time.Time { return now }
	u := store.User{ID: "usr_01k0000000000000000000000a", Org: "org_01k0000000000000000000000a", Address: "ada@example.com", Status: api.Invited,
		Invitation: &store.Invitation{Nonce: "AAAAAAAAAAAA", ExpiresAt: api.At(now.Add(time.Hour))}}
	warm := &link.Maker{Keys: keys, Now: clock}
	old, err := warm.Invitation(t.Context(), &u)
	if err != nil {
		t.Fatal(err)
	}
	if setting, err = keeper.Next(setting, rand.Reader, 2); err != nil {
		t.Fatal(err)
	}
	fresh, err := (&link.Maker{Keys: keys, Now: clock}).Invitation(t.Context(), &u)
	if err != nil {
		t.Fatal(err)
	}
	for range 5 {
		if _, err := warm.OpenInvitation(t.Context(), fresh); !problem.Is(err, problem.InvitationInvalid) {
			t.Errorf("at once: %v", err)
		}
	}
	if fetches != 2 {
		t.Errorf("the keys were fetched %d times", fetches)
	}
	now = now.Add(time.Minute)
	for _, token := range []string{fresh, old} {
		got, err := warm.OpenInvitation(t.Context(), token)
		if err != nil || got.User != u.ID || got.Validate(&u, true, now) != nil {
			t.Errorf("after a minute: %+v %v", got, err)
		}
	}
}

// TestKeysThatCannotBeFetched answers 503, not that the link is bad.
func TestKeysThatCannotBeFetched(t *testing.T) {
	m := &link.Maker{Keys: func(context.Context) (linktoken.Keys, error) { return linktoken.Keys{}, errors.New("down") }, Now: time.Now}
	if _, err := m.OpenInvitation(t.Context(), "x"); !problem.Is(err, problem.TryAgain) {
		t.Errorf("got %v", err)
	}
}

// TestPrefetch saves the first use the fetching. Where it fails, the first use fetches.
func TestPrefetch(t *testing.T) {
	fetches, down := 0, true
	m := &link.Maker{Now: time.Now, Keys: func(context.Context) (linktoken.Keys, error) {
		if fetches++; down {
			return linktoken.Keys{}, errors.New("down")
		}
		return linktoken.ParseKeys("1:dXNoZXIgdGVzdCBsaW5rIGtleSwgMzIgYnl0ZXMgISE=")
	}}
	for want := 1; want <= 2; want++ {
		m.Prefetch(t.Context())
		if fetches != want {
			t.Errorf("%d fetches, want %d", fetches, want)
		}
		down = false
	}
	if _, err := m.OpenInvitation(t.Context(), "x"); !problem.Is(err, problem.InvitationInvalid) || fetches != 2 {
		t.Errorf("%v after %d fetches", err, fetches)
	}
}
