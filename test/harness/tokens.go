package harness

import (
	"context"

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

// SomeReset is a well-signed password link of nobody's.
func SomeReset(s *System) string {
	token, _ := s.App.Links().Reset(context.Background(), email.Digest("nobody@example.com"), // fails only without keys
		&store.Reset{Nonce: "AAAAAAAAAAAA", ExpiresAt: api.At(s.App.Now())})
	return token
}
