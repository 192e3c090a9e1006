package harness_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go/middleware"

	"usher/pkg/api"
	"usher/pkg/app"
	"usher/test/harness"
)

// TestEveryCallerOnEveryOperation walks every operation in an organization with
// every kind of caller and holds the answers to the permissions. A new operation
// is in it without being added.
func TestEveryCallerOnEveryOperation(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	owner, stranger := s.Found(t, "Acme"), s.Found(t, "Other")
	auditor, blocked, removed := owner.Join(t, api.Auditor), owner.Join(t, api.Owner), owner.Join(t, api.Owner)
	owner.Do(t, "POST", owner.Path("users", blocked.ID, "block"), nil).Want(t, 200, "")
	owner.Do(t, "DELETE", owner.Path("users", removed.ID), nil).Want(t, 204, "")
	nobody := harness.Member{Browser: s.Browser()}
	callers := map[string]harness.Member{"nobody": nobody, "stranger": stranger, "blocked": blocked, "removed": removed, "auditor": auditor, "owner": owner,
		"auditor key": owner.Program(t, api.Auditor), "owner key": owner.Program(t, api.Owner), "stranger key": stranger.Program(t, api.Owner)}
	names := slices.Sorted(maps.Keys(callers))
	for _, op := range api.Operations() {
		if !strings.Contains(op.Path, "{org}") {
			continue
		}
		for _, name := range names {
			path := things(t, owner, op.Path)
			a := callers[name].Do(t, op.Method, path, goodBody(op.ID))
			if want := expected(name, op.Route); want != "" && a.Code() != want {
				t.Errorf("%s by %s: %d %s, want %s", op.ID, name, a.Status, a.Code(), want)
			} else if want == "" && (a.Code() == "forbidden" || a.Status == 401 || a.Status == 404 || a.Status >= 500) {
				t.Errorf("%s by %s: %d %s", op.ID, name, a.Status, a.Code())
			}
			for _, u := range harness.Into[api.Page[api.User]](t, owner.Do(t, "GET", owner.Path("users?status=invited"), nil)).Data {
				owner.Do(t, "DELETE", owner.Path("users", u.ID), nil).Want(t, 204, "")
			}
		}
	}
}

// things fills an operation's path with fresh things of the organization.
func things(t *testing.T, owner harness.Member, path string) string {
	t.Helper()
	made := func(placeholder, list, operation string) string {
		if !strings.Contains(path, placeholder) {
			return ""
		}
		a := owner.Do(t, "POST", owner.Path(list), goodBody(operation)).Want(t, 201, "")
		return harness.Into[struct{ ID string }](t, a).ID
	}
	user := made("{user}", "users", "create-user")
	if strings.HasSuffix(path, "/logo") {
		putLogo(t, owner, user).Want(t, 200, "")
	}
	return strings.NewReplacer("{org}", owner.Org, "{user}", user,
		"{key}", made("{key}", "api-keys", "create-api-key"), "{flow}", made("{flow}", "flows", "create-flow")).Replace(path)
}

// expected is the code that a caller must get; "" for one who may do it.
func expected(caller string, op api.Route) string {
	switch caller {
	case "nobody":
		return "unauthenticated"
	case "stranger", "removed", "stranger key":
		return "not_found"
	case "blocked":
		return "blocked"
	case "auditor", "auditor key":
		if !api.Auditor.Allows(op.Permission) {
			return "forbidden"
		}
	}
	return ""
}

// TestOneselfOnly lets an Auditor change their own names and nothing else.
func TestOneselfOnly(t *testing.T) {
	t.Parallel()
	owner := harness.New(t).Found(t, "Acme")
	auditor := owner.Join(t, api.Auditor)
	self := auditor.Path("users", auditor.ID)
	auditor.Do(t, "PATCH", self, map[string]string{"first_name": "Grete"}).Want(t, 200, "")
	auditor.Do(t, "PATCH", self, map[string]string{"role": "owner"}).Want(t, 403, "forbidden")
	auditor.Do(t, "PATCH", self, map[string]string{"status": "active"}).Want(t, 400, "invalid_request")
	auditor.Do(t, "PATCH", owner.Path("users", owner.ID), map[string]string{"first_name": "Mallory"}).Want(t, 403, "forbidden")
}

