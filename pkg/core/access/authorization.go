package access

import (
	"context"

	"usher/pkg/api"
)

// Authorization says who the caller is in an organization, and what they may do there: for other services of the
// product, in one round trip. It returns what Authorize does, forbidden to whoever has not the permission that is asked
// about, if one is, and suspended for an organization that is, as it cannot know what the other service would change.
func (d *Guard) Authorization(ctx context.Context, c *Caller, in api.AuthorizationInput) (api.Authorization, error) {
	c.Changes = true
	actor, err := d.Authorize(ctx, c, Action{Org: in.Org, Permission: in.Permission, Member: in.Permission == ""})
	if err != nil {
		return api.Authorization{}, err
	}
	out := api.Authorization{Organization: actor.Org, UserID: actor.Holder.User, Role: actor.Role, Permissions: actor.may}
	if actor.Key != nil {
		out.APIKeyID = &actor.Key.ID
	}
	return out, nil
}
