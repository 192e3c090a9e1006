package access

import (
	"usher/pkg/api/problem"
	"usher/pkg/core/audit"
	"usher/pkg/store"
)

// admit answers a caller of an organization that is deleted or, unless the request only reads, suspended.
func (c *Caller) admit(o *store.Organization) error {
	if o.DeletedAt != nil {
		return problem.Missing()
	}
	if c.Changes && o.SuspendedAt != nil {
		return errSuspended()
	}
	return nil
}

// hide is the error of a caller who may not do something in an organization: of one that is deleted that there is none.
func hide(o *store.Organization, err error) error {
	if o.DeletedAt != nil && (problem.Is(err, problem.Blocked) || problem.Is(err, problem.Forbidden)) {
		return problem.Missing()
	}
	return err
}

// enter is admit, except for what restores a deleted organization.
func (c *Caller) enter(o *store.Organization, ask Action) error {
	if ask.Restores {
		o = &store.Organization{SuspendedAt: o.SuspendedAt}
	}
	return c.admit(o)
}

// requireOpen adds to a caller's transaction that the organization is neither suspended nor deleted when it is
// committed, and open to the caller's session, if that is what they have.
func requireOpen(tx *audit.Transaction, org string, session *opening) {
	conditions := []store.Condition{store.OrganizationSuspendedAt.Absent(), store.OrganizationDeletedAt.Absent()}
	if session != nil {
		conditions = append(conditions, session.onOrganization())
	}
	tx.Finally(func(t *store.Transaction) {
		t.Require(store.OrganizationKey(org), onOrganization(session), conditions...)
	})
}

func onOrganization(session *opening) store.OnConflict {
	return func(now store.Item) error {
		var o store.Organization
		if now == nil {
			return nil // of the write that expects it to be there
		}
		if err := now.Decode(&o); err != nil {
			return err
		}
		err := (&Caller{Changes: true}).admit(&o)
		if err == nil && session != nil {
			err = session.admit(&o, &store.Member{})
		}
		return err
	}
}

func errSuspended() error {
	return problem.New(problem.Suspended,
		"The organization is suspended: it can be read, but nothing in it can be changed. Ask whoever runs this service.")
}

// In begins a transaction in an organization in the name of a caller who needs no proof. It fails with suspended
// while the organization is, and with not_found once it is deleted.
func (d *Guard) In(c *Caller, org string, by audit.Actor) *audit.Transaction {
	t := d.Log.Begin(by, c.origin(org))
	requireOpen(t, org, nil)
	return t
}