// TestOtherOrganizations answers 404 for a user of another organization under
// one's own, whatever the operation.
func TestOtherOrganizations(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	owner, stranger := s.Found(t, "Acme"), s.Found(t, "Other")
	for _, op := range api.Operations() {
		if !strings.Contains(op.Path, "{user}") { // keys and flows: see TestKeysAndFlows
			continue
		}
		path := strings.NewReplacer("{org}", owner.Org, "{user}", stranger.ID).Replace(op.Path)
		owner.Do(t, op.Method, path, goodBody(op.ID)).Want(t, 404, "not_found")
	}
}

// TestCrossOrigin refuses what another site makes a browser send.
func TestCrossOrigin(t *testing.T) {
	t.Parallel()
	owner := harness.New(t).Found(t, "Acme")
	for _, tt := range []struct {
		headers map[string]string
		code    string
	}{
		{map[string]string{}, ""},
		{map[string]string{"Sec-Fetch-Site": "same-origin", "Origin": "http://usher.test"}, ""},
		{map[string]string{"Origin": "http://usher.test"}, ""},
		{map[string]string{"Sec-Fetch-Site": "cross-site"}, "cross_origin"},
		{map[string]string{"Sec-Fetch-Site": "same-site", "Origin": "http://sub.usher.test"}, "cross_origin"},
		{map[string]string{"Sec-Fetch-Site": "same-site", "Origin": "http://usher.test"}, ""}, // the dashboard itself, by another way
		{map[string]string{"Origin": "http://evil.test"}, "cross_origin"},
		{map[string]string{"Origin": "https://usher.test"}, "cross_origin"},
		{map[string]string{"Origin": "null"}, "cross_origin"},
	} {
		owner.Header = http.Header{}
		for name, value := range tt.headers {
			owner.Header.Set(name, value)
		}
		a := owner.Do(t, "PATCH", owner.Path(), map[string]string{"name": "Acme"})
		if a.Code() != tt.code {
			t.Errorf("%v: %d %s, want %q", tt.headers, a.Status, a.Code(), tt.code)
		}
	}
}

// TestSessions follows a session to each of its ends.
func TestSessions(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	owner := s.Found(t, "Acme")
	credentials := map[string]string{"email": " " + strings.ToUpper(owner.Email), "password": harness.Password}
	first, second := s.Browser(), s.Browser()
	a := first.Do(t, "POST", "/v1/sessions", credentials).Want(t, 200, "")
	if c := a.Header.Get("Set-Cookie"); !strings.Contains(c, "HttpOnly") || !strings.Contains(c, "SameSite=Lax") || !strings.Contains(c, "Path=/") {
		t.Errorf("cookie %q", c)
	}
	second.Do(t, "POST", "/v1/sessions", credentials).Want(t, 200, "")
	first.Do(t, "GET", "/v1/me", nil).Want(t, 200, "")
	stolen := strings.Split(a.Header.Get("Set-Cookie"), ";")[0]
	first.Do(t, "DELETE", "/v1/sessions/current", nil).Want(t, 204, "")
	thief := s.Browser()
	thief.Header.Set("Cookie", stolen)
	thief.Do(t, "GET", "/v1/me", nil).Want(t, 401, "unauthenticated")
	second.Do(t, "GET", "/v1/me", nil).Want(t, 200, "")
	s.Clock.Advance(s.App.Config.SessionLifetime)
	second.Do(t, "GET", "/v1/me", nil).Want(t, 401, "unauthenticated")
}

