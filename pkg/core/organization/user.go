package organization

import (
	"usher/pkg/api"
	"usher/pkg/api/problem"
	"usher/pkg/core/access"
	"usher/pkg/core/audit"
	"usher/pkg/core/ratelimit"
	"usher/pkg/lib/email"
	"usher/pkg/lib/id"
	"usher/pkg/store"
)

// newUser makes an invited user, without the invitation yet.
func (s *Service) newUser(o *store.Organization, addr email.Address, first, last string, role api.Role) *store.User {
	now := s.now()
	u := &store.User{
		ID: s.IDs.New(id.User), Org: o.ID, Email: addr.Display, Address: addr.Key,
		FirstName: first, LastName: last, Role: role, Status: api.Invited,
		NamesKey: s.IDs.Bytes(store.NamesKeySize), CreatedAt: now, UpdatedAt: now, Version: 1,
	}
	u.Arrange()
	return u
}

// invitee makes a user whom the actor invites.
func (s *Service) invitee(o *store.Organization, by access.Actor, in api.CreateUserInput) *store.User {
	u := s.newUser(o, in.Email, in.FirstName, in.LastName, in.Role)
	u.Invitation = s.newInvitation(o, by, u.Role, nil)
	return u
}

// itemsPerUser is how many items a new user takes of a transaction: those of putUser, the count of
// invitations to the address, and the event.
const itemsPerUser = 5

// putUser adds everything a new invited user is made of: the lock on the address, the user, and the open invitation.
// The transaction fails with taken when the address is in the organization already.
func putUser(t *store.Transaction, u *store.User, taken error) {
	lock := newMember(u)
	t.Put(lock.Key, lock, store.FailWith(taken), store.NotExists())
	t.Put(u.Key, u, nil, store.NotExists())
	putInvitation(t, u)
}

// newMember is the membership of somebody who is invited: the lock on their address.
func newMember(u *store.User) store.Member {
	return store.Member{Key: store.MemberKey(u.Digest(), u.Org), Org: u.Org, User: u.ID, Email: u.Email, Role: u.Role,
		Status: u.Status, NamesKey: u.NamesKey}
}

// created is the event of a new user.
func created(u *store.User) audit.Event {
	return audit.Event{Action: "user.create", Target: audit.User(u), Changes: []audit.Change{
		{Field: "email", After: audit.Of(u).Says(u.Email)}, {Field: "first_name", After: audit.Of(u).Says(u.FirstName)},
		{Field: "last_name", After: audit.Of(u).Says(u.LastName)},
		{Field: "role", After: u.Role}, {Field: "status", After: u.Status}}}
}

const takenDetail = "Somebody with this address is in the organization already. " +
	"If their invitation has expired, send it again."

func errTaken() error { return problem.New(problem.EmailTaken, takenDetail) }

// errAddressFull says no more than that: how many have invited somebody is no other organization's business.
func (s *Service) errAddressFull() error {
	e := s.Limits.Full(ratelimit.InvitationsByAddress)
	e.Detail = addressFullDetail
	return e
}

const addressFullDetail = "This address cannot be invited at present. Try again later, or use another of theirs."

// countInvitation adds to a transaction that the address is invited once more, by any organization: it fails when that
// was too often.
func (s *Service) countInvitation(t *store.Transaction, u *store.User) {
	s.Limits.TakeSilently(t, ratelimit.InvitationsByAddress, u.Digest(), s.errAddressFull())
}
