package account_test

import (
	"fmt"
	"net/http"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"usher/pkg/api"
	"usher/pkg/lib/email"
	"usher/pkg/store"
	"usher/test/client"
	"usher/test/harness"
)

// TestIdleSessionsEnd: a session that is unused for as long as the stage allows has ended, everywhere and for good, and
// is not in the list; one that is used goes on to its absolute end. Without a limit only that ends it.
func TestIdleSessionsEnd(t *testing.T) {
	t.Parallel()
	s := harness.New(t, harness.Idle(time.Hour))
	owner := s.Found(t, "Acme")
	unused := s.WithSession(owner.NewSession(t))
	for range 12 { // of an hour each, less what the note may be behind
		s.Clock.Advance(50 * time.Minute)
		owner.Do(t, "GET", owner.Path(), nil).Want(t, 200, "")
	}
	unused.Do(t, "GET", "/v1/me", nil).Want(t, 401, "unauthenticated")
	unused.Do(t, "PATCH", owner.Path(), map[string]string{"name": "Mine"}).Want(t, 401, "unauthenticated")
	unused.Prove(t, "password", harness.Password).Want(t, 401, "unauthenticated")
	sessions := harness.Into[api.Page[api.Session]](t, owner.Do(t, "GET", "/v1/me/sessions", nil).Want(t, 200, ""))
	if len(sessions.Data) != 1 || s.Clock.Now().Sub(sessions.Data[0].LastUsed.Time) > 5*time.Minute {
		t.Errorf("the sessions are %+v", sessions.Data)
	}
	s.Clock.Advance(time.Hour)
	owner.Do(t, "GET", "/v1/me", nil).Want(t, 401, "unauthenticated")

	unlimited := harness.New(t)
	other := unlimited.Found(t, "Acme")
	unlimited.Clock.Advance(11 * time.Hour)
	other.Do(t, "GET", "/v1/me", nil).Want(t, 200, "")
}

// TestAnOrganizationsIdleEnd: what an organization allows counts there only; a session that was unused for so long does
// not come back by being used elsewhere, nor by proof, but by signing in. The setting is none or in its range.
func TestAnOrganizationsIdleEnd(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	owner, other := s.Found(t, "Acme"), s.Found(t, "Other")
	member := owner.Join(t, api.Auditor)
	u := other.InviteAddress(t, member.Email, api.Auditor)
	member.Accept(t, s.Token(t, other.Org, u.ID), harness.Password).Want(t, 200, "")
	set := func(minutes int) client.Answer {
		return owner.Do(t, "PATCH", owner.Path(), map[string]any{"settings": map[string]int{"session_idle_minutes": minutes}})
	}
	for _, minutes := range []int{-1, 1, 4, 43201} {
		a := set(minutes).Want(t, 400, "invalid_request")
		if e := a.Problem().Errors; len(e) != 1 || e[0].Field != "settings.session_idle_minutes" || e[0].Code != "out_of_range" {
			t.Errorf("%d minutes: %v", minutes, e)
		}
	}
	set(15).Want(t, 200, "")
	for range 4 {
		s.Clock.Advance(10 * time.Minute)
		member.Do(t, "GET", member.Path(), nil).Want(t, 200, "")
	}
	s.Clock.Advance(15 * time.Minute)
	for range 2 {
		member.Do(t, "GET", member.Path(), nil).Want(t, 401, "unauthenticated")
		member.Do(t, "GET", "/v1/organizations/"+other.Org, nil).Want(t, 200, "")
		member.Do(t, "POST", member.Path("leave"), nil).Want(t, 401, "unauthenticated")
		member.Prove(t, "password", harness.Password).Want(t, 204, "")
	}
	member.SignIn(t, member.Email, harness.Password).Want(t, 200, "")
	member.Do(t, "GET", member.Path(), nil).Want(t, 200, "")
	s.Clock.Advance(time.Hour)
	owner.SignIn(t, owner.Email, harness.Password).Want(t, 200, "")
	set(0).Want(t, 200, "")
	member.Do(t, "GET", member.Path(), nil).Want(t, 200, "")
}

