package acceptance_test

import (
	"encoding/base64"
	"strings"
	"testing"

	"usher/pkg/api"
	"usher/pkg/core/access"
	"usher/pkg/lib/email"
	"usher/test/harness"
)

func digestBytes(t *testing.T, digest string) [20]byte {
	t.Helper()
	b, ok := email.DigestBytes(digest)
	if !ok {
		t.Fatalf("no digest: %q", digest)
	}
	return b
}

// TestTamperedSessions changes every seventh bit of a session's token up to its
// hints, then its length and its spelling. (Hints are hints: see below.)
func TestTamperedSessions(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	owner := s.Found(t, "Acme")
	whole := owner.NewSession(t)
	raw, err := base64.RawURLEncoding.DecodeString(whole)
	if err != nil {
		t.Fatal(err)
	}
	const head = 20 + 16 + 32
	for bit := 0; bit < head*8; bit += 7 {
		changed := append([]byte{}, raw...)
		changed[bit/8] ^= 1 << (bit % 8)
		s.WithSession(base64.RawURLEncoding.EncodeToString(changed)).Do(t, "GET", "/v1/me", nil).
			Want(t, 401, "unauthenticated")
	}
	for _, value := range []string{whole[:len(whole)-1], whole[1:], whole + "A", whole + "=", whole + whole,
		strings.ToLower(whole), whole[:40], `"` + whole[:90] + `"`,
		base64.RawURLEncoding.EncodeToString(raw[:head-1]), base64.RawURLEncoding.EncodeToString(append(raw, 0))} {
		s.WithSession(value).Do(t, "GET", "/v1/me", nil).Want(t, 401, "unauthenticated")
	}
	s.WithSession(whole).Do(t, "GET", "/v1/me", nil).Want(t, 200, "")
}

// TestForgedHints puts another tenant's organization among the hints: nothing of
// it is told.
func TestForgedHints(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	owner, other := s.Found(t, "Acme"), s.Found(t, "Secret name")
	token, ok := access.ParseSessionToken(owner.NewSession(t))
	if !ok {
		t.Fatal("the cookie holds no token")
	}
	token.Organizations = []string{other.Org, owner.Org, "org_01k0000000000000000000000a"}
	thief := s.WithSession(token.Encode())
	a := thief.Do(t, "GET", "/v1/me", nil).Want(t, 200, "")
	if me := harness.Into[api.Me](t, a); len(me.Memberships) != 1 || strings.Contains(string(a.Body), "Secret name") ||
		strings.Contains(string(a.Body), other.Org) {
		t.Errorf("%s", a.Body)
	}
	thief.Do(t, "GET", other.Path(), nil).Want(t, 404, "not_found")
	token.Digest, token.Organizations = someDigest(t, other), nil
	s.WithSession(token.Encode()).Do(t, "GET", "/v1/me", nil).Want(t, 401, "unauthenticated")
}

// someDigest is the digest of a member's address, as their own cookie has it.
func someDigest(t *testing.T, m harness.Member) string {
	t.Helper()
	token, _ := access.ParseSessionToken(m.NewSession(t))
	return token.Digest
}

