package invitation

import (
	"context"

	"usher/pkg/api"
	"usher/pkg/api/problem"
	"usher/pkg/core/access"
	"usher/pkg/core/account"
	"usher/pkg/core/audit"
	"usher/pkg/core/link"
	"usher/pkg/core/seat"
	"usher/pkg/store"
)

// Accept makes an invited user active and signs them in. A person without a password sets it; one who has a password
// joins with it, and it is never overwritten. However many clicks arrive at once, one of them accepts. Besides the
// errors of View it returns invalid_credentials and too_many_requests to somebody who has a password, and
// invalid_request for a new password that is too weak, with the reason.
func (s *Service) Accept(
	ctx context.Context, c *access.Caller, in api.AcceptInvitationInput,
) (out api.SignedIn, reply access.Reply, err error) {
	to, err := s.Links.OpenInvitation(ctx, in.Token)
	if err != nil {
		return out, reply, err
	}
	err = store.Retry(ctx, func(ctx context.Context) (err error) {
		out, reply, err = s.accept(ctx, c, to, in.Password)
		return err
	})
	return out, reply, err
}

func (s *Service) accept(
	ctx context.Context, c *access.Caller, to link.Invitation, pass string,
) (out api.SignedIn, reply access.Reply, err error) {
	a, err := s.read(ctx, to)
	if err != nil {
		return out, reply, err
	}
	proof, err := s.Accounts.Prove(ctx, &a.person, pass, a.user.Email, a.organization.Name)
	if err == nil {
		err = s.Accounts.Ready(ctx, &a.person)
	}
	if err == nil {
		err = s.Accounts.ReadMembers(ctx, &a.person, account.MaxMemberships-1, "")
	}
	if err != nil {
		return out, reply, err
	}
	a.person.Identity.Email = a.user.Email
	a.person.Members = append(a.person.Members, a.membership())
	tx := s.Guard.In(c, to.Org, audit.Person(&a.user))
	s.activate(tx.Transaction, a)
	organizations := a.person.Organizations()
	if reply, err = s.Accounts.Join(ctx, tx.Transaction, c, proof, a.user.Email, organizations); err != nil {
		return out, reply, err
	}
	names := account.Names{to.Org: &a.organization}
	err = store.Together(ctx,
		func(ctx context.Context) error { return tx.Commit(ctx, accepted(&a.user)) },
		func(ctx context.Context) error { return s.Table.Load(ctx, names.Reads(organizations)...) })
	if problem.Is(err, problem.EmailTaken) {
		err = s.Accounts.Kept(ctx, a.person.Digest, err)
	}
	if problem.Is(err, problem.NotFound) { // the organization was deleted
		err = link.Invalid()
	}
	if err != nil {
		return out, access.Reply{}, err
	}
	c.Is(a.user.ID)
	return s.Accounts.SignedIn(&a.person, names, reply.Started), reply, nil
}

// accepted is the event of it.
func accepted(u *store.User) audit.Event {
	return audit.Event{Org: u.Org, Action: "user.accept", Target: audit.User(u),
		Changes: []audit.Change{{Field: "status", Before: api.Invited, After: api.Active}}}
}

// acceptance is what accepting reads.
type acceptance struct {
	to           link.Invitation
	organization store.Organization
	user         store.User
	person       account.Person
}

// read reads what the link is about, and checks that it may be used.
func (s *Service) read(ctx context.Context, to link.Invitation) (*acceptance, error) {
	a := &acceptance{to: to, person: account.Person{Digest: to.Digest}}
	user := store.Fetch(store.UserKey(to.Org, to.User), &a.user)
	err := s.Table.Load(ctx, store.Fetch(store.OrganizationKey(to.Org), &a.organization), user, a.person.Fetch())
	if err == nil {
		err = to.Validate(&a.user, user.Found() && a.organization.DeletedAt == nil, s.Now())
	}
	if err == nil && a.user.Digest() != to.Digest { // the person's address has changed since the mail
		a.person = account.Person{Digest: a.user.Digest()}
		err = s.Table.Load(ctx, a.person.Fetch())
	}
	return a, err
}

// membership is the new one, as it is after accepting.
func (a *acceptance) membership() store.Member {
	return store.Member{Org: a.to.Org, User: a.user.ID, Email: a.user.Email, Role: a.user.Role, Status: api.Active}
}

// activate adds what accepting changes in the organization.
func (s *Service) activate(t *store.Transaction, a *acceptance) {
	u, now := &a.user, api.At(s.Now())
	t.Change(u.Key, []store.Change{
		store.UserStatus.Set(api.Active), store.UserInvitation.Clear(), store.UserLastSignIn.Set(now),
		store.UserVersion.Add(1), store.UserUpdatedAt.Set(now), store.UserSecondFactor.Set(a.person.Identity.SecondFactor()),
	}, s.onConflict(a.to), store.UserStatus.Is(api.Invited), store.UserRole.Is(u.Role), sameSponsor(u),
		store.UserInvitationNonce.Is(u.Invitation.Nonce), store.UserInvitationExpiresAt.Above(now))
	if key, open := u.OpenInvitation(); open {
		t.Delete(key, nil)
	}
	t.Change(store.MemberKey(u.Digest(), u.Org), []store.Change{store.MemberStatus.Set(api.Active),
		store.MemberLastUsed.Set(now)},
		store.FailWith(store.ErrStale), store.Exists())
	s.requireSponsor(t, u)
	seat.Move{From: api.Invited, To: api.Active, FromRole: u.Role, ToRole: u.Role}.Apply(t, u.Org)
}

func sameSponsor(u *store.User) store.Condition {
	if u.Invitation.Sponsor == "" {
		return store.UserInvitationSponsor.Absent()
	}
	return store.UserInvitationSponsor.Is(u.Invitation.Sponsor)
}

// requireSponsor adds to a transaction that the user's sponsor is still active, and may still do all that the user
// will.
func (s *Service) requireSponsor(t *store.Transaction, u *store.User) {
	if by := u.Invitation.Sponsor; by != "" {
		t.Check(store.UserKey(u.Org, by), store.FailWith(link.Invalid()), store.UserStatus.Is(api.Active),
			store.UserRole.OneOf(s.Guard.Roles.Allowing(s.Guard.Roles.Permissions(u.Role)...)))
	}
}

// onConflict says what became of the invitation since it was read.
func (s *Service) onConflict(to link.Invitation) store.OnConflict {
	return func(now store.Item) error {
		var u store.User
		if now != nil {
			if err := now.Decode(&u); err != nil {
				return err
			}
		}
		if err := to.Validate(&u, now != nil, s.Now()); err != nil {
			return err
		}
		return store.ErrStale // the role, say: read it again
	}
}
