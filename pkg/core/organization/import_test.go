package organization_test

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"usher/pkg/api"
	"usher/pkg/app"
	"usher/test/client"
	"usher/test/harness"
	"usher/test/localtest"
)

func TestMain(m *testing.M) { localtest.Main(m) }

// lifetime is how long invitations last in the tests that let them expire: less than a session.
const lifetime = time.Hour

// outcomes lists the rows' numbers and outcomes.
func outcomes(i api.Import) string {
	var all []string
	for _, r := range i.Results {
		all = append(all, fmt.Sprintf("%d:%s", r.Row, r.Status))
	}
	return strings.Join(all, " ")
}

func importInto(t *testing.T, m harness.Member, query string, body any) api.Import {
	t.Helper()
	return harness.Into[api.Import](t, m.Do(t, "POST", m.Path("users/import"+query), body).Want(t, 200, ""))
}

// TestImport tells each row's outcome, first without doing it, then by doing it.
func TestImport(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	box := s.FollowMail(t)
	owner := s.Found(t, "Acme")
	taken := owner.Invite(t, api.Auditor)
	fresh := harness.Address("fresh")
	file := client.CSV("\ufeffRole;E-mail;Last name;First name\r\n" +
		"auditor;" + fresh + ";\"O\"\"Brien, Jr\";Zoë\r\n" + // 2
		"king;nobody at nowhere;;\r\n" + // 3
		"Owner;" + strings.ToUpper(taken.Email) + ";Hopper;Grace\r\n" + // 4
		"auditor;" + strings.ToUpper(fresh) + ";Again;Zoë\r\n") // 5
	for range 8 {
		file += client.CSV("auditor;" + harness.Address("more") + ";More;Ann\r\n") // 6 to 13; two are too many
	}
	want := "2:created 3:invalid 4:email_taken 5:email_taken 6:created 7:created 8:created 9:created 10:created 11:created 12:created 13:seat_limit_reached"
	dry := importInto(t, owner, "?dry_run=true", file)
	if got := outcomes(dry); got != want || !dry.DryRun || dry.Created != 8 || dry.Refused != 4 ||
		dry.Seats != (api.ImportSeats{Needed: 9, Available: 8}) {
		t.Errorf("dry run: %s\nwant     %s\n%+v", got, want, dry.Seats)
	}
	if bad := dry.Results[1].Errors; len(bad) != 3 || *dry.Results[3].Detail != "Row 2 has the same address." {
		t.Errorf("row 3: %+v, row 5: %v", bad, *dry.Results[3].Detail)
	}
	if c := owner.Recount(t); c.Used != 2 {
		t.Errorf("a dry run left %+v", c)
	}
	done := importInto(t, owner, "", file)
	if got := outcomes(done); got != want || done.DryRun || done.Seats != dry.Seats {
		t.Errorf("import: %s\nwant    %s\n%+v", got, want, done.Seats)
	}
	if c := owner.Recount(t); c.Used != 10 || c.Invited != 9 {
		t.Errorf("an import left %+v", c)
	}
	zoe := harness.Into[api.User](t, owner.Do(t, "GET", owner.Path("users", *done.Results[0].UserID), nil).
		Want(t, 200, ""))
	if zoe.LastName != `O"Brien, Jr` || zoe.FirstName != "Zoë" || zoe.Status != api.Invited {
		t.Errorf("%+v", zoe)
	}
	harness.AwaitMail(t, box, fresh, harness.InvitationLink, 1)
	if events := owner.Events(t, url.Values{"target": {zoe.ID}, "action": {"user.create"}}); len(events) != 1 ||
		events[0].RequestID == "" {
		t.Errorf("events %+v", events)
	}
}

