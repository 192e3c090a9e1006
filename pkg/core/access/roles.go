package access

import (
	"context"

	"usher/pkg/api"
)

// ListRoles lists the deployment's roles for whoever is signed in or has a key. It returns unauthenticated as Prove
// does.
func (d *Guard) ListRoles(ctx context.Context, c *Caller, _ api.None) (api.RoleList, error) {
	err := c.Nobody()
	switch {
	case err != nil:
	case c.Key != nil:
		_, err = d.AuthenticateKey(ctx, c)
	default:
		_, err = d.Authenticate(ctx, c, nil)
	}
	if err != nil {
		return api.RoleList{}, err
	}
	return d.Roles.List(), nil
}
