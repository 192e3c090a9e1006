package organization

import (
	"context"

	"usher/pkg/api/problem"
	"usher/pkg/core/audit"
	"usher/pkg/store"
)

// Suspend has an organization only read from now on: its people can sign in and see everything, but whoever changes
// something gets suspended, and no mail is sent in its name. It is the operator's. It does nothing where that is so
// already, and returns not_found for an organization that there is not.
func (s *Service) Suspend(ctx context.Context, org string, by audit.Actor) error {
	return s.operate(ctx, org, by, func(tx *audit.Transaction, o *store.Organization) string {
		if o.SuspendedAt != nil {
			return ""
		}
		tx.Change(o.Key, []store.Change{store.OrganizationSuspendedAt.Set(s.now())}, store.FailWith(store.ErrStale),
			store.OrganizationSuspendedAt.Absent(), store.Exists())
		return "organization.suspend"
	})
}

// Resume ends that. Mails that waited are sent within the hour.
func (s *Service) Resume(ctx context.Context, org string, by audit.Actor) error {
	return s.operate(ctx, org, by, func(tx *audit.Transaction, o *store.Organization) string {
		if o.SuspendedAt == nil {
			return ""
		}
		tx.Change(o.Key, []store.Change{store.OrganizationSuspendedAt.Clear()}, store.FailWith(store.ErrStale),
			store.OrganizationSuspendedAt.Is(*o.SuspendedAt))
		return "organization.resume"
	})
}

// Find reads an organization for an operator, and notes in its audit log that they did.
func (s *Service) Find(ctx context.Context, org string, by audit.Actor) (found store.Organization, err error) {
	err = s.operate(ctx, org, by, func(tx *audit.Transaction, o *store.Organization) string {
		found = *o
		tx.Check(o.Key, store.FailWith(store.ErrStale), store.Exists())
		return "organization.find"
	})
	return found, err
}

// operate reads an organization and commits what an operator changes about it, with the event of that name; nothing
// where the name is empty.
func (s *Service) operate(
	ctx context.Context, org string, by audit.Actor, change func(*audit.Transaction, *store.Organization) string,
) error {
	return store.Retry(ctx, func(ctx context.Context) error {
		var o store.Organization
		read := store.Fetch(store.OrganizationKey(org), &o)
		if err := s.Table.Load(ctx, read); err != nil {
			return err
		}
		if !read.Found() {
			return problem.New(problem.NotFound, "There is no such organization.")
		}
		tx := s.Guard.Log.Begin(by, audit.Origin{Org: org})
		action := change(tx, &o)
		if action == "" {
			return nil
		}
		return tx.Commit(ctx, audit.Event{Action: action, Target: audit.Organization(&o)})
	})
}
