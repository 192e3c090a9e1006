package harness

import (
	"testing"

	"usher/pkg/lib/email"
	"usher/pkg/store"
)

// EmailToken is the token of the change of address that somebody has asked for, as it would be mailed.
func (s *System) EmailToken(t testing.TB, address string) string {
	t.Helper()
	var asked store.EmailChange
	digest := email.Lenient(address).Digest()
	s.load(t, store.EmailChangeKey(digest), &asked)
	token, err := s.App.Links().EmailChange(t.Context(), digest, asked.Nonce)
	if err != nil {
		t.Fatal(err)
	}
	return token
}

// RestoreToken is the token with which an account gets a former address back, as it would be mailed.
func (s *System) RestoreToken(t testing.TB, address string) string {
	t.Helper()
	var former store.Former
	digest := email.Lenient(address).Digest()
	s.load(t, store.FormerKey(digest), &former)
	token, err := s.App.Links().EmailRestore(t.Context(), digest, former.Nonce)
	if err != nil {
		t.Fatal(err)
	}
	return token
}

// AskEmail asks for another address, and gives the token of the link to it.
func (m Member) AskEmail(t testing.TB, to string) string {
	t.Helper()
	m.Do(t, "POST", "/v1/me/email-change", map[string]string{"email": to}).Want(t, 202, "")
	return m.System.EmailToken(t, m.Email)
}

// ChangeEmail gives the member another address, and signs them in again.
func (m Member) ChangeEmail(t testing.TB, to string) Member {
	t.Helper()
	m.Do(t, "POST", "/v1/email-changes/"+m.AskEmail(t, to), nil).Want(t, 204, "")
	m.Email = to
	m.SignIn(t, to, Password).Want(t, 200, "")
	return m
}
