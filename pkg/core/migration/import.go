package migration

import (
	"context"
	"errors"
	"time"

	"usher/pkg/api"
	"usher/pkg/api/problem"
	"usher/pkg/core/access"
	"usher/pkg/core/audit"
	"usher/pkg/core/organization"
	"usher/pkg/lib/id"
	"usher/pkg/store"
)

// Import is one run over a file. It is not safe for use by several goroutines.
type Import struct {
	Table *store.Store
	Guard *access.Guard
	IDs   id.Source
	Now   func() time.Time
	Plans api.Plans
	By    audit.Actor
	// NoPassword is a hash that no password has, for those who bring none: they set one by a mail that they ask for.
	NoPassword string
	DryRun     bool

	planned forecast
}

// The statuses of a row; one that was refused has the code of the problem.
const (
	Created = "created" // or, in a dry run, would be
	Exists  = "exists"  // and is left as it is
	Invalid = "invalid"
)

// Result is what became of a row.
type Result struct {
	Line         int             `json:"line"`
	Status       string          `json:"status"`
	ID           string          `json:"id,omitempty"` // of an organization, in the file
	Organization string          `json:"organization,omitempty"`
	Email        string          `json:"email,omitempty"`
	User         string          `json:"user,omitempty"`
	Account      string          `json:"account,omitempty"`  // created or exists
	Password     string          `json:"password,omitempty"` // of an account that is created: imported, none or unverified
	Detail       string          `json:"detail,omitempty"`
	Errors       []problem.Field `json:"errors,omitempty"`
}

// Refused reports whether the row was not, and could not be, imported.
func (r *Result) Refused() bool { return r.Status != Created && r.Status != Exists }

// Row imports a row. It returns an error where the table does not answer: the run is then to be repeated.
func (i *Import) Row(ctx context.Context, row Row) (Result, error) {
	r := Result{Line: row.Line, Errors: row.Errors}
	do := i.person
	switch {
	case row.Organization != nil:
		r.ID = row.Organization.ID
		do = i.organization
	case row.Person != nil:
		r.Email = row.Person.Email.Display
	}
	if len(row.Errors) > 0 {
		r.Status = Invalid
		return r, nil
	}
	err := store.Retry(ctx, func(ctx context.Context) error { return do(ctx, row, &r) })
	if p, ok := errors.AsType[*problem.Error](err); ok && p.Code != problem.TryAgain {
		r.Status, r.Detail, r.User, r.Account, r.Password = string(p.Code), p.Detail, "", "", ""
		return r, nil
	}
	return r, err
}

// organization creates an organization, with nobody in it yet.
func (i *Import) organization(ctx context.Context, row Row, r *Result) error {
	r.Organization, r.Status = OrganizationID(row.Organization.ID), Exists
	o, err := i.organizationOf(ctx, r.Organization)
	if err != nil || o != nil {
		return err
	}
	plan := i.Plans.Default()
	if name := row.Organization.Plan; name != "" {
		var known bool
		if plan, known = i.Plans.Find(name); !known {
			return problem.New(problem.InvalidRequest, "There is no plan %q.", name)
		}
	}
	r.Status = Created
	o = organization.New(r.Organization, row.Organization.Name, plan, api.At(i.Now()))
	if i.DryRun {
		i.planned.organization(o)
		return nil
	}
	tx := i.Guard.Log.Begin(i.By, audit.Origin{Org: o.ID})
	tx.Put(o.Key, o, store.FailWith(store.ErrStale), store.NotExists())
	return tx.Commit(ctx, audit.Event{Action: "organization.create", Target: audit.Organization(o),
		Changes: []audit.Change{{Field: "name", After: o.Name}, {Field: "plan", After: o.Plan}}})
}

// organizationOf reads an organization; nil where there is none.
func (i *Import) organizationOf(ctx context.Context, org string) (*store.Organization, error) {
	o := new(store.Organization)
	read := store.Fetch(store.OrganizationKey(org), o)
	if err := i.Table.Load(ctx, read); err != nil {
		return nil, err
	}
	if !read.Found() {
		return i.planned.organizations[org], nil
	}
	return o, nil
}

// Ownerless lists those of the organizations that have no active Owner, now or by what a dry run would create.
func (i *Import) Ownerless(ctx context.Context, orgs []string) ([]string, error) {
	var none []string
	for _, org := range orgs {
		o, err := i.organizationOf(ctx, org)
		if err != nil {
			return nil, err
		}
		if o != nil && o.ActiveOwners+i.planned.owners[org] == 0 {
			none = append(none, org)
		}
	}
	return none, nil
}
