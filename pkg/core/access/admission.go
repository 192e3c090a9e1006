package access

import (
	"usher/pkg/api/problem"
	"usher/pkg/core/audit"
	"usher/pkg/store"
)

// admit answers a caller of an organization that is deleted, that demands a second factor of somebody who has none, or
// that is suspended, unless the request only reads. Who is nil where no factor is demanded: of a key.
func (c *Caller) admit(o *store.Organization, who *store.Identity) error {
	switch {
	case o.DeletedAt != nil:
		return problem.Missing()
	case o.RequireSecondFactor && who != nil && !who.SecondFactor():
		return problem.NoFactor()
	case c.Changes && o.SuspendedAt != nil:
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
func (c *Caller) enter(o *store.Organization, who *store.Identity, ask Action) error {
	if ask.Restores {
		restored := *o
		restored.DeletedAt = nil
		o = &restored
	}
	return c.admit(o, who)
}

// requireOpen adds to a caller's transaction that the organization is neither suspended nor deleted when it is
// committed, and open to the caller's session, if that is what they have.
func requireOpen(
	tx *audit.Transaction, org string, session *opening, onConflict store.OnConflict, more ...store.Condition,
) {
	more = append(more, store.OrganizationSuspendedAt.Absent(), store.OrganizationDeletedAt.Absent())
	if session != nil {
		more = append(more, session.onOrganization())
	}
	tx.Finally(func(t *store.Transaction) { t.Require(store.OrganizationKey(org), onConflict, more...) })
}

// onOrganization says what became of an organization since it was read; who is as admit has it, and session as
// requireOpen has it.
func onOrganization(who *store.Identity, session *opening) store.OnConflict {
	return func(now store.Item) error {
		var o store.Organization
		if now == nil {
			return nil // of the write that expects it to be there
		}
		if err := now.Decode(&o); err != nil {
			return err
		}
		err := (&Caller{Changes: true}).admit(&o, who)
		if err == nil && session != nil {
			err = session.admit(&o, &store.Member{})
		}
		return err
	}
}

// requireOpen adds to the actor's transaction that the organization lets them in: it is open, and demands a second
// factor no more than it did when it was read.
func (a Actor) requireOpen(tx *audit.Transaction) {
	if a.who == nil || a.demanded {
		requireOpen(tx, a.Org, a.opening, onOrganization(a.who, a.opening))
		return
	}
	requireOpen(tx, a.Org, a.opening, func(now store.Item) error {
		var o store.Organization
		if err := onOrganization(a.who, a.opening)(now); err != nil || now == nil {
			return err
		}
		if err := now.Decode(&o); err != nil || !o.RequireSecondFactor {
			return err
		}
		return problem.Unavailable(store.ErrStale)
	}, store.Either(store.OrganizationRequireFactor.Absent(), store.OrganizationRequireFactor.Is(false)))
}

// HasFactor reports whether the actor is a person with a second factor.
func (a Actor) HasFactor() bool { return a.who != nil && a.who.SecondFactor() }

// RequireFactor adds to a person's transaction that they have a second factor. It fails with missing where they have
// none.
func (a Actor) RequireFactor(t *store.Transaction, missing error) {
	t.Check(store.IdentityKey(store.DigestOf(a.member)), func(now store.Item) error {
		var i store.Identity
		if err := now.Decode(&i); err != nil || i.SecondFactor() {
			return err
		}
		return missing
	}, store.Either(store.IdentityTOTP.Is(true), store.IdentityPasskeys.Above(0)))
}

func errSuspended() error {
	return problem.New(problem.Suspended,
		"The organization is suspended: it can be read, but nothing in it can be changed. Ask whoever runs this service.")
}

// In begins a transaction in an organization in the name of a caller who needs no proof. It fails with suspended
// while the organization is, and with not_found once it is deleted.
func (d *Guard) In(c *Caller, org string, by audit.Actor) *audit.Transaction {
	t := d.Log.Begin(by, c.origin(org))
	requireOpen(t, org, nil, onOrganization(nil, nil))
	return t
}
