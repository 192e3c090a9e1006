package main

import (
	"context"
	"fmt"
	"io"
	"slices"

	"usher/pkg/core/audit/seal"
	"usher/pkg/lib/id"
)

// auditVerify checks whether an organization's audit log is complete and unchanged. It
// returns an error if it is not.
func auditVerify(ctx context.Context, args []string, out io.Writer) error {
	o := newOperator("audit verify", out)
	org := o.flags.String("organization", "", "the organization's id, org_...")
	var witnesses []seal.Witness
	o.flags.Func("witness", "a seal as seal-trail logged it, `NUMBER:HASH`; may be repeated", func(text string) error {
		w, err := seal.ParseWitness(text)
		witnesses = append(witnesses, w)
		return err
	})
	var explained []string
	const explain = "a finding that is known, `KIND:EVENT`, e.g. misdated:evt_...; may be repeated"
	o.flags.Func("explained", explain, func(text string) error {
		explained = append(explained, text)
		return nil
	})
	if err := o.parse(ctx, args); err != nil {
		return err
	}
	if !id.Valid(id.Organization, *org) {
		return fmt.Errorf("--organization must be an organization's id, org_... with 26 letters and digits")
	}
	a, err := o.app()
	if err != nil {
		return err
	}
	report, err := (&seal.Verifier{Table: a.Table(), Now: a.Now}).Verify(ctx, *org, witnesses...)
	if err != nil {
		return err
	}
	return printReport(out, report, explained)
}

// printReport prints each finding that is not explained, and then a summary. It returns
// an error if there are findings that are not explained.
func printReport(out io.Writer, r seal.Report, explained []string) error {
	found := 0
	for _, f := range r.Findings {
		if f.Event != "" && slices.Contains(explained, string(f.Kind)+":"+f.Event) {
			continue
		}
		fmt.Fprintln(out, f)
		found++
	}
	if r.Waiting > 0 {
		fmt.Fprintf(out, "%d of the events are too new to be sealed\n", r.Waiting)
	}
	if found > 0 {
		return fmt.Errorf("the audit log is not complete and unchanged: "+
			"%d findings in %d events and %d seals, newest seal %s", found, r.Events, r.Seals, r.Newest)
	}
	if left := len(r.Findings) - found; left > 0 {
		fmt.Fprintf(out, "%d findings are explained; except for these:\n", left)
	}
	fmt.Fprintln(out, r.Summary())
	return nil
}
