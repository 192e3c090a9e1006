package account

import (
	"context"

	"usher/pkg/api"
	"usher/pkg/core/access"
)

// GetMe tells a caller who they are, where they belong, and what they may do there.
func (s *Service) GetMe(ctx context.Context, c *access.Caller, _ api.None) (api.Me, error) {
	if c.Key != nil && !c.BadBearer {
		return s.keyIsMe(ctx, c)
	}
	var p Person
	names := Names{}
	read := func(ctx context.Context) (err error) {
		p, err = s.Read(ctx, c.Session.Digest)
		return err
	}
	var hints []string
	if c.Session != nil {
		hints = c.Session.Organizations
	}
	known, err := s.Guard.Authenticate(ctx, c, read, names.Reads(hints)...)
	if err != nil {
		return api.Me{}, err
	}
	// The token does not name organizations that were joined after the session began.
	if more := names.Reads(p.Organizations()); len(more) > 0 {
		if err := s.Table.Load(ctx, more...); err != nil {
			return api.Me{}, err
		}
	}
	return api.Me{Identity: &api.Identity{Email: p.Identity.Email}, Memberships: p.Memberships(names),
		ExpiresAt: known.Session.ExpiresAt.Pointer()}, nil
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
		Permissions: role.Permissions()}}}, nil
}