// TestReadsStayReads: however many requests come in five minutes, from however many at a time, one writes; and the
// longest time that the session was unused is known from then on.
func TestReadsStayReads(t *testing.T) {
	t.Parallel()
	ledger := &harness.Ledger{}
	s := harness.New(t, harness.Record(ledger), harness.Idle(time.Hour))
	owner := s.Found(t, "Acme")
	owner.Do(t, "GET", owner.Path(), nil).Want(t, 200, "")
	for _, gap := range []time.Duration{time.Minute, 5 * time.Minute, 40 * time.Minute, 6 * time.Minute} {
		s.Clock.Advance(gap)
		ledger.Open(s.Client)
		answers := harness.Together(6, func(int) (client.Answer, error) { return owner.Try("GET", owner.Path(), nil) })
		for range 6 {
			owner.Do(t, "GET", "/v1/me", nil).Want(t, 200, "")
		}
		if answers["200"] != 6 || (gap < 5*time.Minute) != (ledger.Write == 0) {
			t.Errorf("after %v: %v, and %v units are written", gap, answers, ledger.Write)
		}
	}
	one := sessionsOf(t, s, owner.Email)[0]
	if one.LastUsed == nil || one.LastUsed.Idle < 2400 || one.LastUsed.Idle > 2700 {
		t.Errorf("noted: %+v", one.LastUsed)
	}
}

func sessionsOf(t *testing.T, s *harness.System, address string) []store.Session {
	t.Helper()
	all, err := store.All[store.Session](t.Context(), s.Store, store.Sessions(email.Digest(address)))
	if err != nil || len(all) == 0 {
		t.Fatalf("%d sessions, %v", len(all), err)
	}
	return all
}

// TestIdle: whenever it is used, a session is over once it was unused for its limit, never later than it expires, and
// the longest time unused only grows.
func TestIdle(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		start := time.Date(2026, 1, 31, 12, 0, 0, 0, time.UTC)
		limit := rapid.IntRange(0, 3600).Draw(t, "limit")
		s := store.Session{CreatedAt: api.At(start), ExpiresAt: api.At(start.Add(12 * time.Hour)), IdleLimit: limit}
		now, longest := start, time.Duration(0)
		for _, gap := range rapid.SliceOfN(rapid.IntRange(0, 5000), 1, 10).Draw(t, "gaps") {
			now = now.Add(time.Duration(gap) * time.Second)
			longest = max(longest, time.Duration(gap)*time.Second)
			over := limit > 0 && longest >= time.Duration(limit)*time.Second || !now.Before(s.ExpiresAt.Time)
			if s.Idle(now) != longest || s.Ended(now) != over {
				t.Fatalf("unused for %v, ended %v; want %v, %v", s.Idle(now), s.Ended(now), longest, over)
			}
			s.LastUsed = &store.Use{At: api.At(now), Idle: int(s.Idle(now) / time.Second)}
		}
	})
}

