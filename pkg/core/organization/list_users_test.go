package organization_test

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"usher/pkg/api"
	"usher/pkg/app"
	"usher/pkg/store"
	"usher/test/harness"
)

// TestPagesCostTheSame lists and searches with 300 and with 3,000 users: the same capacity and the same round trips for
// a page of the same size.
func TestPagesCostTheSame(t *testing.T) {
	t.Parallel()
	ledger := &harness.Ledger{}
	s := harness.New(t, harness.Record(ledger))
	owner := s.Found(t, "Acme")
	pages := []string{"users?limit=5", "users?limit=5&q=grace", "users?limit=5&q=nobody", "users?limit=5&q=user-0000",
		"users?limit=5&q=grace+hop", "users?limit=5&q=%40example", "users?limit=5&q=hopper&status=blocked"}
	measure := func() []string {
		var all []string
		for _, p := range pages {
			ledger.Open(s.Client)
			owner.Do(t, "GET", owner.Path(p), nil).Want(t, 200, "")
			all = append(all, fmt.Sprintf("%s: %d round trips, %g units", p, ledger.RoundTrips(), ledger.Read))
		}
		return all
	}
	putUsers(t, s, owner.Org, 0, 300)
	small := measure()
	ledger.Open(nil)
	putUsers(t, s, owner.Org, 300, 3_000)
	large := measure()
	for i := range pages {
		t.Log(large[i])
		if small[i] != large[i] {
			t.Errorf("at 300 users %s; at 3,000 %s", small[i], large[i])
		}
	}
}

// putUsers writes active users straight into the table, from number first up to last.
func putUsers(t *testing.T, s *harness.System, org string, first, last int) {
	t.Helper()
	w := s.Writer(t.Context())
	for i := first; i < last; i++ {
		w.User(org, fmt.Sprintf("user-%05d@example.com", i), "Grace", fmt.Sprintf("Hopper %05d", i), api.Auditor)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
}

// TestSearchAndPages walks pages of every size through a search that matches
// some users by several of their texts: each comes once, in order.
func TestSearchAndPages(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	owner := s.Found(t, "Acme")
	people := [][3]string{
		{"anna@example.com", "Anna", "Zwart"}, {"zed@example.com", "Zed", "Annason"}, {"bob@example.com", "ANNABEL", "Anna"},
		{"annual@example.com", "Bob", "Bobson"}, {"carl@example.com", "Carl", "Carlson"},
		{"aenne@example.com", "Ännchen", "Ärger"},
		{"an@example.com", "An", "Na"}, {"x@example.com", "Anna", "Anna"},
	}
	w := s.Writer(t.Context())
	for _, p := range people {
		w.User(owner.Org, p[0], p[1], p[2], api.Auditor)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	for query, want := range map[string]int{"ann": 6, "ANNA": 4, "än": 7, "An": 7, "anna@": 1, "bob": 2, "carl": 1, "": 9,
		"nobody": 0} {
		var orders []string
		for limit := 1; limit <= 10; limit++ {
			found := addresses(t, owner, url.Values{"q": {query}, "limit": {fmt.Sprint(limit)}})
			if want > 0 && len(found) != want {
				t.Errorf("q=%q limit=%d: %d users, want %d: %v", query, limit, len(found), want, found)
			}
			orders = append(orders, strings.Join(found, " "))
		}
		for _, o := range orders {
			if o != orders[0] {
				t.Errorf("q=%q: the order depends on the size of the page:\n%s\n%s", query, orders[0], o)
			}
		}
	}
}

// addresses lists the users that a query finds, each of whom must come once.
func addresses(t *testing.T, m harness.Member, q url.Values) []string {
	t.Helper()
	var found []string
	seen := map[string]bool{}
	for _, u := range harness.All[api.User](t, m, "users?"+q.Encode()) {
		if seen[u.ID] {
			t.Errorf("%s comes twice for %v", u.Email, q)
		}
		seen[u.ID] = true
		found = append(found, u.Email)
	}
	return found
}

// TestFilters finds the few among many.
func TestFilters(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	owner := s.Found(t, "Acme")
	putUsers(t, s, owner.Org, 0, 600)
	invited := owner.Invite(t, api.Owner)
	for query, want := range map[string]string{"status=invited": invited.Email, "status=invited&role=owner": invited.Email,
		"status=blocked": "", "status=active&role=owner": owner.Email} {
		q, _ := url.ParseQuery(query)
		q.Set("limit", "5")
		if got := strings.Join(addresses(t, owner, q), " "); got != want {
			t.Errorf("%s: %q, want %q", query, got, want)
		}
	}
	page := harness.Into[api.Page[api.User]](t, owner.Do(t, "GET", owner.Path("users?limit=3"), nil).Want(t, 200, ""))
	for _, other := range []string{"users?limit=3&status=active&cursor=", "users?limit=3&q=g&cursor="} {
		owner.Do(t, "GET", owner.Path(other+*page.NextCursor), nil).Want(t, 400, "invalid_request")
	}
	stranger := s.Found(t, "Other")
	stranger.Do(t, "GET", stranger.Path("users?limit=3&cursor="+*page.NextCursor), nil).Want(t, 400, "invalid_request")
}

// TestAttention finds the few among many for whom somebody has to do something, with searches, filters and pages of
// every size.
func TestAttention(t *testing.T) {
	t.Parallel()
	s := harness.New(t, func(a *app.App) { a.Config.InvitationLifetime = time.Minute })
	owner := s.Found(t, "Acme")
	putUsers(t, s, owner.Org, 0, 300)
	expired, asked := owner.Invite(t, api.Auditor), owner.Invite(t, api.Owner)
	token := s.Token(t, owner.Org, asked.ID)
	s.Clock.Advance(2 * time.Minute)
	s.Browser().Do(t, "POST", "/v1/invitations/"+token+"/request", nil).Want(t, 202, "")
	owner.Invite(t, api.Auditor) // needs none
	invited, active := owner.Invite(t, api.Auditor), owner.Join(t, api.Auditor)
	w := s.Writer(t.Context())
	for _, id := range []string{invited.ID, active.ID} {
		u := s.User(t, owner.Org, id)
		u.AddressProblem = &store.AddressProblem{Delivery: api.Bounced, At: u.CreatedAt}
		w.Put(u)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	for query, want := range map[string][]string{
		"":                  {expired.Email, asked.Email, invited.Email, active.Email},
		"status=expired":    {expired.Email, asked.Email},
		"status=active":     {active.Email},
		"role=owner":        {asked.Email},
		"q=" + active.Email: {active.Email},
		"q=user-0000":       nil,
		"status=blocked":    nil,
	} {
		slices.Sort(want)
		for limit := 1; limit <= 5; limit++ {
			q, _ := url.ParseQuery(query)
			q.Set("attention", "true")
			q.Set("limit", fmt.Sprint(limit))
			got := addresses(t, owner, q)
			if slices.Sort(got); !slices.Equal(got, want) {
				t.Errorf("%s limit=%d: %q, want %q", query, limit, got, want)
			}
		}
	}
	first := harness.Into[api.Page[api.User]](t, owner.Do(t, "GET", owner.Path("users?attention=true&limit=1"), nil))
	owner.Do(t, "GET", owner.Path("users?limit=1&cursor="+*first.NextCursor), nil).Want(t, 400, "invalid_request")
	owner.Do(t, "GET", owner.Path("users?attention=maybe"), nil).Want(t, 400, "invalid_request")
}
