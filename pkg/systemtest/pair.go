package systemtest

import (
	"context"

	"usher/pkg/access"
	"usher/pkg/address"
	"usher/pkg/api"
	"usher/pkg/id"
	"usher/pkg/table"
)

// Pair makes an organization with two signed-in Owners by writing its items,
// where a test needs many and is not about how they came to be.
func (s *System) Pair() (a, b Member, ok bool) {
	ids, now := s.App.IDs(), api.At(s.App.Now())
	o := table.Organization{ID: ids.New(id.Organization), Name: "Pair", Plan: "playground", SeatLimit: 10, SeatsUsed: 2,
		Active: 2, ActiveOwners: 2, InvitationDays: 7, Locale: "en", CreatedAt: now, UpdatedAt: now, Version: 1}
	o.Key = table.OrganizationKey(o.ID)
	var t table.Transaction
	t.Put(o.Key, o, nil)
	a, b = s.member(&t, o.ID), s.member(&t, o.ID)
	return a, b, s.App.Table().Commit(context.Background(), &t) == nil
}

// member adds an active Owner with a session.
func (s *System) member(t *table.Transaction, org string) Member {
	ids, now := s.App.IDs(), api.At(s.App.Now())
	addr, _ := address.Parse(Address("pair"))
	u := table.User{ID: ids.New(id.User), Org: org, Email: addr.Display, Address: addr.Key, FirstName: "Ada", LastName: "Byron",
		Role: api.Owner, Status: api.Active, CreatedAt: now, UpdatedAt: now, Version: 1}
	u.Arrange()
	digest := u.Digest()
	token := access.NewSessionToken(ids, digest, []string{org})
	member, identity, session := table.MemberKey(digest, org), table.IdentityKey(digest), table.SessionKey(digest, token.ID)
	t.Put(u.Key, u, nil)
	t.Put(member, table.Member{Key: member, Org: org, User: u.ID, Email: u.Email, Role: u.Role, Status: u.Status}, nil)
	t.Put(identity, table.Identity{Key: identity, Email: u.Email, PasswordHash: "none", CreatedAt: now, UpdatedAt: now}, nil)
	t.Put(session, table.Session{Key: session, ID: token.ID, Secret: token.Hash(), CreatedAt: now,
		ExpiresAt: api.At(now.Add(s.App.Config.SessionLifetime)), TTL: now.Unix() + 86400}, nil)
	b := s.Browser()
	b.Header.Set("Cookie", "usher="+token.Encode())
	return Member{b, org, u.ID, u.Email}
}