// TestOneSessionPerBrowser: whichever way somebody signs in, the session that the browser had before has ended.
func TestOneSessionPerBrowser(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	owner := s.Found(t, "Acme")
	plain, factored := owner.Join(t, api.Auditor), owner.Join(t, api.Auditor)
	otp, passkey := factored.AddTOTP(t), factored.AddPasskey(t, "Laptop")
	for name, signIn := range map[string]func(b *harness.Browser) client.Answer{
		"password": func(b *harness.Browser) client.Answer { return b.SignIn(t, plain.Email, harness.Password) },
		"code": func(b *harness.Browser) client.Answer {
			b.SignIn(t, factored.Email, harness.Password).Want(t, 200, "")
			return b.Complete(t, "recovery_code", otp.Recovery[0])
		},
		"passkey": func(b *harness.Browser) client.Answer {
			options := b.PasskeyOptions(t, "/v1/passkey-sessions/options")
			return b.Do(t, "POST", "/v1/passkey-sessions", map[string]any{"credential": passkey.Sign(t, options)})
		},
		"an invitation": func(b *harness.Browser) client.Answer {
			return b.Accept(t, s.Token(t, owner.Org, owner.Invite(t, api.Auditor).ID), harness.Password)
		},
		"an invitation of somebody known": func(b *harness.Browser) client.Answer {
			other := s.Found(t, "Other")
			return b.Accept(t, s.Token(t, other.Org, other.InviteAddress(t, plain.Email, api.Auditor).ID), harness.Password)
		},
	} {
		for _, before := range []harness.Member{owner, plain} {
			if name == "code" && before.ID == plain.ID { // the codes are for once
				continue
			}
			b := s.Browser()
			token := b.SignIn(t, before.Email, harness.Password).Want(t, 200, "").Cookie().Value
			signIn(b).Want(t, 200, "")
			if a := s.WithSession(token).Do(t, "GET", "/v1/me", nil); a.Status != http.StatusUnauthorized {
				t.Errorf("%s: the session before answers %d", name, a.Status)
			}
		}
	}
}

// TestSignIns: the person sees how, when and from where their account was signed in to, page by page, and what failed.
func TestSignIns(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	s.Clock.Align(15 * time.Minute)
	owner, other := s.Found(t, "Acme"), s.Found(t, "Other")
	otp, passkey := owner.AddTOTP(t), owner.AddPasskey(t, "Laptop")
	s.Clock.Advance(15 * time.Minute)
	b := s.WithHeader("User-Agent", "Firefox")
	for range 3 {
		s.Clock.Advance(time.Second)
		b.SignIn(t, owner.Email, "not the password").Want(t, 401, "invalid_credentials")
	}
	s.Clock.Advance(15 * time.Minute)
	b.SignIn(t, owner.Email, harness.Password).Want(t, 200, "")
	s.Clock.Advance(time.Second)
	b.Complete(t, "totp", otp.Code(t, 0)).Want(t, 200, "")
	s.Clock.Advance(time.Second)
	options := b.PasskeyOptions(t, "/v1/passkey-sessions/options")
	b.Do(t, "POST", "/v1/passkey-sessions", map[string]any{"credential": passkey.Sign(t, options)}).Want(t, 200, "")
	want := []string{"succeeded passkey 1", "succeeded totp 1", "second_factor_required password 1", "failed - 3",
		"succeeded password 1"}
	for _, limit := range []int{1, 2, 5, 100} {
		var got []string
		for cursor, more := "", true; more; {
			path := fmt.Sprintf("/v1/me/sign-ins?limit=%d&cursor=%s", limit, cursor)
			page := harness.Into[api.Page[api.SignInRecord]](t, b.Do(t, "GET", path, nil).Want(t, 200, ""))
			for _, one := range page.Data {
				method := "-"
				if one.Method != nil {
					method = string(*one.Method)
				}
				got = append(got, fmt.Sprintf("%s %s %d", one.Outcome, method, one.Count))
				if one.Client == "" {
					t.Errorf("%+v is from nowhere", one)
				}
			}
			if more = page.NextCursor != nil; more {
				cursor = *page.NextCursor
				other.Do(t, "GET", "/v1/me/sign-ins?cursor="+cursor, nil).Want(t, 400, "invalid_request")
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("by %d: %v, want %v", limit, got, want)
		}
	}
	s.Clock.Advance(91 * 24 * time.Hour) // TTL may be late
	options = b.PasskeyOptions(t, "/v1/passkey-sessions/options")
	b.Do(t, "POST", "/v1/passkey-sessions", map[string]any{"credential": passkey.Sign(t, options)}).Want(t, 200, "")
	if page := harness.Into[api.Page[api.SignInRecord]](t, b.Do(t, "GET", "/v1/me/sign-ins", nil).
		Want(t, 200, "")); len(page.Data) != 1 {
		t.Errorf("after 91 days: %+v", page.Data)
	}
}