// TestOnePersonManyOrganizations joins a person to a second organization with
// the password they have, which is never overwritten.
func TestOnePersonManyOrganizations(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	acme, other := s.Found(t, "Acme"), s.Found(t, "Other")
	member := acme.Join(t, api.Auditor)
	u := inviteAddress(t, other, strings.ToUpper(member.Email))
	token := s.Token(t, other.Org, u.ID)
	b := s.Browser()
	if v := harness.Into[api.InvitationView](t, b.Do(t, "GET", "/v1/invitations/"+token, nil).Want(t, 200, "")); !v.AccountExists {
		t.Error("the view does not tell of the account")
	}
	b.Do(t, "POST", "/v1/invitations/"+token+"/accept", map[string]string{"password": "another good passphrase"}).Want(t, 401, "invalid_credentials")
	in := harness.Into[api.SignedIn](t, b.Do(t, "POST", "/v1/invitations/"+token+"/accept", map[string]string{"password": harness.Password}).Want(t, 200, ""))
	if len(in.Memberships) != 2 || in.Memberships[0].Organization.Name != "Acme" || in.Memberships[1].Organization.Name != "Other" {
		t.Errorf("memberships %+v", in.Memberships)
	}
	me := harness.Into[api.Me](t, member.Do(t, "GET", "/v1/me", nil).Want(t, 200, ""))
	if len(me.Memberships) != 2 || me.Memberships[1].Organization.Name != "Other" {
		t.Errorf("an older session sees %+v", me.Memberships)
	}
	other.Do(t, "PATCH", other.Path("users", u.ID), map[string]string{"first_name": "Elsewhere"}).Want(t, 200, "")
	here := harness.Into[api.User](t, acme.Do(t, "GET", acme.Path("users", member.ID), nil).Want(t, 200, ""))
	if here.FirstName != "Grace" {
		t.Error("a name in one organization changed in the other")
	}
	other.Do(t, "POST", other.Path("users", u.ID, "block"), nil).Want(t, 200, "")
	b.Do(t, "GET", "/v1/organizations/"+other.Org, nil).Want(t, 403, "blocked")
	b.Do(t, "GET", "/v1/organizations/"+acme.Org, nil).Want(t, 200, "")
}

// TestThrottle stops tries at a password, by address and by client, and counts
// no success.
func TestThrottle(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	s.Clock.Align(15 * time.Minute)
	owner := s.Found(t, "Acme")
	try := func(email, pass string) harness.Answer {
		return s.Browser().Do(t, "POST", "/v1/sessions", map[string]string{"email": email, "password": pass})
	}
	for range 15 {
		try(owner.Email, harness.Password).Want(t, 200, "")
	}
	for range 10 {
		try(owner.Email, "not the password").Want(t, 401, "invalid_credentials")
	}
	a := try(owner.Email, harness.Password).Want(t, 429, "too_many_requests")
	if a.Header.Get("Retry-After") == "" {
		t.Error("no Retry-After")
	}
	s.Clock.Advance(15 * time.Minute)
	try(owner.Email, harness.Password).Want(t, 200, "")
	answers := map[string]int{}
	for batch := range 13 { // not all at once: each try hashes, on two cores
		for answer, n := range together(t, 8, func(i int) (harness.Answer, error) {
			return s.Browser().Try("POST", "/v1/sessions", map[string]string{"email": fmt.Sprintf("nobody%d-%d@example.com", batch, i), "password": "whatever it is"})
		}) {
			answers[answer] += n
		}
	}
	if answers["401invalid_credentials"] != 100 || answers["429too_many_requests"] != 4 {
		t.Errorf("answers: %v", answers)
	}
}

// TestUnknownAddressTakesTheSameWay compares what DynamoDB is asked for an
// unknown address and for a wrong password: the same calls. (Both verify one
// argon2id hash of the same parameters.)
func TestUnknownAddressTakesTheSameWay(t *testing.T) {
	t.Parallel()
	ledger := &harness.Ledger{}
	s := harness.New(t, harness.Record(ledger))
	owner := s.Found(t, "Acme")
	measure := func(email string) string {
		ledger.Open(s.Client)
		s.Browser().Do(t, "POST", "/v1/sessions", map[string]string{"email": email, "password": "not the password"}).Want(t, 401, "invalid_credentials")
		return fmt.Sprint(ledger.RoundTrips(), ledger.Actions)
	}
	wrong := measure(owner.Email)
	for _, unknown := range []string{"nobody@example.com", "not an address", "\u00e9@example.com"} {
		if got := measure(unknown); got != wrong {
			t.Errorf("%s: %s, a wrong password: %s", unknown, got, wrong)
		}
	}
}

// fault makes transactions fail with an error, n times.
func fault(n *int, err error) harness.Option { return faultOf("TransactWriteItems", n, err) }

// faultOf makes calls of one kind fail with an error, n times.
func faultOf(operation string, n *int, err error) harness.Option {
	return func(a *app.App) {
		a.Middleware = append(a.Middleware, func(o *dynamodb.Options) {
			o.APIOptions = append(o.APIOptions, func(stack *middleware.Stack) error {
				return stack.Deserialize.Add(middleware.DeserializeMiddlewareFunc("fault",
					func(ctx context.Context, in middleware.DeserializeInput, next middleware.DeserializeHandler) (middleware.DeserializeOutput, middleware.Metadata, error) {
						if *n > 0 && middleware.GetOperationName(ctx) == operation {
							*n--
							return middleware.DeserializeOutput{}, middleware.Metadata{}, err
						}
						return next.HandleDeserialize(ctx, in)
					}), middleware.After)
			})
		})
	}
}

