package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"usher/pkg/api"
	"usher/pkg/core/access"
	"usher/pkg/lib/id"
)

// invitationResend invites a user again: for the first Owner, whom nobody else can help.
func invitationResend(ctx context.Context, args []string, out io.Writer) error {
	o := newOperator("invitation resend", out)
	org := o.flags.String("organization", "", "the organization's id, org_...")
	user := o.flags.String("user", "", "the user's id, usr_...")
	if err := o.parse(ctx, args); err != nil {
		return err
	}
	in := api.UserInput{Org: id.Parse[id.OrganizationKind](*org), User: id.Parse[id.UserKind](*user)}
	if !id.Valid(id.Organization, *org) {
		return errOrganization
	}
	if !id.Valid(id.User, *user) {
		return errors.New("--user must be a user's id, usr_... with 26 letters and digits")
	}
	if err := o.checkSender(ctx, out); err != nil {
		return err
	}
	a, err := o.app()
	if err != nil {
		return err
	}
	u, err := a.Organizations().ResendByOperator(ctx, &access.Caller{}, in, o.by(ctx))
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "%s is being invited again; the link before does not work any more\n", u.Email)
	return nil
}
