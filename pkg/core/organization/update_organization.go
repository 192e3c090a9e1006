package organization

import (
	"context"

	"usher/pkg/api"
	"usher/pkg/core/access"
	"usher/pkg/core/audit"
	"usher/pkg/core/etag"
	"usher/pkg/store"
)

// UpdateOrganization changes an organization's name and settings. It answers
// version_conflict when If-Match names another version than the present one.
func (s *Service) UpdateOrganization(ctx context.Context, c *access.Caller, in api.UpdateOrganizationInput) (out api.Organization, err error) {
	err = store.Retry(ctx, func(ctx context.Context) error {
		out, err = s.updateOrganization(ctx, c, in)
		return err
	})
	return out, err
}

func (s *Service) updateOrganization(ctx context.Context, c *access.Caller, in api.UpdateOrganizationInput) (api.Organization, error) {
	actor, o, runOut, err := s.enterOrganization(ctx, c, in.Org, api.OrganizationUpdate)
	if err != nil {
		return api.Organization{}, err
	}
	if err := etag.Match(in.IfMatch, o.Version); err != nil {
		return api.Organization{}, err
	}
	before := *o
	patchOrganization(o, in)
	changes := audit.Differences(
		audit.Change{Field: "name", Before: before.Name, After: o.Name},
		audit.Change{Field: "settings.invitation_days", Before: before.InvitationDays, After: o.InvitationDays},
		audit.Change{Field: "settings.locale", Before: before.Locale, After: o.Locale})
	if len(changes) == 0 {
		return viewOrganization(o, runOut), nil
	}
	o.Version, o.UpdatedAt = before.Version+1, s.now()
	var t store.Transaction
	actor.Check(&t)
	t.Change(o.Key, []store.Change{
		store.OrganizationName.Set(o.Name), store.OrganizationInvitationDays.Set(o.InvitationDays),
		store.OrganizationLocale.Set(o.Locale),
		store.OrganizationVersion.Set(o.Version), store.OrganizationUpdatedAt.Set(o.UpdatedAt),
	}, etag.Conflict(in.IfMatch != ""), store.OrganizationVersion.Is(before.Version))
	actor.Record(&t, s.Log, c, s.Now(), audit.Event{Action: "organization.update", Target: audit.Organization(o), Changes: changes})
	if err := s.Table.Commit(ctx, &t); err != nil {
		return api.Organization{}, err
	}
	return viewOrganization(o, runOut), nil
}

func patchOrganization(o *store.Organization, in api.UpdateOrganizationInput) {
	if in.Name != nil {
		o.Name = *in.Name
	}
	if in.Settings == nil {
		return
	}
	if in.Settings.InvitationDays != nil {
		o.InvitationDays = *in.Settings.InvitationDays
	}
	if in.Settings.Locale != nil {
		o.Locale = *in.Settings.Locale
	}
}
