package organization_test

import (
	"net/url"
	"regexp"
	"strings"
	"testing"

	"usher/pkg/api"
	"usher/test/client"
	"usher/test/harness"
)

// TestOneNameIsAName: somebody without a last name is created, imported, sorted and found by the only name, and invites.
func TestOneNameIsAName(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	box := s.FollowMail(t)
	ada := s.Found(t, "Acme")
	create := func(by harness.Member, person map[string]string) api.User {
		return harness.Into[api.User](t, by.Send(t, client.CreateUser(by.Org, person)).Want(t, 201, ""))
	}
	one := create(ada, map[string]string{"email": harness.Address("sukarno"), "first_name": "Sukarno", "role": "owner"})
	two := create(ada, map[string]string{"email": harness.Address("a"), "first_name": "Zed", "last_name": " ", "role": "auditor"})
	create(ada, map[string]string{"email": harness.Address("b"), "first_name": "Bea", "last_name": "Tan", "role": "auditor"})
	if one.LastName != "" || two.LastName != "" {
		t.Errorf("%+v, %+v", one, two)
	}
	ada.Do(t, "POST", ada.Path("users/import"), []map[string]string{
		{"email": harness.Address("c"), "first_name": "Rama", "role": "auditor"}}).Want(t, 200, "")

	if got := first(t, ada, ""); got != "Ada Rama Sukarno Bea Zed" {
		t.Errorf("the list is %s", got)
	}
	if got := first(t, ada, "suk"); got != "Sukarno" {
		t.Errorf("found: %s", got)
	}
	ada.Do(t, "PATCH", ada.Path("users", ada.ID), map[string]string{"first_name": "Teuku", "last_name": ""}).Want(t, 200, "")
	if got := first(t, ada, ""); got != "Rama Sukarno Bea Teuku Zed" {
		t.Errorf("the list is %s", got)
	}

	b := s.Browser()
	b.Accept(t, s.Token(t, ada.Org, one.ID), harness.Password).Want(t, 200, "")
	guest := create(harness.Member{Browser: b, Org: ada.Org},
		map[string]string{"email": harness.Address("d"), "first_name": "Dee", "last_name": "Dee", "role": "auditor"})
	by := harness.AwaitMail(t, box, guest.Email, regexp.MustCompile(`(?m)^(.*) invites you`), 1)
	if by != "Sukarno" {
		t.Errorf("%q invites", by)
	}
}

// first lists the first names of those that a query finds, in order.
func first(t *testing.T, m harness.Member, q string) string {
	t.Helper()
	var names []string
	for _, u := range harness.All[api.User](t, m, "users?q="+url.QueryEscape(q)) {
		names = append(names, u.FirstName)
	}
	return strings.Join(names, " ")
}
