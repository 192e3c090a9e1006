package acceptance_test

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"usher/pkg/api"
	"usher/pkg/api/page"
	"usher/pkg/core/access"
	"usher/pkg/lib/id"
	"usher/test/client"
	"usher/test/harness"
)

// What a request of somebody unknown may cost at most.
const (
	strangerTrips = 2
	strangerUnits = 60      // of reading: the proof, and a page of a hundred small items
	strangerBytes = 8 << 20 // of memory: a body of 1 MB a few times over, and no picture of 4096×4096
)

// hostile draws a text that is something to one part of the system or another.
func hostile() *rapid.Generator[string] {
	return rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"", "\x00", "\xff", "..", "*", "-1", "1e9", "true", "W/\"1\"", "null",
		`{"a":1}`, "text/csv", "\U0010FFFF", strings.Repeat("<", 70_000), strings.Repeat("a", 1024), strings.Repeat("é", 999)}))
}

// cursor is one of the operation's own list, made up by somebody who has read how cursors are made.
func cursor(rt *rapid.T, operation, org string) string {
	list := map[string]page.List{"list-users": {"list-users", org, "", "", ""}, "list-flows": {"list-flows", org},
		"list-api-keys": {"list-api-keys", org, ""}, "list-audit-events": {"list-audit-events", org, "", "", "", "", ""}}[operation]
	longest := rapid.Just(strings.Repeat("p", 1024))
	return page.Make(list, rapid.OneOf(longest, hostile(), rapid.StringN(1, -1, 1024)).Draw(rt, "position"))
}

// sized draws bodies: JSON, pictures, lists, and what is none of them. They are made once: a large picture takes long.
var sized = sync.OnceValue(func() *rapid.Generator[[]byte] {
	unknown := []byte("{" + strings.Repeat(`"<":1,`, 10_000) + `"a":1}`)
	return rapid.SampledFrom([][]byte{nil, []byte("{}"), []byte("{"), harness.Square(4096, 4096), harness.Square(16, 16), unknown,
		[]byte("[" + strings.Repeat(`{},`, 999) + "{}]"), []byte(strings.Repeat("[", 60_000)), bytes.Repeat([]byte("<"), 1<<20),
		[]byte(`{"name":"n","definition":{"a":"` + strings.Repeat("<", 250_000) + `"}}`)})
})

// TestStrangers sends each operation hostile values of every input, without any credential and with made-up ones, for
// things that are there: never a 5xx, never more than a small request costs, and nobody who must be known gets further.
func TestStrangers(t *testing.T) { // not parallel: it measures memory
	s := harness.New(t)
	owner := s.Found(t, "Acme")
	wide := owner.Invite(t, api.Auditor)
	names := strings.NewReplacer("{org}", owner.Org, "{user}", wide.ID, "{token}", "t", "{key}", id.Text(id.APIKey, [16]byte{1}),
		"{flow}", id.Text(id.Flow, [16]byte{1}), "{session}", id.Text(id.Session, [16]byte{1}))
	source := id.Source{Random: rand.Reader, Now: s.Clock.Now}
	member := s.User(t, owner.Org, owner.ID)
	digest := member.Digest()
	credentials := map[string]func(http.Header){
		"nothing": func(http.Header) {},
		"a made-up cookie": func(h http.Header) {
			h.Set("Cookie", "usher="+access.NewSessionToken(source, digest, []string{owner.Org}).Encode())
		},
		"a made-up key": func(h http.Header) {
			key := access.KeyToken{Org: owner.Org, ID: source.New(id.APIKey), Secret: source.Bytes(32)}
			h.Set("Authorization", "Bearer "+key.Encode())
		},
		"no key": func(h http.Header) { h.Set("Authorization", "Bearer usk_x") },
	}
	who := []string{"nothing", "a made-up cookie", "a made-up key", "no key"}
	rapid.Check(t, func(rt *rapid.T) {
		who, filters := rapid.SampledFrom(who).Draw(rt, "credential"), rapid.Bool().Draw(rt, "filters")
		for _, op := range api.Operations() {
			request := client.Request{Method: op.Method, Path: names.Replace(op.Path), Header: http.Header{}}
			credentials[who](request.Header)
			query := url.Values{}
			for _, f := range api.Fields(op.Input) {
				value := hostile().Draw(rt, f.Name)
				switch {
				case f.In == api.InQuery && f.Name == "cursor":
					query.Set(f.Name, cursor(rt, op.ID, owner.Org))
				case f.In == api.InQuery && filters:
					query.Set(f.Name, value)
				case f.In == api.InHeader && f.Name != "Content-Type":
					request.Header.Set(f.Name, strings.Map(printable, value[:min(len(value), 2000)]))
				}
			}
			if len(query) > 0 {
				request.Path += "?" + query.Encode()
			}
			if op.Creates {
				request.IdempotencyKey = rapid.SampledFrom([]string{"", "k", strings.Repeat("k", 300)}).Draw(rt, "key")
			}
			if len(op.Bodies) > 0 {
				request.Body = sized().Draw(rt, "body")
				request.Header.Set("Content-Type", rapid.SampledFrom(slices.Concat(op.Bodies, []string{"x"})).Draw(rt, "type"))
			}
			if wrong := askAsStranger(t, s, op, request); wrong != "" {
				rt.Fatal(wrong)
			}
		}
	})
}

// printable leaves out what a header cannot hold.
func printable(r rune) rune {
	if r < ' ' || r > '~' {
		return -1
	}
	return r
}

// askAsStranger sends a request and says what is wrong with how it was answered; nothing where all is well.
func askAsStranger(t *testing.T, s *harness.System, op api.Declared, request client.Request) string {
	t.Helper()
	logged := len(s.Log.String())
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	a, err := s.Browser().Client.Do(t.Context(), request)
	runtime.ReadMemStats(&after)
	if err != nil {
		return fmt.Sprintf("%s: %v", op.ID, err)
	}
	if a.Status >= http.StatusInternalServerError {
		return fmt.Sprintf("%s: %d %.200s", op.ID, a.Status, a.Body)
	}
	if op.Caller == api.Anyone {
		return ""
	}
	if a.OK() || a.Status == http.StatusForbidden {
		return fmt.Sprintf("%s was answered %d", op.ID, a.Status)
	}
	if a.Code() == "not_found" && a.Header.Get("X-Request-Id") == "" {
		return "" // the path leads nowhere
	}
	var cost struct {
		Trips int     `json:"round_trips"`
		Units float64 `json:"read_units"`
	}
	line := strings.TrimSpace(s.Log.String()[logged:])
	if err := json.Unmarshal([]byte(line), &cost); err != nil {
		return fmt.Sprintf("%s logged %q: %v", op.ID, line, err)
	}
	if used := after.TotalAlloc - before.TotalAlloc; cost.Trips > strangerTrips || cost.Units > strangerUnits ||
		used > strangerBytes {
		return fmt.Sprintf("%s cost %d round trips, %g units, %d bytes", op.ID, cost.Trips, cost.Units, used)
	}
	return ""
}
