// Package smoke runs the main job against a running system, after each deploy: an Owner signs in, invites, blocks and
// removes, by way of the address that people use. Against a stage it also looks at what no response shows: that mails
// are delivered, that events reach their consumers, that nothing is in the dead-letter queue, that no alarm is raised.
//
// It leaves one organization, [Name], and its Owner, which the next run uses again. All that it creates in it, it
// removes, even what an earlier run that was stopped had left.
package smoke

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"usher/pkg/api"
	"usher/pkg/app"
	"usher/pkg/core/link"
	"usher/test/client"
)

const (
	// Name is the name of the organization that is left.
	Name = "Smoke test"
	// Owner is the address of its Owner. SES accepts mails to this domain even in its sandbox, and delivers none.
	Owner = "success+owner@simulator.amazonses.com"
)

// Options say which system, and how it can be reached.
type Options struct {
	URL       string            // of the dashboard and the API, without a slash at its end
	Transport http.RoundTripper // nil: a shared one
	// App works on the system's table as an operator does, and reads the keys of its links.
	App *app.App
	// Mailbox is where mails can be read: a URL that answers with all of them as JSON. Empty where nobody can.
	Mailbox string
	Account *Account // nil: a local system
	// Patience is how long to wait for what happens after a response, such as a mail.
	Patience time.Duration
	Out      io.Writer // gets a line for each step
}

// step is one thing that is tried.
type step struct {
	what string
	run  func(ctx context.Context) error
}

// trip is one run.
type trip struct {
	Options
	label string // in the addresses of this run

	links    *link.Maker
	anyone   *client.Client
	owner    *client.Client // signed in
	password string         // the Owner's
	org      api.Organization
	self     string          // the Owner's user
	users    []api.User      // invited by this run: delivered, then bounced
	auditor  *client.Client  // the first of them, signed in
	keys     []api.NewAPIKey // created by this run
}

// errSkip is wrapped by the error of a step that cannot be tried here; it says why.
var errSkip = errors.New("left out")

// Run does everything once, step by step, and returns the error of the first step that fails. It cleans up in any
// case.
func Run(ctx context.Context, o Options) (err error) {
	t := &trip{Options: o, label: rand.Text()[:8], links: o.App.Links(), password: rand.Text() + " smoke",
		anyone: client.New(o.URL, o.Transport), owner: client.New(o.URL, o.Transport),
		auditor: client.New(o.URL, o.Transport)}
	defer func() {
		if left := t.cleanUp(context.WithoutCancel(ctx)); err == nil && left != nil {
			err = fmt.Errorf("cleaning up: %w", left)
		}
	}()
	for _, s := range t.steps() {
		switch err := s.run(ctx); {
		case errors.Is(err, errSkip):
			fmt.Fprintf(o.Out, "-    %s: %v\n", s.what, err)
		case err != nil:
			return fmt.Errorf("%s: %w", s.what, err)
		default:
			fmt.Fprintf(o.Out, "ok   %s\n", s.what)
		}
	}
	return nil
}

func (t *trip) steps() []step {
	all := []step{
		{"the page and the OpenAPI document, with the headers that protect them", t.page},
		{"without a session, at no operation and at no file: 401 and 404", t.refusals},
		{"an Owner, by way of a link", t.signIn},
		{"the organization, without what an earlier run left", t.begin},
		{"two users invited, and a request from another site refused", t.invite},
		{"one mail is delivered, the other bounces, and the users show it", t.delivery},
		{"an Auditor, by the invitation's link, may look and not change", t.accept},
		{"blocked: refused at once; unblocked: in again", t.block},
		{"an API key works until it is revoked", t.key},
		{"every audit event is sealed, and the chain is whole", t.sealed},
	}
	if t.Account != nil {
		all = append(all, t.accountSteps()...)
	}
	return append(all,
		step{"users removed: their seats are free again", t.remove},
		step{"signed out: refused", t.signOut})
}

// want sends a request and checks status and code ("" for none). It decodes the body of a success, unless into is nil.
func want(ctx context.Context, c *client.Client, r client.Request, status int, code string, into any) error {
	a, err := c.Do(ctx, r)
	switch {
	case err != nil:
		return err
	case a.Status != status || a.Code() != code:
		return fmt.Errorf("%s %s: got %d %.300s, want %d %s", r.Method, r.Path, a.Status, a.Body, status, code)
	case into == nil:
		return nil
	}
	return a.Into(into)
}

// path is a path below the organization.
func (t *trip) path(parts ...string) string { return client.Organization(t.org.ID, parts...) }

// pause is the time between two looks.
const pause = 300 * time.Millisecond

// until looks until it is done, an error occurs or patience ends.
func (t *trip) until(ctx context.Context, what string, look func(ctx context.Context) (done bool, err error)) error {
	ctx, cancel := context.WithTimeout(ctx, t.Patience)
	defer cancel()
	for {
		done, err := look(ctx)
		if ctx.Err() != nil {
			return fmt.Errorf("no %s within %s", what, t.Patience)
		}
		if done || err != nil {
			return err
		}
		select {
		case <-ctx.Done():
		case <-time.After(pause):
		}
	}
}
