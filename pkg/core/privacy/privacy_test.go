package privacy_test

import (
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"usher/pkg/api"
	"usher/pkg/app"
	"usher/pkg/core/audit/seal"
	"usher/pkg/lib/email"
	"usher/pkg/store"
	"usher/test/client"
	"usher/test/harness"
	"usher/test/localtest"
)

func TestMain(m *testing.M) { localtest.Main(m) }

const (
	first, last = "Zenobia", "Quaggadotter"
	domain      = "wunderkammer.example"
)

// somebody is a person who has left traces everywhere.
type somebody struct {
	harness.Member        // in Acme, where they are an Owner beside another
	boss           string // of Acme
	address        string
	others         []harness.Member // Owners of the other organizations
}

func erase(t *testing.T, p harness.Member) client.Answer {
	t.Helper()
	return p.Do(t, "DELETE", "/v1/me", map[string]string{"email": p.Email})
}

func invite(t *testing.T, by harness.Member, address string, role api.Role) api.User {
	t.Helper()
	return harness.Into[api.User](t, by.Do(t, "POST", by.Path("users"), map[string]string{"email": address,
		"first_name": first, "last_name": last, "role": string(role)}).Want(t, 201, ""))
}

// everywhere makes a person who is, was or is invited to be a user of several organizations.
func everywhere(t *testing.T, s *harness.System) (somebody, harness.Member) {
	t.Helper()
	name := fmt.Sprintf("%s.%s.%d", first, last, time.Now().UnixNano()%1e9)
	p := somebody{address: name + "@" + domain}
	boss := s.Found(t, "Acme")
	p.boss = boss.ID
	u := invite(t, boss, p.address, api.Owner)
	p.Member = harness.Member{Browser: s.Browser(), Org: boss.Org, ID: u.ID, Email: p.address}
	p.Accept(t, s.Token(t, p.Org, u.ID), harness.Password).Want(t, 200, "")
	for _, how := range []string{"invited", "expired", "corrected", "removed", "kept", "left", "deleted"} {
		p.others = append(p.others, p.join(t, s, how))
	}
	p.acts(t, s)
	return p, boss
}

// join has the person be in another organization in some way.
func (p *somebody) join(t *testing.T, s *harness.System, how string) harness.Member {
	t.Helper()
	owner := s.Found(t, how)
	role := api.Auditor
	if how == "kept" || how == "deleted" {
		role = api.Owner
	}
	u := invite(t, owner, p.address, role)
	token := s.Token(t, owner.Org, u.ID)
	path := owner.Path("users", u.ID)
	switch how {
	case "invited":
		return owner
	case "corrected":
		owner.Do(t, "PATCH", path, map[string]string{"email": harness.Address("right"), "first_name": "Grace",
			"last_name": "Hopper"}).Want(t, 200, "")
		return owner
	case "expired":
		s.Clock.Advance(31 * 24 * time.Hour)
		s.Browser().Do(t, "POST", "/v1/invitations/"+token+"/request", nil).Want(t, 202, "")
		for _, m := range append([]harness.Member{owner, p.Member}, p.others...) {
			m.SignIn(t, m.Email, harness.Password).Want(t, 200, "")
		}
		return owner
	}
	s.Browser().Accept(t, token, harness.Password).Want(t, 200, "")
	me := harness.Member{Browser: p.Browser, Org: owner.Org, ID: u.ID, Email: p.address}
	switch how {
	case "removed":
		owner.Do(t, "DELETE", path, nil).Want(t, 204, "")
	case "kept":
		me.Program(t, api.Owner)
		owner.Do(t, "DELETE", path+"?keep_keys=true", nil).Want(t, 204, "")
	case "left":
		me.Do(t, "POST", me.Path("leave"), nil).Want(t, 204, "")
	case "deleted":
		me.Do(t, "DELETE", me.Path("users", owner.ID), nil).Want(t, 204, "")
		me.Do(t, "DELETE", me.Path(), map[string]string{"name": how}).Want(t, 204, "")
	}
	return owner
}

// acts has the person do some of everything.
func (p *somebody) acts(t *testing.T, s *harness.System) {
	t.Helper()
	p.Program(t, api.Owner).Program(t, api.Owner).Do(t, "GET", p.Path("users"), nil).Want(t, 200, "")
	p.PutLogo(t, p.ID).Want(t, 200, "")
	p.AddPasskey(t, first+"'s telephone")
	p.AddTOTP(t)
	p.Invite(t, api.Owner)
	p.Do(t, "PATCH", p.Path("users", p.ID), map[string]string{"first_name": first + " A."}).Want(t, 200, "")
	p.RequestReset(t, p.address)
	s.Browser().SignIn(t, p.address, "wrong").Want(t, 401, "invalid_credentials")
	p.Header.Set("Accept", api.CSV)
	p.Do(t, "GET", p.Path("audit-events"), nil).Want(t, 200, "")
	p.Header.Del("Accept")
}

