package main

import (
	"context"
	"fmt"
	"io"
	"net/mail"
	"strings"

	"usher/pkg/api"
	"usher/pkg/core/audit"
	"usher/pkg/core/organization"
	"usher/pkg/lib/email"
	"usher/pkg/lib/id"
)

// ofOrganization runs a command about one organization.
func ofOrganization(
	do func(ctx context.Context, s *organization.Service, org string, by audit.Actor, out io.Writer) error, name string,
) func(context.Context, []string, io.Writer) error {
	return func(ctx context.Context, args []string, out io.Writer) error {
		o := newOperator("organization "+name, out)
		org := o.flags.String("organization", "", "the organization's id, org_...")
		if err := o.parse(ctx, args); err != nil {
			return err
		}
		if !id.Valid(id.Organization, *org) {
			return errOrganization
		}
		a, err := o.app()
		if err != nil {
			return err
		}
		return do(ctx, a.Organizations(), *org, o.by(ctx), out)
	}
}

func findOrganization(
	ctx context.Context, s *organization.Service, org string, by audit.Actor, out io.Writer,
) error {
	o, err := s.Find(ctx, org, by)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "%s (%s), since %s, plan %s, %d of %d seats used, %d active Owners\n", o.Name, o.ID, o.CreatedAt,
		o.Plan, o.SeatsUsed, o.SeatLimit, o.ActiveOwners)
	if o.SuspendedAt != nil {
		fmt.Fprintf(out, "suspended since %s\n", o.SuspendedAt)
	}
	if o.DeletedAt != nil {
		fmt.Fprintf(out, "deleted since %s\n", o.DeletedAt)
	}
	if o.PurgedAt != nil {
		fmt.Fprintf(out, "being purged since %s: it cannot be restored\n", o.PurgedAt)
	}
	return nil
}

func suspendOrganization(
	ctx context.Context, s *organization.Service, org string, by audit.Actor, out io.Writer,
) error {
	err := s.Suspend(ctx, org, by)
	if err == nil {
		fmt.Fprintf(out, "%s is suspended: it can be read only, and mails nothing\n", org)
	}
	return err
}

func resumeOrganization(ctx context.Context, s *organization.Service, org string, by audit.Actor, out io.Writer) error {
	err := s.Resume(ctx, org, by)
	if err == nil {
		fmt.Fprintf(out, "%s is not suspended; mails that waited are sent within two hours\n", org)
	}
	return err
}

func restoreOrganization(
	ctx context.Context, s *organization.Service, org string, by audit.Actor, out io.Writer,
) error {
	err := s.Restore(ctx, org, by)
	if err == nil {
		fmt.Fprintf(out, "%s is not deleted, unless it is being purged already\n", org)
	}
	return err
}

// addOwner gives an organization another Owner.
func addOwner(ctx context.Context, args []string, out io.Writer) error {
	o := newOperator("organization add-owner", out)
	org := o.flags.String("organization", "", "the organization's id, org_...")
	owner := o.flags.String("owner", "", `the Owner, e.g. "Ada Byron <ada@acme.example>"`)
	if err := o.parse(ctx, args); err != nil {
		return err
	}
	if !id.Valid(id.Organization, *org) {
		return errOrganization
	}
	person, err := newOwner(*owner)
	if err != nil {
		return err
	}
	a, err := o.app()
	if err != nil {
		return err
	}
	u, err := a.Organizations().AddOwner(ctx, *org, person, o.by(ctx))
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "%s is %s as an Owner of %s\n", u.Email, u.Status, *org)
	return nil
}

// newOwner reads a person as in a mail's To: a name and an address.
func newOwner(text string) (o api.NewOwner, err error) {
	person, err := mail.ParseAddress(text)
	if err != nil {
		return o, fmt.Errorf(`--owner "First Last <address>" is required`)
	}
	o.FirstName, o.LastName, _ = strings.Cut(strings.TrimSpace(person.Name), " ")
	if o.FirstName == "" {
		return o, fmt.Errorf(`--owner needs a name: "Ada Byron <ada@acme.example>"`)
	}
	if o.Email, err = email.Parse(person.Address); err != nil {
		return o, fmt.Errorf("--owner: the address %w", err)
	}
	return o, nil
}
