package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"

	"usher/pkg/api"
	"usher/pkg/core/audit"
	"usher/pkg/core/plan"
	"usher/pkg/core/seat/recount"
	"usher/pkg/lib/id"
)

var errOrganization = errors.New("--organization must be an organization's id, org_... with 26 letters and digits")

// planSet moves an organization to another plan.
func planSet(ctx context.Context, args []string, out io.Writer) error {
	o := newOperator("plan set", out)
	org := o.flags.String("organization", "", "the organization's id, org_...")
	name := o.flags.String("plan", "", "the plan's name")
	plans := o.flags.String("plans", "", "all plans, as the stage was deployed with, e.g. playground=10,team=50; "+
		"or set USHER_PLANS")
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
	if *plans != "" {
		if a.Config.Plans, err = api.ParsePlans(*plans); err != nil {
			return fmt.Errorf("--plans: %w", err)
		}
	}
	outcome, err := a.Plans().Change(ctx, plan.Order{Organization: *org, Plan: *name, At: time.Now(), By: o.by(ctx)})
	if err != nil {
		return err
	}
	if outcome == plan.Older {
		return fmt.Errorf("%s has not changed: the time of its newest plan change is in the future; "+
			"is this machine's clock right?", *org)
	}
	to, _ := a.Config.Plans.Find(*name)
	fmt.Fprintf(out, "%s: %s (%s, %d seats)\n", *org, outcome, to.Name, to.Seats)
	return nil
}

// everyOrganization stands for the ids of all organizations.
const everyOrganization = "all"

// seatsRecount counts users again and shows which counters differ. It returns an error
// if some do and are not repaired.
func seatsRecount(ctx context.Context, args []string, out io.Writer) error {
	o := newOperator("seats recount", out)
	org := o.flags.String("organization", everyOrganization, "the organization's id, org_..., or all")
	repair := o.flags.Bool("repair", false, "set the counters to the counted numbers")
	if err := o.parse(ctx, args); err != nil {
		return err
	}
	if *org != everyOrganization && !id.Valid(id.Organization, *org) {
		return fmt.Errorf("%w, or all", errOrganization)
	}
	a, err := o.app()
	if err != nil {
		return err
	}
	drifting, err := counted(ctx, a.Recount(), *org, out)
	if err != nil || len(drifting) == 0 {
		return err
	}
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "organization\tcounter\tstored\tcounted")
	for _, r := range drifting {
		for _, d := range r.Differences() {
			fmt.Fprintf(table, "%s\t%s\t%v\t%v\n", r.Organization, d.Field, d.Before, d.After)
		}
	}
	if err := table.Flush(); err != nil {
		return err
	}
	if !*repair {
		return fmt.Errorf("%d organizations drifted; --repair corrects their counters", len(drifting))
	}
	return repaired(ctx, a.Recount(), drifting, o.by(ctx), out)
}

// repaired repairs these organizations. One that cannot be repaired does not
// keep the others from it.
func repaired(
	ctx context.Context, s *recount.Service, drifting []recount.Result, by audit.Actor, out io.Writer,
) error {
	var failed []error
	for _, found := range drifting {
		r, err := s.Repair(ctx, found.Organization, by)
		switch {
		case err != nil:
			failed = append(failed, fmt.Errorf("%s: %w", found.Organization, err))
		case r.Drift():
			fmt.Fprintln(out, r.Organization, "repaired")
		default:
			fmt.Fprintln(out, r.Organization, "is correct now")
		}
	}
	return errors.Join(failed...)
}

// counted counts one organization or all, and returns those that have drifted.
func counted(ctx context.Context, s *recount.Service, org string, out io.Writer) ([]recount.Result, error) {
	if org != everyOrganization {
		r, err := s.CountOne(ctx, org)
		if err != nil || r.Drift() {
			return []recount.Result{r}, err
		}
		fmt.Fprintf(out, "%s: %d seats used, as counted\n", org, r.Counted.SeatsUsed)
		return nil, nil
	}
	sum, err := s.CountAll(ctx)
	fmt.Fprintf(out, "%d organizations counted, %d drifted\n", sum.Organizations, len(sum.Drifting))
	if len(sum.Busy) > 0 {
		fmt.Fprintln(out, "too busy to be counted exactly:", strings.Join(sum.Busy, " "))
	}
	return sum.Drifting, err
}
