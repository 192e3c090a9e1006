package harness

import (
	"context"

	"usher/pkg/api"
	"usher/pkg/core/access"
	"usher/pkg/lib/email"
	"usher/pkg/lib/id"
	"usher/pkg/store"
)

// Pair makes an organization with two signed-in Owners by writing its items,
// where a test needs many and is not about how they came to be.
func (s *System) Pair() (a, b Member, ok bool) {
	ids, now := s.App.IDs(), api.At(s.App.Now())
	o := store.Organization{ID: ids.New(id.Organization), Name: "Pair", Plan: "playground", SeatLimit: 10, SeatsUsed: 2,
		Active: 2, ActiveOwners: 2, InvitationDays: 7, Locale: "en", CreatedAt: now, UpdatedAt: now, Version: 1}
	o.Key = store.OrganizationKey(o.ID)
	var t store.Transaction
	t.Put(o.Key, o, nil)
	a, b = s.member(&t, o.ID), s.member(&t, o.ID)
	return a, b, s.App.Table().Commit(context.Background(), &t) == nil
}

// member adds an active Owner with a session.
func (s *System) member(t *store.Transaction, org string) Member {
	ids, now := s.App.IDs(), api.At(s.App.Now())
	addr, _ := email.Parse(Address("pair"))
	u := store.User{ID: ids.New(id.User), Org: org, Email: addr.Display, Address: addr.Key, FirstName: "Ada", LastName: "Byron",
		Role: api.Owner, Status: api.Active, CreatedAt: now, UpdatedAt: now, Version: 1}
	u.Arrange()
	digest := u.Digest()
	token := access.NewSessionToken(ids, digest, []string{org})
	member, identity, session := store.MemberKey(digest, org), store.IdentityKey(digest), store.SessionKey(digest, token.ID)
	t.Put(u.Key, u, nil)
	t.Put(member, store.Member{Key: member, Org: org, User: u.ID, Email: u.Email, Role: u.Role, Status: u.Status}, nil)
	t.Put(identity, store.Identity{Key: identity, Email: u.Email, PasswordHash: "none", CreatedAt: now, UpdatedAt: now}, nil)
	t.Put(session, store.Session{Key: session, ID: token.ID, Secret: token.Hash(), CreatedAt: now,
		ExpiresAt: api.At(now.Add(s.App.Config.SessionLifetime)), TTL: now.Unix() + 86400}, nil)
	b := s.Browser()
	b.Header.Set("Cookie", "usher="+token.Encode())
	return Member{b, org, u.ID, u.Email}
}

// PutUser writes an active Auditor's item, uncounted and without an account,
// where a test needs many to be read.
func (s *System) PutUser(ctx context.Context, org, address, first, last string) error {
	addr, err := email.Parse(address)
	if err != nil {
		return err
	}
	now := api.At(s.App.Now())
	u := store.User{ID: s.App.IDs().New(id.User), Org: org, Email: addr.Display, Address: addr.Key, FirstName: first, LastName: last,
		Role: api.Auditor, Status: api.Active, CreatedAt: now, UpdatedAt: now, Version: 1}
	u.Arrange()
	var t store.Transaction
	t.Put(u.Key, u, nil)
	return s.App.Table().Commit(ctx, &t)
}

// SomeToken is a well-signed link to nobody.
func SomeToken(s *System) string {
	u := store.User{ID: "usr_01k0000000000000000000000a", Org: "org_01k0000000000000000000000a", Address: "nobody@example.com",
		Invitation: &store.Invitation{Nonce: "AAAAAAAAAAAAAAAAAAAAAA", ExpiresAt: api.At(s.App.Now())}}
	token, _ := s.App.Links().Invitation(&u) // fails only without keys
	return token
}

// SomeSession is a well-formed session cookie of nobody.
func SomeSession(s *System) string {
	return access.NewSessionToken(s.App.IDs(), email.Digest("nobody@example.com"), nil).Encode()
}

// SomeReset is a well-signed password link of nobody's.
func SomeReset(s *System) string {
	token, _ := s.App.Links().Reset(email.Digest("nobody@example.com"), // fails only without keys
		&store.Reset{Nonce: "AAAAAAAAAAAAAAAAAAAAAA", ExpiresAt: api.At(s.App.Now())})
	return token
}
