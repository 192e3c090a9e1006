package organization

import (
	"context"
	"fmt"

	"usher/pkg/api"
	"usher/pkg/api/problem"
	"usher/pkg/core/access"
	"usher/pkg/core/audit"
	"usher/pkg/core/etag"
	"usher/pkg/lib/invalid"
	"usher/pkg/store"
)

// UpdateOrganization changes an organization's name and settings. It returns
// version_conflict when If-Match names another version than the current one.
func (s *Service) UpdateOrganization(
	ctx context.Context, c *access.Caller, in api.UpdateOrganizationInput,
) (out api.Organization, err error) {
	err = store.Retry(ctx, func(ctx context.Context) error {
		out, err = s.updateOrganization(ctx, c, in)
		return err
	})
	return out, err
}

func (s *Service) updateOrganization(
	ctx context.Context, c *access.Caller, in api.UpdateOrganizationInput,
) (api.Organization, error) {
	actor, o, unmarked, err := s.enterOrganization(ctx, c, in.Org, access.Action{Permission: api.OrganizationUpdate})
	if err != nil {
		return api.Organization{}, err
	}
	if err := etag.Match(in.IfMatch, o.Version); err != nil {
		return api.Organization{}, err
	}
	if err := validateIdle(in.Settings); err != nil {
		return api.Organization{}, err
	}
	before := *o
	patchOrganization(o, in)
	changes := organizationChanges(&before, o)
	if len(changes) == 0 {
		return viewOrganization(o, unmarked), nil
	}
	tx := actor.Begin()
	if o.RequireSecondFactor != before.RequireSecondFactor {
		if err := demand(tx, actor, o.RequireSecondFactor); err != nil {
			return api.Organization{}, err
		}
	}
	s.editOrganization(tx, o, before.Version, in.IfMatch)
	event := audit.Event{Action: "organization.update", Target: audit.Organization(o), Changes: changes}
	if err := tx.Commit(ctx, event); err != nil {
		return api.Organization{}, err
	}
	return viewOrganization(o, unmarked), nil
}

// validateIdle returns invalid_request for a time that sessions may be unused which is neither none nor in the range.
func validateIdle(in *api.SettingsPatch) error {
	if in == nil || in.SessionIdleMinutes == nil || *in.SessionIdleMinutes == 0 ||
		*in.SessionIdleMinutes >= api.MinSessionIdle {
		return nil
	}
	return problem.Invalid(problem.Field{Field: "settings.session_idle_minutes", Code: invalid.OutOfRange,
		Message: fmt.Sprintf("must be 0, for none, or %d at least", api.MinSessionIdle)})
}

// demand checks that the actor may have the organization demand a second factor, or no more: people only, who would not
// lock themselves out.
func demand(tx *audit.Transaction, actor access.Actor, on bool) error {
	missing := problem.New(problem.InvalidState,
		"You have no second factor yourself, and would be locked out. Add one to your account first.")
	switch {
	case actor.Key != nil:
		return problem.New(problem.Forbidden, "No API key may change require_second_factor. Sign in to do it.")
	case !on:
		return nil
	case !actor.HasFactor():
		return missing
	}
	actor.RequireFactor(tx.Transaction, missing)
	return nil
}

func organizationChanges(before, after *store.Organization) []audit.Change {
	return audit.Differences(
		audit.Change{Field: "name", Before: before.Name, After: after.Name},
		audit.Change{Field: "settings.invitation_days", Before: before.InvitationDays, After: after.InvitationDays},
		audit.Change{Field: "settings.locale", Before: before.Locale, After: after.Locale},
		audit.Change{Field: "settings.session_idle_minutes", Before: before.SessionIdleMinutes,
			After: after.SessionIdleMinutes},
		audit.Change{Field: "settings.require_second_factor", Before: before.RequireSecondFactor,
			After: after.RequireSecondFactor})
}

// editOrganization adds to a transaction the next version of an organization, in place of the one it had.
func (s *Service) editOrganization(tx *audit.Transaction, o *store.Organization, version int, condition api.IfMatch) {
	o.Version, o.UpdatedAt = version+1, s.now()
	idle := store.OrganizationSessionIdle.Clear()
	if o.SessionIdleMinutes > 0 {
		idle = store.OrganizationSessionIdle.Set(o.SessionIdleMinutes)
	}
	tx.Change(o.Key, []store.Change{
		store.OrganizationName.Set(o.Name), store.OrganizationInvitationDays.Set(o.InvitationDays),
		store.OrganizationLocale.Set(o.Locale), idle,
		store.OrganizationRequireFactor.Set(o.RequireSecondFactor),
		store.OrganizationVersion.Set(o.Version), store.OrganizationUpdatedAt.Set(o.UpdatedAt),
	}, etag.Conflict(condition), store.OrganizationVersion.Is(version))
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
	if in.Settings.SessionIdleMinutes != nil {
		o.SessionIdleMinutes = *in.Settings.SessionIdleMinutes
	}
	if in.Settings.RequireSecondFactor != nil {
		o.RequireSecondFactor = *in.Settings.RequireSecondFactor
	}
}
