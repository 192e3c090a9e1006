package outbox_test

import (
	"slices"
	"testing"
	"time"

	"usher/pkg/api"
	"usher/pkg/lib/email"
	"usher/pkg/store"
	"usher/test/harness"
)

// TestMailsAboutNewDevices: whoever makes their account by accepting is mailed nothing; then each browser is mailed
// once, five a day to one person, and nobody else's count. What is over the limit stays unsent, however often it is
// redelivered.
func TestMailsAboutNewDevices(t *testing.T) {
	t.Parallel()
	s, p, r := limited(t)
	owner := s.Found(t, "Acme")
	member := owner.Join(t, api.Auditor)
	want := func(mails ...string) {
		t.Helper()
		if got := tell(t, s, p, r); !slices.Equal(got, mails) {
			t.Errorf("%q, want %q", got, mails)
		}
	}
	want() // both have accepted
	signIn := func(address string) *harness.Browser {
		b := s.Browser()
		s.Clock.Advance(time.Second)
		b.SignIn(t, address, harness.Password).Want(t, 200, "")
		return b
	}
	about := func(m harness.Member) string { return "new-device " + m.Email }
	for range 5 {
		known := signIn(owner.Email)
		want(about(owner))
		s.Clock.Advance(time.Second)
		known.SignIn(t, owner.Email, harness.Password).Want(t, 200, "")
		want()
	}
	signIn(owner.Email)
	want()
	signIn(member.Email)
	want(about(member))
	s.Clock.Advance(24 * time.Hour)
	signIn(owner.Email)
	if got := tell(t, s, p, r); !slices.Contains(got, about(owner)) {
		t.Errorf("the next day: %q", got)
	}
	if n := len(devices(t, s, owner.Email)); n < 5+2 {
		t.Errorf("%d browsers are known: the limit is on mails alone", n)
	}
}

func devices(t *testing.T, s *harness.System, address string) []store.Device {
	t.Helper()
	all, err := store.All[store.Device](t.Context(), s.Store, store.Devices(email.Digest(address)))
	if err != nil {
		t.Fatal(err)
	}
	return all
}