// TestImportTellsHowTheListWasRead: in which charset, and without which columns; and what each row gives.
func TestImportTellsHowTheListWasRead(t *testing.T) {
	t.Parallel()
	owner := harness.New(t).Found(t, "Acme")
	address := harness.Address("zoe")
	file := client.CSV("E-mailadres;Afdeling;Voornaam;Achternaam\r\n" + address + ";Ops;Zo\xeb;King\r\nnobody;;;\r\n")
	refused := owner.Do(t, "POST", owner.Path("users/import?dry_run=true"), file).Want(t, 400, "invalid_request")
	if !strings.Contains(string(refused.Body), `"field":"role"`) {
		t.Errorf("a list without roles: %s", refused.Body)
	}
	for _, query := range []string{"?role=auditor&dry_run=true", "?role=auditor"} {
		got := importInto(t, owner, query, file)
		zoe, nobody := got.Results[0], got.Results[1]
		if got.Charset != api.CharsetWindows1252 || strings.Join(got.IgnoredColumns, ",") != "Afdeling" || got.Created != 1 ||
			zoe.Email != address || zoe.FirstName != "Zoë" || zoe.LastName != "King" || zoe.Role != "auditor" ||
			nobody.Email != "nobody" || nobody.Role != "auditor" {
			t.Errorf("%s: %+v", query, got)
		}
	}
	again := importInto(t, owner, "?role=owner", file)
	if got := outcomes(again); got != "2:email_taken 3:invalid" {
		t.Errorf("the same list again: %s", got)
	}
}

// TestImportOfPastedAddresses takes one role for all, and answers a repeated request with the names.
func TestImportOfPastedAddresses(t *testing.T) {
	t.Parallel()
	owner := harness.New(t).Found(t, "Acme")
	ada := harness.Address("ada.byron")
	request := client.Request{Method: "POST", Path: owner.Path("users/import?role=auditor"), IdempotencyKey: "pasted",
		Body:   ada + "; \"Hopper, Grace\" <" + harness.Address("grace") + ">\nnobody",
		Header: http.Header{"Content-Type": {"text/plain; charset=utf-8"}}}
	for range 2 {
		got := harness.Into[api.Import](t, owner.Send(t, request).Want(t, 200, ""))
		first, second := got.Results[0], got.Results[1]
		if outcomes(got) != "1:created 2:created 3:invalid" || first.FirstName != "Ada" || second.FirstName != "Grace" ||
			second.LastName != "Hopper" || first.Role != "auditor" {
			t.Errorf("%+v", got)
		}
	}
	request.Path = owner.Path("users/import?role=owner")
	owner.Send(t, request).Want(t, 422, "idempotency_key_reused")
}

// TestImportTakesSeatsOfExpiredInvitations gives a list the seats of invitations that have expired.
func TestImportTakesSeatsOfExpiredInvitations(t *testing.T) {
	t.Parallel()
	s := harness.New(t, func(a *app.App) { a.Config.InvitationLifetime = lifetime })
	owner := s.Found(t, "Acme")
	owner.FillWithExpired(t, lifetime)
	if dry := importInto(t, owner, "?dry_run=true", harness.People(10)); dry.Seats.Available != 9 || dry.Created != 9 {
		t.Errorf("dry run: %+v, %d", dry.Seats, dry.Created)
	}
	if done := importInto(t, owner, "", harness.People(10)); done.Created != 9 ||
		done.Results[9].Status != api.ImportSeatLimitReached {
		t.Errorf("created %d", done.Created)
	}
	if c := owner.Recount(t); c.Used != 10 || c.Expired != 9 {
		t.Errorf("%+v", c)
	}
}

// TestImportRace lets imports and creates race for the last seats: as many are
// created as there are seats, and every row is told the truth.
func TestImportRace(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	owner := s.Found(t, "Acme")
	s.Enlarge(t, owner.Org, 61)
	var imported atomic.Int64
	answers := harness.Together(40, func(i int) (client.Answer, error) {
		if i%4 != 0 {
			return owner.Try("POST", owner.Path("users"), harness.NewUser(api.Auditor))
		}
		a, err := owner.Try("POST", owner.Path("users/import"), harness.People(30))
		if err == nil && a.Status == 200 {
			imported.Add(int64(harness.Into[api.Import](t, a).Created))
		}
		return a, err
	})
	if got := int64(answers["201"]) + imported.Load(); got != 60 || answers["200"] != 10 ||
		answers["201"]+answers["409seat_limit_reached"] != 30 {
		t.Errorf("%d created of 60, answers %v", got, answers)
	}
	if c := owner.Recount(t); c.Used != 61 {
		t.Errorf("%+v", c)
	}
}

// TestConcurrentImportsOfOneList races the same addresses: each once.
func TestConcurrentImportsOfOneList(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	owner := s.Found(t, "Acme")
	s.Enlarge(t, owner.Org, 1000)
	list := harness.People(50)
	var created atomic.Int64
	answers := harness.Together(6, func(int) (client.Answer, error) {
		a, err := owner.Try("POST", owner.Path("users/import"), list)
		if err == nil && a.Status == 200 {
			created.Add(int64(harness.Into[api.Import](t, a).Created))
		}
		return a, err
	})
	if created.Load() != 50 || answers["200"] != 6 {
		t.Errorf("%d created, answers %v", created.Load(), answers)
	}
	if c := owner.Recount(t); c.Used != 51 {
		t.Errorf("%+v", c)
	}
}

