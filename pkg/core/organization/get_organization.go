package organization

import (
	"context"

	"usher/pkg/api"
	"usher/pkg/api/problem"
	"usher/pkg/core/access"
	"usher/pkg/lib/id"
	"usher/pkg/store"
)

// GetOrganization reads an organization with its seats. An invitation counts as expired from the second on at which it
// expires, marked or not.
func (s *Service) GetOrganization(
	ctx context.Context, c *access.Caller, in api.OrganizationInput,
) (api.Organization, error) {
	_, o, unmarked, err := s.enterOrganization(ctx, c, in.Org, access.Action{Permission: api.OrganizationRead})
	if err != nil {
		return api.Organization{}, err
	}
	return viewOrganization(o, unmarked), nil
}

// enterOrganization authorizes the caller and reads the organization and how many
// of its invitations have expired without having been marked.
func (s *Service) enterOrganization(
	ctx context.Context, c *access.Caller, org id.OrganizationID, ask access.Action,
) (_ access.Actor, _ *store.Organization, unmarked int, _ error) {
	var o store.Organization
	ask.Org = org
	ask.Also = func(ctx context.Context) (err error) {
		unmarked, err = s.Table.Count(ctx, store.ExpiredInvitations(org.String(), s.now()))
		return err
	}
	read := store.Fetch(store.OrganizationKey(org.String()), &o)
	actor, err := s.Guard.Authorize(ctx, c, ask, read)
	if err == nil && !read.Found() {
		err = problem.Missing()
	}
	return actor, &o, unmarked, err
}
