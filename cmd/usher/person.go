package main

import (
	"context"
	"fmt"
	"io"

	"usher/pkg/app"
	"usher/pkg/core/account"
	"usher/pkg/core/audit"
	"usher/pkg/lib/email"
)

// ofPerson runs a command about one person.
func ofPerson(
	do func(context.Context, *account.Service, email.Address, audit.Actor, io.Writer) error, name string,
) func(context.Context, []string, io.Writer) error {
	return func(ctx context.Context, args []string, out io.Writer) error {
		o := newOperator("person "+name, out)
		text := o.flags.String("email", "", "the person's address")
		if err := o.parse(ctx, args); err != nil {
			return err
		}
		address, err := email.Parse(*text)
		if err != nil {
			return fmt.Errorf("--email: the address %w", err)
		}
		a, err := o.app()
		if err != nil {
			return err
		}
		return do(ctx, a.Accounts(), address, o.by(ctx), out)
	}
}

func findPerson(
	ctx context.Context, s *account.Service, address email.Address, by audit.Actor, out io.Writer,
) error {
	f, err := s.Find(ctx, address, by)
	if err != nil {
		return err
	}
	if f.Known {
		fmt.Fprintf(out, "%s has an account since %s and %d sessions\n", f.Email, f.Since, len(f.Sessions))
	} else {
		fmt.Fprintf(out, "%s has no account\n", f.Email)
	}
	for _, m := range f.Memberships {
		fmt.Fprintf(out, "%s (%s): %s, %s, %s\n", f.Names[m.Org].Name, m.Org, m.User, m.Role, m.Status)
	}
	return nil
}

func endSessions(
	ctx context.Context, s *account.Service, address email.Address, by audit.Actor, out io.Writer,
) error {
	err := s.EndSessions(ctx, address, by)
	if err == nil {
		fmt.Fprintf(out, "all sessions of %s have ended\n", address.Display)
	}
	return err
}

// confirmed runs a command about one person that cannot be undone: without the address a second time it only shows whom
// it is about.
func confirmed(
	do func(context.Context, *app.App, email.Address, audit.Actor, io.Writer) error, name string,
) func(context.Context, []string, io.Writer) error {
	return func(ctx context.Context, args []string, out io.Writer) error {
		o := newOperator("person "+name, out)
		text := o.flags.String("email", "", "the person's address")
		again := o.flags.String("confirm", "", "the same address again; without it nothing is changed")
		if err := o.parse(ctx, args); err != nil {
			return err
		}
		address, err := email.Parse(*text)
		if err != nil {
			return fmt.Errorf("--email: the address %w", err)
		}
		a, err := o.app()
		if err != nil {
			return err
		}
		if *again != *text {
			err := findPerson(ctx, a.Accounts(), address, o.by(ctx), out)
			if err == nil {
				fmt.Fprintf(out, "nothing was changed; to go on, add --confirm %s\n", *text)
			}
			return err
		}
		return do(ctx, a, address, o.by(ctx), out)
	}
}

func resetFactors(ctx context.Context, a *app.App, address email.Address, by audit.Actor, out io.Writer) error {
	err := a.Accounts().ResetFactors(ctx, address, by)
	if err == nil {
		fmt.Fprintf(out, "%s has no second factor any more, is signed out everywhere, and is being mailed\n",
			address.Display)
	}
	return err
}

func erasePerson(ctx context.Context, a *app.App, address email.Address, by audit.Actor, out io.Writer) error {
	err := a.Privacy().Erase(ctx, address, by)
	if err == nil {
		fmt.Fprintf(out, "%s is erased; what is left is deleted within two hours, backups within their time\n",
			address.Display)
	}
	return err
}