// TestConflictsAreRetried injects the conflicts that DynamoDB Local never has:
// a few are retried and nobody notices, many are answered 503 with nothing done.
func TestConflictsAreRetried(t *testing.T) {
	t.Parallel()
	n := 0
	conflict := &types.TransactionCanceledException{CancellationReasons: []types.CancellationReason{
		{Code: aws.String("None")}, {Code: aws.String("TransactionConflict")}}}
	s := harness.New(t, fault(&n, conflict))
	owner := s.Found(t, "Acme")
	n = 3
	owner.Invite(t, api.Auditor)
	n = 1000
	a := owner.Do(t, "POST", owner.Path("users"), harness.NewUser(api.Auditor)).Want(t, 503, "try_again")
	if a.Header.Get("Retry-After") == "" {
		t.Error("no Retry-After")
	}
	n = 0
	if c := recount(t, owner); c.Invited != 1 {
		t.Errorf("seats %+v", c)
	}
}

// TestWritesThatMeetATransaction are tried again: they are refused by an error of
// their own.
func TestWritesThatMeetATransaction(t *testing.T) {
	t.Parallel()
	n := 0
	s := harness.New(t, faultOf("DeleteItem", &n, &types.TransactionConflictException{}))
	owner := s.Found(t, "Acme")
	n = 3
	owner.Do(t, "DELETE", "/v1/sessions/current", nil).Want(t, 204, "")
	if n != 0 {
		t.Errorf("%d faults are left", n)
	}
}

// TestDatabaseDown answers 503 on every operation that needs the table.
func TestDatabaseDown(t *testing.T) {
	t.Parallel()
	s := harness.New(t, func(a *app.App) {
		a.HTTP = &http.Client{Transport: refusingTransport{}}
	})
	token, reset := harness.SomeToken(s), harness.SomeReset(s)
	b := s.Browser()
	b.Header.Set("Cookie", "usher="+harness.SomeSession(s))
	for _, op := range api.Operations() {
		if op.ID == "reset-password" {
			token = reset
		}
		if len(op.Access) == 0 {
			continue
		}
		path := strings.NewReplacer("{org}", "org_01k0000000000000000000000a", "{user}", "usr_01k0000000000000000000000a", "{token}", token).Replace(op.Path)
		a := b.Do(t, op.Method, path, goodBody(op.ID))
		if a.Status != 503 || a.Code() != "try_again" || a.Header.Get("Retry-After") == "" {
			t.Errorf("%s: %d %s", op.ID, a.Status, a.Body)
		}
	}
}

type refusingTransport struct{}

func (refusingTransport) RoundTrip(*http.Request) (*http.Response, error) {
	return nil, errors.New("connection refused")
}

// TestVersions lets the second of two edits of the same version lose.
func TestVersions(t *testing.T) {
	t.Parallel()
	owner := harness.New(t).Found(t, "Acme")
	u := owner.Invite(t, api.Auditor)
	path := owner.Path("users", u.ID)
	tag := owner.Do(t, "GET", path, nil).Want(t, 200, "").Header.Get("ETag")
	owner.Header.Set("If-Match", tag)
	owner.Do(t, "PATCH", path, map[string]string{"first_name": "One"}).Want(t, 200, "")
	owner.Do(t, "PATCH", path, map[string]string{"first_name": "Two"}).Want(t, 412, "version_conflict")
	owner.Header.Set("If-Match", `W/"2"`)
	owner.Do(t, "PATCH", path, map[string]string{"first_name": "Two"}).Want(t, 412, "version_conflict")
	owner.Header.Set("If-Match", "2")
	owner.Do(t, "PATCH", path, map[string]string{"first_name": "Two"}).Want(t, 400, "invalid_request")
	owner.Header.Set("If-Match", `"7", "2"`)
	owner.Do(t, "PATCH", path, map[string]string{"first_name": "Two"}).Want(t, 200, "")
	owner.Header.Del("If-Match")
	answers := together(t, 12, func(i int) (harness.Answer, error) {
		return owner.Try("PATCH", path, map[string]string{"last_name": fmt.Sprint("Name", i)})
	})
	if answers["200"]+answers["503try_again"] != 12 || answers["200"] == 0 {
		t.Errorf("edits without If-Match: %v", answers)
	}
}