// encodings are what a text looks like in the table, in any form that can be read back.
func encodings(text string) (all []string) {
	for _, form := range []string{text, strings.ToLower(text), strings.ToUpper(text)} {
		all = append(all, form, hex.EncodeToString([]byte(form)))
		for shift := range 3 { // a base64 text may begin anywhere in another; its ends depend on what is around
			coded := base64.StdEncoding.EncodeToString([]byte(strings.Repeat("x", shift) + form + "xx"))
			all = append(all, coded[4:len(coded)-4])
		}
	}
	return all
}

// flat is every text in a value, binary ones too.
func flat(v types.AttributeValue) string {
	switch v := v.(type) {
	case *types.AttributeValueMemberS:
		return v.Value + "\n"
	case *types.AttributeValueMemberB:
		return string(v.Value) + "\n" + hex.EncodeToString(v.Value) + "\n"
	case *types.AttributeValueMemberM:
		var all strings.Builder
		for name, inner := range v.Value {
			all.WriteString(name + "\n" + flat(inner))
		}
		return all.String()
	case *types.AttributeValueMemberL:
		var all strings.Builder
		for _, inner := range v.Value {
			all.WriteString(flat(inner))
		}
		return all.String()
	}
	return ""
}

// traces are the items of the raw table that name a person: by a name, their address or a part of it, or its digest.
func traces(t *testing.T, s *harness.System, address string) (found []string) {
	t.Helper()
	local, _, _ := strings.Cut(address, "@")
	parsed, err := email.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	needles := []string{parsed.Digest()}
	for _, text := range []string{first, last, local, domain, address} {
		needles = append(needles, encodings(text)...)
	}
	for _, item := range s.Items(t) {
		text := flat(&types.AttributeValueMemberM{Value: item})
		if slices.ContainsFunc(needles, func(n string) bool { return strings.Contains(text, n) }) {
			found = append(found, item.Key().PK+" "+item.Key().SK)
		}
	}
	return found
}

func finish(t *testing.T, s *harness.System) {
	t.Helper()
	s.Clock.Advance(time.Hour)
	if err := app.FinishErasures(s.App)(t.Context(), "test"); err != nil {
		t.Fatal(err)
	}
}

// sealAll seals every event that has none.
func sealAll(t *testing.T, s *harness.System) {
	t.Helper()
	var events []store.Item
	for _, item := range s.Items(t) {
		if item.Kind() == store.KindEvent {
			events = append(events, item)
		}
	}
	sealer := &seal.Sealer{Table: s.Store, Now: s.Clock.Now, Logger: s.App.Logger}
	if err := sealer.Seal(t.Context(), events); err != nil {
		t.Fatal(err)
	}
}

// TestErase erases a person who has left traces everywhere: the raw table has none of them any more, in any form, their
// seats are free, what others did is still theirs, and the audit logs are whole.
func TestErase(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	p, boss := everywhere(t, s)
	boss.SignIn(t, boss.Email, harness.Password).Want(t, 200, "")
	sealAll(t, s)
	if before := traces(t, s, p.address); len(before) < 15 {
		t.Fatalf("only %d traces: %q", len(before), before)
	}
	seats := s.Organization(t, boss.Org).SeatsUsed
	named := boss.Events(t, url.Values{"actor": {p.ID}})
	p.Do(t, "DELETE", "/v1/me", map[string]string{"email": boss.Email}).Want(t, 400, "invalid_request")
	erase(t, p.Member).Want(t, 204, "")
	p.Do(t, "GET", "/v1/me", nil).Want(t, 401, "unauthenticated")
	s.Browser().SignIn(t, p.address, harness.Password).Want(t, 401, "invalid_credentials")
	if left := s.Organization(t, boss.Org); left.SeatsUsed > seats-2 || left.ActiveOwners != 1 { // and whom they sponsored
		t.Errorf("%+v", left)
	}
	left := slices.DeleteFunc(traces(t, s, p.address), func(key string) bool { return strings.Contains(key, " NOTICE#") })
	if len(left) > 4 { // the erasure, and what counts attempts
		t.Errorf("the request leaves %q", left)
	}
	finish(t, s)
	if left := traces(t, s, p.address); len(left) > 0 {
		t.Errorf("left: %q", left)
	}
	boss.SignIn(t, boss.Email, harness.Password).Want(t, 200, "")
	after := boss.Events(t, url.Values{"actor": {p.ID}})
	if len(after) < len(named) || !after[len(after)-1].Actor.Erased || after[0].Client != "" ||
		named[0].Actor.Name != p.address {
		t.Errorf("%+v, before %+v", after[len(after)-1], named[0])
	}
	if e := boss.Events(t, url.Values{"action": {"user.erase"}}); len(e) != 1 || e[0].Target.ID != p.ID {
		t.Errorf("%+v", e)
	}
	boss.Recount(t)
	sealAll(t, s)
	for _, org := range append([]harness.Member{boss}, p.others...) {
		report, err := (&seal.Verifier{Table: s.Store, Now: s.Clock.Now}).Verify(t.Context(), org.Org)
		report.Findings = slices.DeleteFunc(report.Findings, func(f seal.Finding) bool { return f.Kind == seal.Misdated })
		if err != nil || len(report.Findings) > 0 {
			t.Errorf("%v: %v", err, report.Findings)
		}
	}
}

