package harness

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"usher/pkg/api"
)

// All reads a list below the member's organization to its end, page by page.
func All[T any](t testing.TB, m Member, path string) []T {
	t.Helper()
	var all []T
	separator := "?"
	if strings.Contains(path, "?") {
		separator = "&"
	}
	for next := path; ; {
		page := Into[api.Page[T]](t, m.Do(t, "GET", m.Path(next), nil).Want(t, 200, ""))
		all = append(all, page.Data...)
		if page.NextCursor == nil {
			return all
		}
		next = path + separator + "cursor=" + *page.NextCursor
	}
}

// Events reads all audit events that match a query, newest first, a hundred at a time unless the query has a limit.
func (m Member) Events(t testing.TB, query url.Values) []api.AuditEvent {
	t.Helper()
	if query.Get("limit") == "" {
		query.Set("limit", "100")
	}
	return All[api.AuditEvent](t, m, "audit-events?"+query.Encode())
}

// Recount counts an organization's users, and fails the test where a counter says otherwise.
func (m Member) Recount(t testing.TB) api.Seats {
	t.Helper()
	var c api.Seats
	owners := 0
	for _, u := range All[api.User](t, m, "users?limit=7") {
		switch u.Status {
		case api.Invited:
			c.Invited++
		case api.Active:
			c.Active++
			if u.Role == api.Owner {
				owners++
			}
		case api.Blocked:
			c.Blocked++
		case api.Expired:
			c.Expired++
		}
	}
	got := Into[api.Organization](t, m.Do(t, "GET", m.Path(), nil).Want(t, 200, "")).Seats
	c.Limit, c.Used = got.Limit, c.Invited+c.Active+c.Blocked
	c.Available = max(0, c.Limit-c.Used)
	if got != c {
		t.Errorf("the organization says %+v, a recount %+v", got, c)
	}
	if o := m.System.Organization(t, m.Org); o.ActiveOwners != owners || o.SeatsUsed != o.Invited+o.Active+o.Blocked {
		t.Errorf("counters %+v do not add up; %d owners counted", o, owners)
	}
	return c
}

// FillWithExpiredKeys makes as many API keys as the organization may have, and has them expire.
func (m Member) FillWithExpiredKeys(t testing.TB, lifetime time.Duration) {
	t.Helper()
	body := map[string]string{"name": "CI", "role": "auditor",
		"expires_at": m.System.Clock.Now().Add(lifetime).UTC().Format(time.RFC3339)}
	for m.Do(t, "POST", m.Path("api-keys"), body).Status == 201 {
	}
	m.System.Clock.Advance(lifetime + time.Second)
	m.Prove(t, "password", Password).Want(t, 204, "")
}

// FillWithExpired fills the organization's plan with invitations, and has them expire: their lifetime is given.
func (m Member) FillWithExpired(t testing.TB, lifetime time.Duration) {
	t.Helper()
	for m.Do(t, "POST", m.Path("users"), NewUser(api.Auditor)).Status == 201 {
	}
	m.System.Clock.Advance(lifetime + time.Second)
	m.Prove(t, "password", Password).Want(t, 204, "")
}
