package organization

import (
	"context"
	"errors"

	"usher/pkg/api"
	"usher/pkg/api/problem"
	"usher/pkg/core/access"
	"usher/pkg/core/audit"
	"usher/pkg/lib/email"
	"usher/pkg/lib/id"
	"usher/pkg/store"
)

// defaultInvitationDays is how long a new organization's invitations last.
const defaultInvitationDays = 7

// CreateOrganization makes an organization on the default plan with its first
// Owner, who gets an invitation. It answers sign_up_closed where the public may
// not create organizations.
func (s *Service) CreateOrganization(ctx context.Context, c *access.Caller, in api.CreateOrganizationInput) (api.CreatedOrganization, error) {
	if !s.SignUpOpen {
		return api.CreatedOrganization{}, problem.New(problem.SignUpClosed, "Ask whoever runs this service for an organization.")
	}
	var out api.CreatedOrganization
	if c.Replay != nil { // only then is there anything to read first
		if err := s.Table.Load(ctx, c.Replay.Reads()...); err != nil {
			return out, err
		}
		if again, err := c.Repeated(&out); again || err != nil {
			return out, err
		}
	}
	return s.CreateByOperator(ctx, c, in, audit.Actor{Type: "public", ID: in.Owner.Email, Name: in.Owner.Email})
}

// CreateByOperator is CreateOrganization for whoever may do it regardless of sign-up: the
// operator's command.
func (s *Service) CreateByOperator(ctx context.Context, c *access.Caller, in api.CreateOrganizationInput, by audit.Actor) (api.CreatedOrganization, error) {
	addr, err := parseAddress("owner.email", in.Owner.Email)
	if err != nil {
		return api.CreatedOrganization{}, err
	}
	o := s.newOrganization(in.Name)
	u := s.newUser(o, addr, in.Owner.FirstName, in.Owner.LastName, api.Owner)
	u.Invitation = s.newInvitation(o, "", 0)
	o.SeatsUsed, o.Invited = 1, 1
	var t store.Transaction
	t.Put(o.Key, o, nil, store.Absent("pk"))
	putUser(&t, u, errTaken())
	s.Log.Add(&t, s.Now(), audit.Event{Org: o.ID, Action: "organization.create", Actor: by, Target: audit.Organization(o),
		Changes:   []audit.Change{{Field: "name", After: o.Name}, {Field: "plan", After: o.Plan}, {Field: "owner", After: u.Email}},
		RequestID: c.RequestID, Client: c.Client})
	out := api.CreatedOrganization{Organization: viewOrganization(o, 0), Owner: View(u, s.Now())}
	if err := c.Replay.Keep(&t, out); err != nil {
		return api.CreatedOrganization{}, err
	}
	err = s.Table.Commit(ctx, &t)
	if errors.Is(err, store.ErrStale) { // the same request, at the same time
		err = problem.Unavailable(err)
	}
	return out, err
}

func (s *Service) newOrganization(name string) *store.Organization {
	plan, now := s.Plans.Default(), s.now()
	o := &store.Organization{
		ID: s.IDs.New(id.Organization), Name: name, Plan: plan.Name, SeatLimit: plan.Seats,
		InvitationDays: defaultInvitationDays, Locale: "en", CreatedAt: now, UpdatedAt: now, Version: 1,
	}
	o.Key = store.OrganizationKey(o.ID)
	return o
}

// newUser makes an invited user, without the invitation yet.
func (s *Service) newUser(o *store.Organization, addr email.Address, first, last string, role api.Role) *store.User {
	now := s.now()
	u := &store.User{
		ID: s.IDs.New(id.User), Org: o.ID, Email: addr.Display, Address: addr.Key,
		FirstName: first, LastName: last, Role: role, Status: api.Invited,
		CreatedAt: now, UpdatedAt: now, Version: 1,
	}
	u.Arrange()
	return u
}

// putUser adds everything a new invited user is made of: the lock on the
// address, the user, and the open invitation. The transaction fails with taken
// when the address is in the organization already.
func putUser(t *store.Transaction, u *store.User, taken error) {
	key := store.MemberKey(u.Digest(), u.Org)
	t.Put(key, store.Member{Key: key, Org: u.Org, User: u.ID, Email: u.Email, Role: u.Role, Status: u.Status},
		store.FailWith(taken), store.Absent("pk"))
	t.Put(u.Key, u, nil, store.Absent("pk"))
	putInvitation(t, u)
}

const takenDetail = "Somebody with this address is in the organization already. If their invitation ran out, send it again."

func errTaken() error { return problem.New(problem.EmailTaken, takenDetail) }

func parseAddress(field, text string) (email.Address, error) {
	addr, err := email.Parse(text)
	return addr, problem.InField(field, err)
}