// TestEraseUnderFaults erases with a failure of every call in turn: nothing is left in the end.
func TestEraseUnderFaults(t *testing.T) {
	t.Parallel()
	operations := []string{"BatchGetItem", "Query", "DeleteItem", "TransactWriteItems", "UpdateItem"}
	calls, failing := make([]int, len(operations)), errors.New("down")
	var options []harness.Option
	for i, operation := range operations {
		options = append(options, harness.Fault(operation, &calls[i], failing))
	}
	s := harness.New(t, options...)
	p, _ := everywhere(t, s)
	for i := 0; ; i++ {
		if i == 20 {
			t.Fatal("is never accepted")
		}
		calls[i%len(calls)] = 1 + i/len(calls)
		status := erase(t, p.Member).Status
		clear(calls)
		if status == 204 {
			break
		} else if status != 503 && status != 500 {
			t.Fatalf("answered %d", status)
		}
	}
	for i := range 40 {
		s.Clock.Advance(time.Hour)
		calls[i%len(calls)] = 1 + i/len(calls)
		_ = app.FinishErasures(s.App)(t.Context(), "test")
		clear(calls)
	}
	finish(t, s)
	if left := traces(t, s, p.address); len(left) > 0 {
		t.Errorf("left: %q", left)
	}
}

// TestLastOwnersAreTold: nothing changes, and the organizations are named; with another Owner, or once the organization
// is deleted, it goes.
func TestLastOwnersAreTold(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	owner := s.Found(t, "Acme")
	before := s.Contents(t)
	a := erase(t, owner).Want(t, 409, "last_owner")
	if !strings.Contains(string(a.Body), "Acme ("+owner.Org+")") {
		t.Errorf("%s", a.Body)
	}
	s.Unchanged(t, before)
	owner.Do(t, "DELETE", owner.Path(), map[string]string{"name": "Acme"}).Want(t, 204, "")
	erase(t, owner).Want(t, 204, "")
}

// TestTwoOwnersAtOnce: of two Owners who go at the same time one stays.
func TestTwoOwnersAtOnce(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	one := s.Found(t, "Acme")
	both := []harness.Member{one, one.Join(t, api.Owner)}
	answers := harness.Together(2, func(i int) (client.Answer, error) {
		return both[i].Try("DELETE", "/v1/me", map[string]string{"email": both[i].Email})
	})
	if answers["204"] != 1 || answers["409last_owner"] != 1 {
		t.Errorf("%v", answers)
	}
	finish(t, s)
	if o := s.Organization(t, one.Org); o.ActiveOwners != 1 {
		t.Errorf("%+v", o)
	}
}

// TestAnotherAccountSince: whoever has the address after an erasure began keeps what they make.
func TestAnotherAccountSince(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	owner := s.Found(t, "Acme")
	person := owner.Join(t, api.Auditor)
	erase(t, person).Want(t, 204, "")
	s.Clock.Advance(time.Minute)
	again := owner.InviteAddress(t, person.Email, api.Auditor)
	b := s.Browser()
	b.Accept(t, s.Token(t, owner.Org, again.ID), harness.Password).Want(t, 200, "")
	b.AddTOTP(t)
	finish(t, s)
	b.Do(t, "GET", owner.Path("users", again.ID), nil).Want(t, 200, "")
	if n := len(harness.Into[api.Me](t, b.Do(t, "GET", "/v1/me", nil).Want(t, 200, "")).Memberships); n != 1 {
		t.Errorf("%d memberships", n)
	}
	f := harness.Into[api.Factors](t, b.Do(t, "GET", "/v1/me/factors", nil).Want(t, 200, ""))
	if f.TOTP == nil || f.RecoveryCodes != 10 {
		t.Errorf("%+v", f)
	}
}