// TestTamperedKeys changes every bit of an API key, and then, with a checksum
// that holds again, its secret, its id and its organization.
func TestTamperedKeys(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	owner, other := s.Found(t, "Acme"), s.Found(t, "Other")
	program, foreign := owner.Program(t, api.Owner), other.Program(t, api.Owner)
	text := strings.TrimPrefix(program.Header.Get("Authorization"), "Bearer ")
	raw, _ := base64.RawURLEncoding.DecodeString(strings.TrimPrefix(text, access.KeyPrefix))
	for bit := range len(raw) * 8 {
		changed := append([]byte{}, raw...)
		changed[bit/8] ^= 1 << (bit % 8)
		s.WithHeader("Authorization", "Bearer "+access.KeyPrefix+base64.RawURLEncoding.EncodeToString(changed)).Do(t, "GET",
			owner.Path(), nil).Want(t, 401, "unauthenticated")
	}
	good, _ := access.ParseKeyToken(text)
	theirs, _ := access.ParseKeyToken(strings.TrimPrefix(foreign.Header.Get("Authorization"), "Bearer "))
	secret := append([]byte{}, good.Secret...)
	secret[31] ^= 1
	for name, k := range map[string]access.KeyToken{
		"secret":           {Org: good.Org, ID: good.ID, Root: good.Root, Secret: secret},
		"another's secret": {Org: good.Org, ID: good.ID, Root: good.Root, Secret: theirs.Secret},
		"organization":     {Org: theirs.Org, ID: good.ID, Root: good.Root, Secret: good.Secret},
		"id":               {Org: good.Org, ID: theirs.ID, Root: good.Root, Secret: good.Secret},
		"person":           {Org: good.Org, ID: good.ID, Root: owner.Join(t, api.Owner).ID, Secret: good.Secret}} {
		for _, path := range []string{owner.Path(), other.Path(), "/v1/me"} {
			if a := s.WithHeader("Authorization", "Bearer "+k.Encode()).Do(t, "GET", path, nil); a.Status != 401 {
				t.Errorf("another %s: %d %s", name, a.Status, a.Body)
			}
		}
	}
	for _, header := range []string{"Bearer " + text + "A", "Bearer " + text[:len(text)-1],
		"Bearer " + strings.ToUpper(text), "Bearer " + text + " " + text, "Basic " + text,
		"Bearer " + strings.TrimPrefix(text, "usk_")} {
		s.WithHeader("Authorization", header).Do(t, "GET", owner.Path(), nil).Want(t, 401, "unauthenticated")
	}
}

// TestTokensOfOtherKinds puts every kind of token where every other belongs.
func TestTokensOfOtherKinds(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	owner := s.Found(t, "Acme")
	s.Browser().RequestReset(t, owner.Email)
	tokens := map[string]string{"session": owner.NewSession(t),
		"invitation": s.Token(t, owner.Org, owner.Invite(t, api.Auditor).ID), "reset": s.ResetToken(t, owner.Email),
		"key": strings.TrimPrefix(owner.Program(t, api.Owner).Header.Get("Authorization"), "Bearer ")}
	for kind, token := range tokens {
		for _, spelling := range []string{token, strings.TrimPrefix(token, "usk_"), "usk_" + token} {
			if kind != "session" {
				s.WithSession(spelling).Do(t, "GET", "/v1/me", nil).Want(t, 401, "unauthenticated")
			}
			if kind != "key" {
				s.WithHeader("Authorization", "Bearer "+spelling).Do(t, "GET", "/v1/me", nil).Want(t, 401, "unauthenticated")
			}
			if kind != "invitation" {
				s.Browser().Do(t, "GET", "/v1/invitations/"+spelling, nil).Want(t, 404, "invitation_invalid")
				s.Browser().Accept(t, spelling, harness.Password).Want(t, 404, "invitation_invalid")
				s.Browser().Do(t, "POST", "/v1/invitations/"+spelling+"/request", nil).Want(t, 404, "invitation_invalid")
			}
			if kind != "reset" {
				s.Browser().ResetPassword(t, spelling, harness.Password).Want(t, 404, "password_reset_invalid")
			}
		}
	}
	link := tokens["invitation"]
	for i := range link {
		for _, changed := range []string{link[:i] + string(link[i]^1) + link[i+1:], link[:i]} {
			if a := s.Browser().Do(t, "GET", "/v1/invitations/"+changed, nil); a.Status != 404 {
				t.Errorf("changed at %d: %d %s", i, a.Status, a.Body)
			}
		}
	}
	s.Browser().Do(t, "GET", "/v1/invitations/"+link, nil).Want(t, 200, "")
}
