package acceptance_test

import (
	"context"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/smithy-go/middleware"

	"usher/pkg/api"
	"usher/pkg/app"
	"usher/pkg/app/mailer"
	"usher/pkg/core/audit"
	"usher/pkg/store"
	"usher/test/harness"
	"usher/test/localtest"
)

var operator = audit.Actor{Type: "operator", ID: "arn:aws:sts::111122223333:assumed-role/Operator/ada"}

// beforeCommits calls something before each transaction of the system is sent, while it is set.
func beforeCommits(hook *atomic.Pointer[func()]) harness.Option {
	run := func(ctx context.Context, in middleware.InitializeInput, next middleware.InitializeHandler) (
		middleware.InitializeOutput, middleware.Metadata, error) {
		if f := hook.Load(); f != nil && middleware.GetOperationName(ctx) == "TransactWriteItems" {
			(*f)()
		}
		return next.HandleInitialize(ctx, in)
	}
	return func(a *app.App) {
		a.Middleware = append(a.Middleware, func(o *dynamodb.Options) {
			o.APIOptions = append(o.APIOptions, func(stack *middleware.Stack) error {
				return stack.Initialize.Add(middleware.InitializeMiddlewareFunc("before", run), middleware.After)
			})
		})
	}
}

func suspend(t *testing.T, s *harness.System, org string, yes bool) {
	t.Helper()
	change := store.OrganizationSuspendedAt.Clear()
	if yes {
		change = store.OrganizationSuspendedAt.Set(api.At(time.Now()))
	}
	if err := s.Store.Change(t.Context(), store.OrganizationKey(org), []store.Change{change}, nil, store.Exists()); err != nil {
		t.Fatal(err)
	}
}

// TestSuspendedOrganizationsOnlyRead walks every operation in an organization that is suspended, by a person and by a key:
// those that read answer as ever, the others suspended, and nothing has changed. Each of those is then sent to an
// organization that is suspended between the request's reading and its commit, with the same result. A new operation is
// in it without being added.
func TestSuspendedOrganizationsOnlyRead(t *testing.T) {
	t.Parallel()
	var hook atomic.Pointer[func()]
	s := harness.New(t, beforeCommits(&hook))
	owner := s.Found(t, "Acme")
	member := owner.Join(t, api.Owner) // so that the Owner may leave
	key := owner.Program(t, api.Owner)
	for _, caller := range []harness.Member{owner, key} {
		for _, suspended := range []bool{true, false} {
			suspend(t, s, owner.Org, suspended)
			me := harness.Into[api.Me](t, caller.Do(t, "GET", "/v1/me", nil).Want(t, 200, ""))
			if (me.Memberships[0].SuspendedAt != nil) != suspended {
				t.Errorf("suspended %v: %+v", suspended, me.Memberships[0])
			}
		}
	}
	for _, op := range api.Operations() {
		if !strings.Contains(op.Path, "{org}") {
			continue
		}
		for name, caller := range map[string]harness.Member{"owner": owner, "key": key} {
			if op.Caller == api.Person && name == "key" {
				continue
			}
			path := things(t, owner, op.Path)
			suspend(t, s, owner.Org, true)
			before := s.Contents(t)
			a := caller.Do(t, op.Method, path, harness.Body(op.ID))
			if op.Method == http.MethodGet && a.Status != 200 || op.Method != http.MethodGet && a.Code() != "suspended" {
				t.Errorf("%s by %s: %d %s", op.ID, name, a.Status, a.Code())
			}
			if op.Method != http.MethodGet {
				s.Unchanged(t, before)
			}
			suspend(t, s, owner.Org, false)
			if op.Method == http.MethodGet {
				continue
			}
			if op.ID == api.BlockUser.ID {
				path = owner.Path("users", member.ID, "block")
			}
			late := func() { suspend(t, s, owner.Org, true) }
			if op.ID == api.ResendInvitation.ID {
				s.Clock.Advance(2 * time.Second)
			}
			hook.Store(&late)
			if a := caller.Do(t, op.Method, path, harness.Body(op.ID)); a.Code() != "suspended" &&
				op.ID != api.UnblockUser.ID && op.ID != api.RestoreOrganization.ID { // of somebody who is only invited
				t.Errorf("%s by %s, suspended in the meantime: %d %s", op.ID, name, a.Status, a.Code())
			}
			hook.Store(nil)
			suspend(t, s, owner.Org, false)
			for _, u := range harness.Into[api.Page[api.User]](t, owner.Do(t, "GET", owner.Path("users?status=invited"), nil)).Data {
				owner.Do(t, "DELETE", owner.Path("users", u.ID), nil).Want(t, 204, "")
			}
		}
	}
}

// TestSuspendedInvitations: nobody joins a suspended organization, and its mails wait until it is resumed.
func TestSuspendedInvitations(t *testing.T) {
	t.Parallel()
	var hook atomic.Pointer[func()]
	box := localtest.Mailbox(t)
	s := harness.New(t, beforeCommits(&hook), func(a *app.App) { a.SESEndpoint = box.Endpoint() })
	owner := s.Found(t, "Acme")
	invited := owner.Invite(t, api.Auditor)
	token := s.Token(t, owner.Org, invited.ID)
	organizations := s.App.Organizations()
	for range 2 { // the second does nothing
		if err := organizations.Suspend(t.Context(), owner.Org, operator); err != nil {
			t.Fatal(err)
		}
	}
	s.Browser().Accept(t, token, harness.Password).Want(t, 403, "suspended")
	owner.SignIn(t, owner.Email, harness.Password).Want(t, 200, "")
	deliver := func() {
		u := s.User(t, owner.Org, invited.ID)
		if err := mailer.New(s.App).SendInvitation(t.Context(), store.NewOpenInvitation(&u)); err != nil {
			t.Fatal(err)
		}
	}
	for range 3 {
		deliver()
		s.Clock.Advance(61 * time.Minute)
		expire(t, s)
	}
	if u := s.User(t, owner.Org, invited.ID); u.Invitation.Delivery != api.Queued || u.Invitation.Sends != 0 {
		t.Errorf("mailed: %+v", u.Invitation)
	}
	if err := organizations.Resume(t.Context(), owner.Org, operator); err != nil {
		t.Fatal(err)
	}
	deliver()
	if u := s.User(t, owner.Org, invited.ID); u.Invitation.Delivery != api.Sent {
		t.Errorf("not mailed: %+v", u.Invitation)
	}
	late := func() { suspend(t, s, owner.Org, true) }
	hook.Store(&late)
	s.Browser().Accept(t, token, harness.Password).Want(t, 403, "suspended")
	hook.Store(nil)
	suspend(t, s, owner.Org, false)
	s.Browser().Accept(t, token, harness.Password).Want(t, 200, "")
	for _, action := range []string{"organization.suspend", "organization.resume"} {
		events := owner.Events(t, map[string][]string{"action": {action}})
		if len(events) != 1 || events[0].Actor.ID != operator.ID {
			t.Errorf("%s: %+v", action, events)
		}
	}
}
