package account_test

import (
	"context"
	"fmt"
	"net/url"
	"sync/atomic"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/smithy-go"
	"github.com/aws/smithy-go/middleware"

	"usher/pkg/api"
	"usher/pkg/app"
	"usher/pkg/lib/email"
	"usher/pkg/store"
	"usher/test/client"
	"usher/test/harness"
)

// resetAndEndKeys sets a new password by a mailed link, and has the person's API keys end.
func resetAndEndKeys(t *testing.T, b *harness.Browser, token string) client.Answer {
	t.Helper()
	return b.Do(t, "POST", "/v1/password-resets/"+token, map[string]any{"password": harness.NewPassword, "end_keys": true})
}

// TestResetEndsTheKeysOfAThief: whoever was in the account made keys, and keys with these, in two organizations. A
// reset ends them where that is asked for, there and then; those of others work on, and the audit log says it.
func TestResetEndsTheKeysOfAThief(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	acme, other := s.Found(t, "Acme"), s.Found(t, "Other")
	ada := acme.Join(t, api.Owner)
	there := other.InviteAddress(t, ada.Email, api.Owner)
	ada.Accept(t, s.Token(t, other.Org, there.ID), harness.Password).Want(t, 200, "")
	elsewhere := harness.Member{Browser: ada.Browser, Org: other.Org, ID: there.ID, Email: ada.Email}

	thief := s.WithSession(ada.NewSession(t))
	stolen := harness.Member{Browser: thief, Org: acme.Org, ID: ada.ID, Email: ada.Email}
	keys := []harness.Member{stolen.Program(t, api.Owner), elsewhere.Program(t, api.Owner)}
	keys = append(keys, keys[0].Program(t, api.Auditor))
	own := acme.Program(t, api.Auditor)
	works := func(want int, code string) {
		t.Helper()
		for _, k := range keys {
			k.Do(t, "GET", k.Path(), nil).Want(t, want, code)
		}
	}
	reset := func(set func(b *harness.Browser, token string) client.Answer) {
		t.Helper()
		b := s.Browser()
		b.RequestReset(t, ada.Email)
		set(b, s.ResetToken(t, ada.Email)).Want(t, 204, "")
	}
	reset(func(b *harness.Browser, token string) client.Answer {
		return b.ResetPassword(t, token, harness.NewPassword)
	})
	thief.Do(t, "GET", "/v1/me", nil).Want(t, 401, "unauthenticated")
	works(200, "") // keys may be what an organization's programs run with: they end where the person says so
	reset(func(b *harness.Browser, token string) client.Answer { return resetAndEndKeys(t, b, token) })
	works(401, "unauthenticated")
	own.Do(t, "GET", own.Path(), nil).Want(t, 200, "")
	for _, m := range []harness.Member{acme, other} {
		events := m.Events(t, url.Values{"action": {"user.password"}})
		if len(events) != 2 || len(events[1].Changes) != 0 || len(events[0].Changes) != 1 ||
			events[0].Changes[0].Field != "api_keys" || events[0].Changes[0].Before != ada.Email || events[0].Client != "" {
			t.Errorf("events %+v", events)
		}
	}
	back := s.Browser()
	back.SignIn(t, ada.Email, harness.NewPassword).Want(t, 200, "")
	fresh := harness.Member{Browser: back, Org: acme.Org, ID: ada.ID, Email: ada.Email}.Program(t, api.Owner)
	fresh.Do(t, "GET", fresh.Path(), nil).Want(t, 200, "")
}

// cut makes all transactions fail once so many have been committed; below 0 none.
func cut(left *atomic.Int64) harness.Option {
	fail := func(ctx context.Context, in middleware.InitializeInput, next middleware.InitializeHandler) (
		middleware.InitializeOutput, middleware.Metadata, error) {
		if middleware.GetOperationName(ctx) == "TransactWriteItems" && left.Load() >= 0 && left.Add(-1) < 0 {
			left.Store(0)
			return middleware.InitializeOutput{}, middleware.Metadata{}, &smithy.GenericAPIError{Code: "AccessDeniedException"}
		}
		return next.HandleInitialize(ctx, in)
	}
	return func(a *app.App) {
		a.Middleware = append(a.Middleware, func(o *dynamodb.Options) {
			o.APIOptions = append(o.APIOptions, func(stack *middleware.Stack) error {
				return stack.Initialize.Add(middleware.InitializeMiddlewareFunc("cut", fail), middleware.After)
			})
		})
	}
}

// TestKeysEndInEveryOrganization has keys end in 150 organizations, which takes several transactions, and interrupts it
// between each two of them: the link works until all have ended, once more, and then no longer.
func TestKeysEndInEveryOrganization(t *testing.T) {
	t.Parallel()
	var left atomic.Int64
	left.Store(-1)
	s := harness.New(t, cut(&left))
	owner := s.Found(t, "Acme")
	orgs := append(place(t, s, owner, 149, api.Active), owner.Org)
	program := owner.Program(t, api.Owner)
	s.Browser().RequestReset(t, owner.Email)
	token := s.ResetToken(t, owner.Email)
	for n := range int64(4) {
		left.Store(n)
		if a := resetAndEndKeys(t, s.Browser(), token); a.Status < 500 {
			t.Fatalf("after %d transactions: %d %s", n, a.Status, a.Body)
		}
	}
	left.Store(-1)
	resetAndEndKeys(t, s.Browser(), token).Want(t, 204, "")
	resetAndEndKeys(t, s.Browser(), token).Want(t, 404, "password_reset_invalid")
	program.Do(t, "GET", program.Path(), nil).Want(t, 401, "unauthenticated")
	address, _ := email.Parse(owner.Email)
	members, err := store.All[store.Member](t.Context(), s.Store, store.Memberships(address.Digest(), ""))
	if err != nil || len(members) != len(orgs) {
		t.Fatalf("%d memberships, %v", len(members), err)
	}
	raised := map[string]int{}
	for _, m := range members {
		if u := s.User(t, m.Org, m.User); u.KeysEpoch == 0 || u.KeysEpoch != m.KeysEpoch {
			t.Fatalf("%s: the user's keys are of epoch %d, the membership's of %d", m.Org, u.KeysEpoch, m.KeysEpoch)
		}
		raised[fmt.Sprint(m.KeysEpoch)]++
	}
	if len(raised) < 2 {
		t.Errorf("nothing was interrupted: %v", raised)
	}
}
