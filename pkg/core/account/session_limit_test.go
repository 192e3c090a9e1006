package account_test

import (
	"testing"
	"time"

	"usher/pkg/api"
	"usher/pkg/lib/email"
	"usher/pkg/store"
	"usher/test/client"
	"usher/test/harness"
)

// crowded is a person who has as many sessions as one may have, the first in their own browser, and the tokens of the
// others, each a second younger than the one before.
func crowded(t *testing.T, s *harness.System) (harness.Member, []string) {
	t.Helper()
	owner := s.Found(t, "Acme")
	var tokens []string
	for range api.MaxSessions - 1 {
		s.Clock.Advance(time.Second)
		tokens = append(tokens, owner.NewSession(t))
	}
	s.Clock.Advance(time.Second)
	return owner, tokens
}

// holdSessions looks at which of the person's sessions work, and that there are no more than there may be.
func holdSessions(t *testing.T, s *harness.System, address string, works map[string]bool) {
	t.Helper()
	for token, want := range works {
		status := map[bool]int{true: 200, false: 401}[want]
		if got := s.WithSession(token).Do(t, "GET", "/v1/me", nil).Status; got != status {
			t.Errorf("a session that should work: %v, is answered %d", want, got)
		}
	}
	digest := email.Digest(address)
	stored, err := store.All[store.Session](t.Context(), s.Store, store.Sessions(digest))
	var person store.Identity
	if err == nil {
		err = s.Store.Load(t.Context(), store.Fetch(store.IdentityKey(digest), &person))
	}
	if err != nil || len(stored) > api.MaxSessions || person.Sessions < len(stored) || person.Sessions > api.MaxSessions {
		t.Errorf("%d sessions are stored, %d counted: %v", len(stored), person.Sessions, err)
	}
}

// TestTheOldestSessionsEnd has a person sign in, accept and change the password with as many sessions as they may have:
// they are let in, and no session ends but the oldest, or the one that the browser had before.
func TestTheOldestSessionsEnd(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	owner, tokens := crowded(t, s)
	owner.Do(t, "GET", "/v1/me", nil).Want(t, 200, "")
	last := owner.NewSession(t)
	owner.Do(t, "GET", "/v1/me", nil).Want(t, 401, "unauthenticated")
	holdSessions(t, s, owner.Email, map[string]bool{tokens[0]: true, tokens[len(tokens)-1]: true, last: true})

	// A browser that signs in again gives up its own.
	again := s.WithSession(last).SignIn(t, owner.Email, harness.Password).Want(t, 200, "").Cookie().Value
	holdSessions(t, s, owner.Email, map[string]bool{tokens[0]: true, last: false, again: true})

	// Those that have been ended are not counted.
	for _, token := range tokens[10:15] {
		s.WithSession(token).Do(t, "DELETE", "/v1/sessions/current", nil).Want(t, 204, "")
	}
	for range 5 {
		owner.NewSession(t)
	}
	holdSessions(t, s, owner.Email, map[string]bool{tokens[0]: true, tokens[1]: true})

	signInAtTheSameTime(t, s, owner, tokens[20:23])
	s.Clock.Advance(time.Second)
	newest := owner.NewSession(t)

	other := s.Found(t, "Other")
	invited := other.InviteAddress(t, owner.Email, api.Auditor)
	token := s.Token(t, other.Org, invited.ID)
	joined := s.Browser().Accept(t, token, harness.Password).Want(t, 200, "").Cookie().Value
	holdSessions(t, s, owner.Email, map[string]bool{tokens[0]: false, newest: true, joined: true})

	b := s.WithSession(newest)
	changed := b.Do(t, "PUT", "/v1/me/password", map[string]string{"current_password": harness.Password,
		"password": harness.NewPassword}).Want(t, 204, "").Cookie().Value
	holdSessions(t, s, owner.Email, map[string]bool{newest: false, joined: false, changed: true})
	begun := s.Browser().SignIn(t, owner.Email, harness.NewPassword).Want(t, 200, "").Cookie().Value
	holdSessions(t, s, owner.Email, map[string]bool{changed: true, begun: true})
}

// signInAtTheSameTime has a person sign in many times at once, around as many sessions as they may have, once those of
// the tokens have ended: all are let in, and no more than that stay.
func signInAtTheSameTime(t *testing.T, s *harness.System, owner harness.Member, tokens []string) {
	t.Helper()
	for _, token := range tokens {
		s.WithSession(token).Do(t, "DELETE", "/v1/sessions/current", nil).Want(t, 204, "")
	}
	owner.NewSession(t) // counts those that are left: there is room for two
	answers := harness.Together(6, func(int) (client.Answer, error) {
		return s.Browser().Client.Do(t.Context(), client.SignIn(owner.Email, harness.Password))
	})
	if answers["200"] != 6 {
		t.Errorf("answers: %v", answers)
	}
	holdSessions(t, s, owner.Email, nil)
}
