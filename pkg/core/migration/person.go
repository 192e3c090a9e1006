package migration

import (
	"cmp"
	"context"

	"usher/pkg/api"
	"usher/pkg/api/problem"
	"usher/pkg/core/access"
	"usher/pkg/core/account"
	"usher/pkg/core/audit"
	"usher/pkg/core/seat"
	"usher/pkg/lib/id"
	"usher/pkg/store"
)

// person creates a person's account, if they have none, and makes them a user of the row's organization.
func (i *Import) person(ctx context.Context, row Row, r *Result) error {
	p := row.Person
	if p.Organization != "" {
		r.Organization = OrganizationID(p.Organization)
	}
	var lock store.Member
	known := store.Fetch(store.IdentityKey(p.Email.Digest()), &store.Identity{})
	member := store.Fetch(store.MemberKey(p.Email.Digest(), r.Organization), &lock)
	if err := i.Table.Load(ctx, known, member); err != nil {
		return err
	}
	r.Status, r.Account, r.Password = Created, Exists, ""
	if !known.Found() && !i.planned.people[p.Email.Key] {
		r.Account = Created
		r.Password = p.password()
	}
	switch {
	case r.Organization == "":
		r.Status = r.Account
	case member.Found():
		r.Status, r.User = Exists, lock.User
		if !known.Found() { // whoever accepts the invitation has one
			r.Account, r.Password = "", ""
		}
		if lock.Status == api.Invited {
			r.Detail = "They have an invitation, which is left as it is."
		}
		return nil
	case i.planned.members[p.Email.Key+" "+r.Organization]:
		r.Status = Exists
		return nil
	}
	if i.DryRun {
		return i.forecast(ctx, p, r)
	}
	return i.putPerson(ctx, p, r)
}

// password says what becomes of the row's password.
func (p *Person) password() string {
	switch {
	case p.Hash == "":
		return "none"
	case p.Verified != nil && !*p.Verified:
		return "unverified"
	}
	return "imported"
}

// putPerson writes what the result says, on condition that what was read is so.
func (i *Import) putPerson(ctx context.Context, p *Person, r *Result) error {
	if r.Status == Exists {
		return nil
	}
	tx := i.begin(r.Organization)
	i.putAccount(tx, p, r)
	if r.Organization == "" {
		return tx.WithoutEvent(audit.NoOrganization).Commit(ctx)
	}
	u := i.user(p, r.Organization)
	r.User = u.ID
	lock := store.Member{Key: store.MemberKey(u.Digest(), u.Org), Org: u.Org, User: u.ID, Email: u.Email, Role: u.Role,
		Status: u.Status, NamesKey: u.NamesKey}
	tx.Put(lock.Key, lock, store.FailWith(store.ErrStale), store.NotExists())
	tx.Put(u.Key, u, nil, store.NotExists())
	seat.Move{To: u.Status, ToRole: u.Role}.Apply(tx.Transaction, u.Org)
	return tx.Commit(ctx, audit.Event{Action: "user.import", Target: audit.User(u), Changes: []audit.Change{
		{Field: "email", After: audit.Of(u).Says(u.Email)}, {Field: "first_name", After: audit.Of(u).Says(u.FirstName)},
		{Field: "last_name", After: audit.Of(u).Says(u.LastName)}, {Field: "role", After: u.Role},
		{Field: "status", After: u.Status}}})
}

// begin begins a transaction of the operator, in an organization that may be changed or in none.
func (i *Import) begin(org string) *audit.Transaction {
	if org == "" {
		return i.Guard.Public(&access.Caller{}, i.By)
	}
	return i.Guard.In(&access.Caller{}, org, i.By)
}

// putAccount adds the person's account, or the condition that they have one: that is never changed.
func (i *Import) putAccount(tx *audit.Transaction, p *Person, r *Result) {
	key, now := store.IdentityKey(p.Email.Digest()), api.At(i.Now())
	if r.Account == Exists {
		tx.Check(key, store.FailWith(store.ErrStale), store.Exists())
		return
	}
	hash := i.NoPassword
	if r.Password == "imported" {
		hash = p.Hash
	}
	account.NewAccount(tx.Transaction, store.Identity{Key: key, Email: p.Email.Display, PasswordHash: hash,
		CreatedAt: now, UpdatedAt: now})
}

func (i *Import) user(p *Person, org string) *store.User {
	now := api.At(i.Now())
	u := &store.User{ID: i.IDs.New(id.User), NamesKey: i.IDs.Bytes(store.NamesKeySize), Org: org,
		Email: p.Email.Display, Address: p.Email.Key,
		FirstName: p.FirstName, LastName: p.LastName, Role: p.Role, Status: cmp.Or(p.Status, api.Active),
		CreatedAt: now, UpdatedAt: now, Version: 1}
	u.Arrange()
	return u
}

// forecast is what a dry run would have created.
type forecast struct {
	organizations map[string]*store.Organization
	taken, owners map[string]int // seats, and active Owners, by organization
	people        map[string]bool
	members       map[string]bool
}

func (f *forecast) init() {
	if f.organizations == nil {
		*f = forecast{map[string]*store.Organization{}, map[string]int{}, map[string]int{}, map[string]bool{},
			map[string]bool{}}
	}
}

func (f *forecast) organization(o *store.Organization) {
	f.init()
	f.organizations[o.ID] = o
}

// forecast refuses what the write would refuse, and notes what it would create.
func (i *Import) forecast(ctx context.Context, p *Person, r *Result) error {
	i.planned.init()
	if r.Organization != "" {
		o, err := i.organizationOf(ctx, r.Organization)
		switch {
		case err != nil:
			return err
		case o == nil || o.DeletedAt != nil:
			return problem.New(problem.NotFound, "There is no such organization.")
		case o.SuspendedAt != nil:
			return problem.New(problem.Suspended, "The organization is suspended.")
		case o.SeatsUsed+i.planned.taken[o.ID] >= o.SeatLimit:
			return problem.New(problem.SeatLimitReached, "All %d seats of the %s plan are used.", o.SeatLimit, o.Plan)
		}
		i.planned.taken[o.ID]++
		if p.Role == api.Owner && p.Status != api.Blocked {
			i.planned.owners[o.ID]++
		}
		i.planned.members[p.Email.Key+" "+o.ID] = true
	}
	i.planned.people[p.Email.Key] = true
	return nil
}
