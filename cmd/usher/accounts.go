package main

import (
	"cmp"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"

	"usher/pkg/api"
	"usher/pkg/core/migration"
	"usher/pkg/core/migration/export"
	"usher/pkg/lib/password"
)

// accountsImport brings people along from other software: see package migration.
func accountsImport(ctx context.Context, args []string, out io.Writer) error {
	o := newOperator("accounts import", out)
	name := o.flags.String("file", "", "the file of organizations and people, in JSON Lines: see docs/migrate.md")
	report := o.flags.String("report", "", "where to write what became of each line, in JSON Lines (<file>.report)")
	apply := o.flags.Bool("apply", false, "do it, rather than say what would happen")
	plans := o.flags.String("plans", "", "all plans, as the stage was deployed with; or set USHER_PLANS")
	if err := o.parse(ctx, args); err != nil {
		return err
	}
	a, err := o.app()
	if err == nil && *plans != "" {
		a.Config.Plans, err = api.ParsePlans(*plans)
	}
	if err != nil {
		return err
	}
	file, err := os.Open(*name)
	if err != nil {
		return fmt.Errorf("--file: %w", err)
	}
	defer file.Close()
	to, err := os.OpenFile(cmp.Or(*report, *name+".report"), os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("--report: %w", err)
	}
	i := &migration.Import{Table: a.Table(), Guard: a.Guard(), IDs: a.IDs(), Now: a.Now, Plans: a.Config.Plans,
		By: o.by(ctx), NoPassword: password.Hasher{Random: rand.Reader}.Decoy(), DryRun: !*apply}
	return errors.Join(importAccounts(ctx, i, file, to, out), to.Close())
}

// importAccounts imports a file, reports each line, and says in the end what there was.
func importAccounts(ctx context.Context, i *migration.Import, file io.Reader, report, out io.Writer) error {
	lines, counts := json.NewEncoder(report), map[string]int{}
	orgs, refused := map[string]string{}, 0
	for row, err := range migration.Rows(file) {
		if err != nil {
			return err
		}
		r, err := i.Row(ctx, row)
		if err != nil {
			return fmt.Errorf("stopped at line %d; run it again to go on: %w", row.Line, err)
		}
		if err := lines.Encode(r); err != nil {
			return err
		}
		counts[r.Status]++
		if r.Refused() {
			refused++
		} else if row.Organization != nil {
			orgs[r.Organization] = r.ID
		}
	}
	for _, status := range slices.Sorted(maps.Keys(counts)) {
		fmt.Fprintf(out, "%6d %s\n", counts[status], status)
	}
	none, err := i.Ownerless(ctx, slices.Sorted(maps.Keys(orgs)))
	for _, org := range none {
		fmt.Fprintf(out, "%s (%s) has no active Owner: see usher organization add-owner\n", orgs[org], org)
	}
	if i.DryRun {
		fmt.Fprintln(out, "nothing was changed; --apply does it")
	}
	if err == nil && refused > 0 {
		err = fmt.Errorf("%d lines were refused: the report says why", refused)
	}
	return err
}

// accountsConvert writes the file that accountsImport reads, of what other software exports.
func accountsConvert(_ context.Context, args []string, out io.Writer) error {
	o := newOperator("accounts convert", out)
	from := o.flags.String("from", "", "what exported it: "+strings.Join(export.Products(), ", "))
	name := o.flags.String("file", "", "the export")
	members := o.flags.String("members", "", "a CSV file of users of organizations: email, organization, role")
	roles := o.flags.String("roles", "", "what its roles are called here, e.g. admin=owner,member=auditor")
	unverified := o.flags.Bool("unverified", false, "take no passwords: addresses were never verified there")
	firebase := o.flags.String("firebase-parameters", "", "a file of the project's password hash parameters")
	err := o.parseFlags(args)
	options := export.Options{Unverified: *unverified, Roles: map[string]string{}}
	for pair := range strings.SplitSeq(*roles, ",") {
		if before, after, found := strings.Cut(pair, "="); found {
			options.Roles[before] = after
		}
	}
	if err == nil && *firebase != "" {
		var text []byte
		if text, err = os.ReadFile(*firebase); err == nil {
			options.Firebase, err = export.FirebaseParameters(string(text))
		}
	}
	if err != nil {
		return err
	}
	file, err := os.Open(*name)
	if err != nil {
		return fmt.Errorf("--file: %w", err)
	}
	defer file.Close()
	if *members != "" {
		list, err := os.Open(*members)
		if err != nil {
			return fmt.Errorf("--members: %w", err)
		}
		defer list.Close()
		options.Members = list
	}
	return export.Convert(*from, file, options, out)
}
