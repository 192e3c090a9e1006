// Command usher runs the whole system on a laptop, and has the commands of an operator of a system in an AWS account.
//
//	usher dev           run the whole system here: see "usher dev -h"
//	usher stage         write the file of a stage by asking
//	usher preflight     ask the account what would make a deployment fail
//	usher org create    create an organization and invite its first Owner
//	usher organization  find, suspend, resume, restore, add-owner: what an operator does about one
//	usher person        find, end-sessions, reset-factors, erase: what an operator does about somebody
//	usher accounts ...  bring people along from other software
//	usher keys ...      create and rotate the keys of mailed links
//	usher plan set      move an organization to another plan
//	usher roles check   find who has a role that a stage's file does not have
//	usher seats recount count seats again, and repair the counters
//	usher audit verify  check that an audit log is complete and unchanged
//	usher invitation resend  invite a user again, such as the first Owner
//	usher dead-letters ...   show what failed for good, and have it handled again
//	usher version       say which version this is
//	usher rollback      have the functions run what ran before the last deployment
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"
)

// command is one of usher's commands.
type command struct {
	name, summary string
	run           func(ctx context.Context, args []string, out io.Writer) error
}

func commands() []command {
	return []command{
		{"dev", "run the whole system on this machine", dev},
		{"stage", "write the file of a stage by asking", writeStage},
		{"preflight", "ask the account what would make a deployment of a stage fail", preflightStage},
		{"org create", "create an organization and invite its first Owner", orgCreate},
		{"organization find", "show an organization", ofOrganization(findOrganization, "find")},
		{"organization suspend", "let an organization be read only", ofOrganization(suspendOrganization, "suspend")},
		{"organization resume", "end that", ofOrganization(resumeOrganization, "resume")},
		{"organization restore", "bring back a deleted organization",
			ofOrganization(restoreOrganization, "restore")},
		{"organization add-owner", "make somebody an Owner of an organization", addOwner},
		{"person find", "show a person and where they belong", ofPerson(findPerson, "find")},
		{"person end-sessions", "end all sessions of a person", ofPerson(endSessions, "end-sessions")},
		{"person reset-factors", "remove all second factors of somebody who has lost them",
			confirmed(resetFactors, "reset-factors")},
		{"person erase", "delete a person, and what all organizations have of them", confirmed(erasePerson, "erase")},
		{"accounts import", "bring organizations and people along; without --apply say what would be", accountsImport},
		{"accounts convert", "make the file for that of what other software exports", accountsConvert},
		{"audit verify", "check that an organization's audit log is complete and unchanged", auditVerify},
		{"keys ensure", "create the keys of mailed links, unless they exist", keysEnsure},
		{"keys proof", "create the proofs of CloudFront, unless they exist; with --rotate change them", keysProof},
		{"plan set", "move an organization to another plan", planSet},
		{"roles check", "find who has a role that a stage's file does not have", rolesCheck},
		{"seats recount", "count seats again; with --repair correct the counters", seatsRecount},
		{"invitation resend", "invite a user again, such as the first Owner", invitationResend},
		{"dead-letters list", "show the batches of the stream that failed for good", deadLettersList},
		{"dead-letters redrive", "have their functions handle them again", deadLettersRedrive},
		{"keys rotate", "add a new key of mailed links; the old ones stay valid", keysRotate},
		{"version", "say which version this is", showVersion},
		{"rollback", "have all functions run what ran before the last deployment", rollback},
	}
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "usher:", err)
		stop()
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, out io.Writer) error {
	for _, c := range commands() {
		words := strings.Fields(c.name)
		if len(args) >= len(words) && slices.Equal(args[:len(words)], words) {
			return c.run(ctx, args[len(words):], out)
		}
	}
	fmt.Fprintln(out, "usage: usher <command>")
	for _, c := range commands() {
		fmt.Fprintf(out, "  %-23s %s\n", c.name, c.summary)
	}
	if len(args) == 0 || args[0] == "help" || args[0] == "-h" {
		return nil
	}
	return fmt.Errorf("there is no command %q", strings.Join(args, " "))
}
