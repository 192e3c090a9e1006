package account

import (
	"context"

	"usher/pkg/api"
	"usher/pkg/core/access"
)

// GetMe tells a caller who they are, where they belong, and what they may do there: a page of a person's memberships.
// It returns invalid_request for a cursor that is not the person's.
func (s *Service) GetMe(ctx context.Context, c *access.Caller, in api.GetMeInput) (api.Me, error) {
	if c.Key != nil && !c.BadBearer {
		return s.keyIsMe(ctx, c)
	}
	var p Person
	var hints []string
	names := Names{}
	if c.Session != nil {
		p.Digest = c.Session.Digest
		hints = c.Session.Organizations
	}
	var unread error
	known, err := s.Guard.Authenticate(ctx, c, func(ctx context.Context) error {
		unread = s.ReadMembers(ctx, &p, in.Limit, in.Cursor)
		return nil // whoever is not signed in is told so first
	}, append(names.Reads(hints), p.Fetch())...)
	if err == nil {
		err = unread
	}
	if err != nil {
		return api.Me{}, err
	}
	// Only a membership that is younger than the session, or beyond the first of very many, is not hinted at by its token.
	if more := names.Reads(p.Organizations()); len(more) > 0 {
		if err := s.Table.Load(ctx, more...); err != nil {
			return api.Me{}, err
		}
	}
	return api.Me{Identity: &api.Identity{Email: p.Identity.Email}, Memberships: p.Memberships(names),
		ExpiresAt: known.Session.ExpiresAt.Pointer(), NextCursor: p.Next,
		SecondFactor: p.Identity.SecondFactor()}, nil
}

// keyIsMe tells an API key what it is: a member of one organization by its role.
func (s *Service) keyIsMe(ctx context.Context, c *access.Caller) (api.Me, error) {
	names := Names{}
	held, err := s.Guard.AuthenticateKey(ctx, c, names.Reads([]string{c.Key.Org})...)
	if err != nil {
		return api.Me{}, err
	}
	key, role := &held.Key, held.Role()
	return api.Me{APIKey: &api.Named{ID: key.ID, Name: key.Name}, ExpiresAt: key.ExpiresAt, Memberships: []api.Membership{{
		Organization: api.Named{ID: key.Org, Name: names[key.Org].Name}, Role: role, Status: api.Active,
		Permissions: role.Permissions(), SuspendedAt: names[key.Org].SuspendedAt}}}, nil
}
