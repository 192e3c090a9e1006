package organization_test

import (
	"fmt"
	"math/rand/v2"
	"net/url"
	"slices"
	"strings"
	"testing"

	"usher/pkg/api"
	"usher/pkg/lib/email"
	"usher/pkg/lib/id"
	"usher/pkg/store"
	"usher/test/harness"
)

// naive reports whether a query finds a user, by looking at all of their words.
func naive(u *store.User, query string) bool {
	plain := strings.NewReplacer("’", "'", "ü", "u", ",", " ")
	local, domain, _ := strings.Cut(u.Address, "@")
	for word := range strings.FieldsSeq(strings.ToLower(plain.Replace(query))) {
		before, after, isAddress := strings.Cut(word, "@")
		found := strings.HasPrefix(local, word) || strings.HasPrefix(domain, word)
		if isAddress {
			found = (before == "" || before == local) && strings.HasPrefix(domain, after)
		}
		name := " " + strings.ToLower(plain.Replace(u.FirstName+" "+u.LastName))
		for _, start := range []string{" ", "-", "'"} {
			found = found || !isAddress && strings.Contains(name, start+word)
		}
		if !found {
			return false
		}
	}
	return true
}

// crowd writes users of random names and addresses, of all roles and statuses.
func crowd(t *testing.T, s *harness.System, org string, random *rand.Rand, n int) (users []store.User) {
	t.Helper()
	w := s.Writer(t.Context())
	one := func(of ...string) string { return of[random.IntN(len(of))] }
	for i := range n {
		a, err := email.Parse(fmt.Sprintf("%s%d@%s.example", one("ann", "jan.de", "dev", "b"), i, one("groot", "acme", "an")))
		if err != nil {
			t.Fatal(err)
		}
		u := store.User{ID: s.App.IDs().New(id.User), Org: org, Email: a.Display, Address: a.Key,
			FirstName: one("Ann", "Anna", "Jan", "Anna Jan", "De", "Bo"),
			LastName:  one("de Vries", "Vries", "van der Meulen", "O’Neill", "Müller", "Annason", "Jan-Vries", "Groot", ""),
			Role:      api.Role(one("owner", "auditor")), Status: api.Status(one("active", "blocked")), Version: 1}
		u.Arrange()
		w.Put(u)
		users = append(users, u)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return users
}

// TestSearchFindsWhatANaiveMatcherFinds: whatever the query, the filters and the size of pages, all pages together are
// exactly those users, each once.
func TestSearchFindsWhatANaiveMatcherFinds(t *testing.T) {
	t.Parallel()
	seed := rand.Uint64() //nolint:gosec // of a test
	random := rand.New(rand.NewPCG(seed, 0))
	s := harness.New(t)
	owner := s.Found(t, "Acme")
	users := crowd(t, s, owner.Org, random, 400)
	words := []string{"a", "an", "ann", "anna", "jan", "j", "de", "d", "vries", "vri", "meulen", "der", "neill", "o'n",
		"o’neill", "müll", "jan-v", "groot", "@groot", "@an", "@a", "ann7@gr", "jan.de12@", "acme", "bo", "b1", "zzz"}
	for range 60 {
		q := url.Values{"limit": {fmt.Sprint(1 + random.IntN(100))}}
		for range 1 + random.IntN(2) {
			q.Set("q", q.Get("q")+words[random.IntN(len(words))]+[]string{" ", ", "}[random.IntN(2)])
		}
		if random.IntN(3) == 0 {
			q.Set("status", "blocked")
			q.Set("role", "owner")
		}
		var want []string
		for i := range users {
			u := &users[i]
			if naive(u, q.Get("q")) && (!q.Has("status") || u.Status == api.Blocked && u.Role == api.Owner) {
				want = append(want, u.Email)
			}
		}
		got := addresses(t, owner, q)
		got = slices.DeleteFunc(got, func(a string) bool { return a == owner.Email })
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Errorf("seed %d, %v: found %d, want %d:\n%v\n%v", seed, q, len(got), len(want), got, want)
		}
	}
}

// TestSearchFollowsChanges: who is renamed is found by the new names alone, who is removed not at all, and what is
// stored is what the names and the address say.
func TestSearchFollowsChanges(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	owner := s.Found(t, "Acme")
	user := owner.Invite(t, api.Auditor)
	rename := func(first, last string) {
		t.Helper()
		owner.Do(t, "PATCH", owner.Path("users/"+user.ID), map[string]string{"first_name": first, "last_name": last}).
			Want(t, 200, "")
		var is store.User
		if err := s.Store.Load(t.Context(), store.Fetch(store.UserKey(owner.Org, user.ID), &is)); err != nil {
			t.Fatal(err)
		}
		want := is
		want.Arrange()
		if is.Orders != want.Orders {
			t.Errorf("%s %s has %+v, want %+v", first, last, is.Orders, want.Orders)
		}
	}
	found := func(query string, want bool) {
		t.Helper()
		got := slices.Contains(addresses(t, owner, url.Values{"q": {query}}), user.Email)
		if got != want {
			t.Errorf("%q finds them: %v", query, got)
		}
	}
	rename("Wilhelmina Johanna", "van der Meulen-Schuurmans")
	found("schuurm johanna", true)
	rename("Bo", "Vries")
	found("schuurm", false)
	found("johanna", false)
	found("bo vries", true)
	owner.Do(t, "DELETE", owner.Path("users/"+user.ID), nil).Want(t, 204, "")
	found("bo vries", false)
}
