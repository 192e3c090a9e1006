package organization

import (
	"context"

	"usher/pkg/api"
	"usher/pkg/core/access"
	"usher/pkg/lib/id"
	"usher/pkg/store"
)

// GetOrganization reads an organization with its seats. An invitation that ran
// out counts as expired from that second on, marked or not.
func (s *Service) GetOrganization(ctx context.Context, c *access.Caller, in api.OrganizationInput) (api.Organization, error) {
	_, o, runOut, err := s.enterOrganization(ctx, c, in.Org, api.OrganizationRead)
	if err != nil {
		return api.Organization{}, err
	}
	return viewOrganization(o, runOut), nil
}

// enterOrganization lets the caller in and reads the organization and how many
// of its invitations have run out unmarked.
func (s *Service) enterOrganization(ctx context.Context, c *access.Caller, org string, p api.Permission) (access.Actor, *store.Organization, int, error) {
	var o store.Organization
	runOut, org := 0, id.Safe(id.Organization, org)
	count := func(ctx context.Context) (err error) {
		runOut, err = s.Table.Count(ctx, store.RunOut(org, s.now()))
		return err
	}
	read := store.Fetch(store.OrganizationKey(org), &o)
	actor, err := s.Guard.Authorize(ctx, c, access.Action{Org: org, Permission: p, Also: count}, read)
	if err == nil && !read.Found() {
		err = errNotFound()
	}
	return actor, &o, runOut, err
}
