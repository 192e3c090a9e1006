package organization

import (
	"context"

	"usher/pkg/api"
	"usher/pkg/api/problem"
	"usher/pkg/core/access"
	"usher/pkg/core/audit"
	"usher/pkg/lib/invalid"
	"usher/pkg/store"
)

// DeleteOrganization has an organization be gone at once for everybody, in one write however many users it has: whoever
// asks in it gets not_found, its API keys end, and nothing is mailed. It returns invalid_request for another name than
// the organization's.
func (s *Service) DeleteOrganization(
	ctx context.Context, c *access.Caller, in api.DeleteOrganizationInput,
) (none api.None, err error) {
	return none, store.Retry(ctx, func(ctx context.Context) error {
		var o store.Organization
		actor, err := s.Guard.Authorize(ctx, c, access.Action{Org: in.Org, Permission: api.OrganizationDelete, Person: true},
			store.Fetch(store.OrganizationKey(in.Org.String()), &o))
		if err != nil {
			return err
		}
		if o.Name != in.Name {
			return problem.Invalid(problem.Field{Field: "name", Code: invalid.NotAllowed,
				Message: "must be the name of the organization"})
		}
		tx := actor.Begin()
		until := api.At(s.Now().Add(s.DeletedKept))
		tx.Change(o.Key, o.Deletion(s.now(), until), store.FailWith(store.ErrStale), store.Exists(),
			store.OrganizationName.Is(in.Name))
		return tx.Commit(ctx, audit.Event{Action: "organization.delete", Target: audit.Organization(&o)})
	})
}

// RestoreOrganization ends that. It returns not_found once the organization is being purged.
func (s *Service) RestoreOrganization(
	ctx context.Context, c *access.Caller, in api.OrganizationInput,
) (out api.Organization, err error) {
	err = store.Retry(ctx, func(ctx context.Context) error {
		var o store.Organization
		actor, err := s.Guard.Authorize(ctx, c,
			access.Action{Org: in.Org, Permission: api.OrganizationDelete, Person: true, Restores: true},
			store.Fetch(store.OrganizationKey(in.Org.String()), &o))
		if err != nil {
			return err
		}
		out = viewOrganization(&o, 0)
		switch {
		case o.PurgedAt != nil:
			return problem.Missing()
		case o.DeletedAt == nil:
			return nil
		}
		tx := actor.Begin()
		restore(tx, &o, store.OrganizationSuspendedAt.Absent())
		return tx.Commit(ctx, audit.Event{Action: "organization.restore", Target: audit.Organization(&o)})
	})
	return out, err
}

func restore(tx *audit.Transaction, o *store.Organization, conditions ...store.Condition) {
	tx.Change(o.Key, store.Restoration(), store.FailWith(store.ErrStale),
		append(conditions, store.OrganizationDeletedAt.Is(*o.DeletedAt), store.OrganizationPurgedAt.Absent())...)
}

// Restore is RestoreOrganization for the operator.
func (s *Service) Restore(ctx context.Context, org string, by audit.Actor) error {
	return s.operate(ctx, org, by, func(tx *audit.Transaction, o *store.Organization) string {
		if o.DeletedAt == nil || o.PurgedAt != nil {
			return ""
		}
		restore(tx, o)
		return "organization.restore"
	})
}