// TestImportOfAThousand works within the operation's own time.
func TestImportOfAThousand(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	owner := s.Found(t, "Acme")
	s.Enlarge(t, owner.Org, 1001)
	owner.Header.Set("Idempotency-Key", "thousand")
	list := harness.People(1000)
	first := owner.Do(t, "POST", owner.Path("users/import"), list).Want(t, 200, "")
	if done := harness.Into[api.Import](t, first); done.Created != 1000 {
		t.Fatalf("%d created", done.Created)
	}
	again := owner.Do(t, "POST", owner.Path("users/import"), list).Want(t, 200, "")
	if again.Header.Get("Idempotency-Replayed") != "true" ||
		outcomes(harness.Into[api.Import](t, again)) != outcomes(harness.Into[api.Import](t, first)) {
		t.Errorf("a repeated import is carried out again: %s", again.Header)
	}
	if o := s.Organization(t, owner.Org); o.SeatsUsed != 1001 || o.Invited != 1000 {
		t.Errorf("%+v", o)
	}
	owner.Do(t, "POST", owner.Path("users/import"), list[1:]).Want(t, 422, "idempotency_key_reused")
}

// failing lets only so many requests reach the table.
type failing struct {
	left atomic.Int64
	next http.RoundTripper
}

func (f *failing) RoundTrip(r *http.Request) (*http.Response, error) {
	if f.left.Add(-1) < 0 {
		return nil, context.DeadlineExceeded
	}
	return f.next.RoundTrip(r)
}

// TestImportResumesAfterAFailure has the table fail in the middle: the answer says which rows
// were not reached, and the same list with the same key finishes them.
func TestImportResumesAfterAFailure(t *testing.T) {
	t.Parallel()
	f := &failing{}
	f.left.Store(1 << 30)
	s := harness.New(t, func(a *app.App) {
		f.next = a.HTTP.Transport
		a.HTTP = &http.Client{Transport: f, Timeout: a.HTTP.Timeout}
		a.MinTimeout = time.Minute
	})
	owner := s.Found(t, "Acme")
	s.Enlarge(t, owner.Org, 200)
	owner.Header.Set("Idempotency-Key", "goes-on")
	list := harness.People(100)
	f.left.Store(6) // the caller and the organization, then two spans of two
	part := importInto(t, owner, "", list)
	f.left.Store(1 << 30)
	if part.Created != 36 || part.Results[35].Status != api.ImportCreated ||
		part.Results[36].Status != api.ImportTryAgain {
		t.Fatalf("%d created: %s", part.Created, outcomes(part))
	}
	if whole := importInto(t, owner, "", list); whole.Created != 100 {
		t.Errorf("%d created in the end", whole.Created)
	}
	if c := owner.Recount(t); c.Used != 101 {
		t.Errorf("%+v", c)
	}
}

// TestImportAnswersInBounds: whatever is wrong with a list, the answer stays far below the 6 MB that Lambda can send.
func TestImportAnswersInBounds(t *testing.T) {
	t.Parallel()
	owner := harness.New(t).Found(t, "Acme")
	var one, rows []string
	for n := range 90_000 {
		one = append(one, fmt.Sprintf(`"<%d":1`, n)) // the whole body
	}
	for n := range 1000 {
		row := []string{fmt.Sprintf(`"email":"%s"`, strings.Repeat("<", 250))}
		for range 12 {
			row = append(row, fmt.Sprintf(`"%d%s":1`, n*100+len(row), strings.Repeat("\u2028", 16)))
		}
		rows = append(rows, "{"+strings.Join(row, ",")+"}")
	}
	for name, list := range map[string]string{"one-row": "[{" + strings.Join(one, ",") + "}]", "many": "[" + strings.Join(rows, ",") + "]"} {
		for _, query := range []string{"", "?dry_run=true"} {
			a := owner.Send(t, client.Request{Method: "POST", Path: owner.Path("users/import" + query), Body: list, IdempotencyKey: name})
			if a.Status != http.StatusOK || len(a.Body) > 4<<20 {
				t.Errorf("%s%s: %d, %d bytes: %.200s", name, query, a.Status, len(a.Body), a.Body)
			}
		}
	}
}
