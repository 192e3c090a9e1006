package harness

import (
	"context"
	"strings"

	"usher/pkg/api"
	"usher/pkg/core/access"
	"usher/pkg/lib/email"
	"usher/pkg/store"
)

// SomeToken is a well-signed link to nobody.
func SomeToken(s *System) string {
	u := store.User{ID: "usr_01k0000000000000000000000a", Org: "org_01k0000000000000000000000a",
		Address:    "nobody@example.com",
		Invitation: &store.Invitation{Nonce: "AAAAAAAAAAAA", ExpiresAt: api.At(s.App.Now())}}
	token, _ := s.App.Links().Invitation(context.Background(), &u) // fails only without keys
	return token
}

// SomeSession is a well-formed session cookie of nobody.
func SomeSession(s *System) string {
	return access.NewSessionToken(s.App.IDs(), email.Digest("nobody@example.com"), nil).Encode()
}

// TokenFor is a well-signed link to nobody, of the kind that a path takes.
func TokenFor(s *System, path string) string {
	digest, nonce := email.Digest("nobody@example.com"), "AAAAAAAAAAAA"
	switch {
	case strings.HasPrefix(path, "/v1/password-resets/"):
		return SomeReset(s)
	case strings.HasPrefix(path, "/v1/email-changes/"):
		token, _ := s.App.Links().EmailChange(context.Background(), digest, nonce) // fails only without keys
		return token
	case strings.HasPrefix(path, "/v1/email-restorations/"):
		token, _ := s.App.Links().EmailRestore(context.Background(), digest, nonce) // likewise
		return token
	}
	return SomeToken(s)
}

// SomeReset is a well-signed password link of nobody's.
func SomeReset(s *System) string {
	token, _ := s.App.Links().Reset(context.Background(), email.Digest("nobody@example.com"), // fails only without keys
		&store.Reset{Nonce: "AAAAAAAAAAAA", ExpiresAt: api.At(s.App.Now())})
	return token
}
