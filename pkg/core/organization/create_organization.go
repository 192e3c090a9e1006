package organization

import (
	"context"
	"errors"

	"usher/pkg/api"
	"usher/pkg/api/problem"
	"usher/pkg/core/access"
	"usher/pkg/core/audit"
	"usher/pkg/core/ratelimit"
	"usher/pkg/lib/id"
	"usher/pkg/store"
)

// defaultInvitationDays is how long a new organization's invitations last.
const defaultInvitationDays = 7

// CreateOrganization makes an organization on the default plan with its first Owner, who gets an invitation. It
// returns sign_up_closed where the public may not create organizations, and too_many_requests to a client that
// creates too many or for an address that was invited too often. The organization can mail nobody but that Owner
// until they have accepted: before, nobody can act in it.
func (s *Service) CreateOrganization(
	ctx context.Context, c *access.Caller, in api.CreateOrganizationInput,
) (api.CreatedOrganization, error) {
	if !s.SignUpOpen {
		return api.CreatedOrganization{}, problem.New(problem.SignUpClosed,
			"Ask whoever runs this service for an organization.")
	}
	return s.create(ctx, c, in, nil,
		func(tx *store.Transaction) { s.Limits.Take(tx, ratelimit.SignUpsByClient, c.Client) })
}

// CreateByOperator is CreateOrganization for whoever may do it regardless of sign-up: the
// operator's command, which no limit holds up.
func (s *Service) CreateByOperator(
	ctx context.Context, c *access.Caller, in api.CreateOrganizationInput, by audit.Actor,
) (api.CreatedOrganization, error) {
	return s.create(ctx, c, in, &by, func(*store.Transaction) {})
}

func (s *Service) create(
	ctx context.Context, c *access.Caller, in api.CreateOrganizationInput, operator *audit.Actor,
	limit func(*store.Transaction),
) (api.CreatedOrganization, error) {
	o := New(s.IDs.New(id.Organization), in.Name, s.Plans.Default(), s.now())
	u := s.newUser(o, in.Owner.Email, in.Owner.FirstName, in.Owner.LastName, api.Owner)
	u.Invitation = s.newInvitation(o, access.Actor{}, u.Role, nil)
	o.SeatsUsed, o.Invited = 1, 1
	out := api.CreatedOrganization{Organization: viewOrganization(o, 0), Owner: View(u, s.Now())}
	by := audit.Public(u)
	if operator != nil {
		by = *operator
	}
	tx := s.Guard.Public(c, by).Answer(out)
	tx.Put(o.Key, o, nil, store.NotExists())
	limit(tx.Transaction)
	putUser(tx.Transaction, u, errTaken())
	s.countInvitation(tx.Transaction, u)
	err := tx.Commit(ctx, audit.Event{Org: o.ID, Action: "organization.create", Target: audit.Organization(o),
		Changes: []audit.Change{
			{Field: "name", After: o.Name}, {Field: "plan", After: o.Plan},
			{Field: "owner", After: audit.Of(u).Says(u.Email)}}})
	if errors.Is(err, store.ErrStale) { // the same request, at the same time
		err = problem.Unavailable(err)
	}
	return out, err
}

// New is an organization with nobody in it.
func New(org, name string, plan api.Plan, now api.Time) *store.Organization {
	return &store.Organization{
		Key: store.OrganizationKey(org), ID: org, Name: name, Plan: plan.Name, SeatLimit: plan.Seats,
		InvitationDays: defaultInvitationDays, Locale: "en", CreatedAt: now, UpdatedAt: now, Version: 1,
	}
}
