package harness

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/cookiejar"
	"strings"
	"testing"

	"usher/pkg/api"
	"usher/pkg/lib/email"
	"usher/pkg/store"
)

// Browser is somebody's HTTP client, with cookies of their own.
type Browser struct {
	System *System
	client *http.Client
	Header http.Header // sent with every request
}

// Answer is a response, read.
type Answer struct {
	Status int
	Header http.Header
	Body   []byte
}

// Browser opens a new one.
func (s *System) Browser() *Browser {
	jar, _ := cookiejar.New(nil) // fails for no options
	return &Browser{System: s, client: &http.Client{Jar: jar, Transport: transport}, Header: http.Header{}}
}

// transport lets many requests run at once without running out of ports.
var transport = &http.Transport{MaxIdleConnsPerHost: 256}

// Do sends a request. Body may be nil, a string or []byte to be sent as it is,
// or anything else to be sent as JSON.
func (b *Browser) Do(t testing.TB, method, path string, body any) Answer {
	t.Helper()
	answer, err := b.Try(method, path, body)
	if err != nil {
		t.Fatalf("%s %s: %v", method, path, err)
	}
	raw, _ := encode(body) // as Try has
	hold(t, method, path, b.headerOf(body), raw, answer)
	return answer
}

// headerOf is what the browser sends with a body.
func (b *Browser) headerOf(body any) http.Header {
	header := b.Header.Clone()
	if body != nil && header.Get("Content-Type") == "" {
		header.Set("Content-Type", mediaType(body))
	}
	return header
}

// Try is Do for goroutines that may not end the test.
func (b *Browser) Try(method, path string, body any) (Answer, error) {
	raw, err := encode(body)
	if err != nil {
		return Answer{}, err
	}
	r, err := http.NewRequest(method, b.System.URL+path, bytes.NewReader(raw)) //nolint:noctx // the server has the deadline
	if err != nil {
		return Answer{}, err
	}
	r.Header = b.headerOf(body)
	response, err := b.client.Do(r)
	if err != nil {
		return Answer{}, err
	}
	defer func() { _ = response.Body.Close() }()
	read, err := io.ReadAll(response.Body)
	return Answer{response.StatusCode, response.Header, read}, err
}

func encode(body any) ([]byte, error) {
	switch body := body.(type) {
	case nil:
		return nil, nil
	case string:
		return []byte(body), nil
	case []byte:
		return body, nil
	case CSV:
		return []byte(body), nil
	}
	return json.Marshal(body)
}

// Code is the problem's code, "" for an answer that is none.
func (a Answer) Code() string {
	var p struct{ Code string }
	_ = json.Unmarshal(a.Body, &p)
	return p.Code
}

// Want fails the test unless the answer has the status and code ("" for none).
func (a Answer) Want(t testing.TB, status int, code string) Answer {
	t.Helper()
	if a.Status != status || a.Code() != code {
		t.Fatalf("got %d %s, want %d %s\n%s", a.Status, a.Code(), status, code, a.Body)
	}
	return a
}

// Into decodes the answer's body.
func Into[T any](t testing.TB, a Answer) T {
	t.Helper()
	var v T
	if err := json.Unmarshal(a.Body, &v); err != nil {
		t.Fatalf("%v in %s", err, a.Body)
	}
	return v
}

// Member is somebody signed in to an organization.
type Member struct {
	*Browser
	Org, ID, Email string
}

// Path is a path below the member's organization.
func (m Member) Path(parts ...string) string {
	return "/v1/organizations/" + m.Org + strings.Join(append([]string{""}, parts...), "/")
}

// Found makes an organization and signs its Owner in, by invitation.
func (s *System) Found(t testing.TB, name string) Member {
	t.Helper()
	b, address := s.Browser(), Address("owner")
	made := Into[api.CreatedOrganization](t, b.Do(t, "POST", "/v1/organizations", map[string]any{
		"name": name, "owner": map[string]string{"email": address, "first_name": "Ada", "last_name": "Byron"},
	}).Want(t, 201, ""))
	b.Do(t, "POST", "/v1/invitations/"+s.Token(t, made.Organization.ID, made.Owner.ID)+"/accept",
		map[string]string{"password": Password}).Want(t, 200, "")
	return Member{b, made.Organization.ID, made.Owner.ID, address}
}

// Invite has the member create a user, and gives them as they are created.
func (m Member) Invite(t testing.TB, role api.Role) api.User {
	t.Helper()
	return Into[api.User](t, m.Do(t, "POST", m.Path("users"), NewUser(role)).Want(t, 201, ""))
}

// NewUser is a body for create-user.
func NewUser(role api.Role) map[string]string {
	return map[string]string{"email": Address("user"), "first_name": "Grace", "last_name": "Hopper", "role": string(role)}
}

// Join has the member create a user who accepts and is signed in.
func (m Member) Join(t testing.TB, role api.Role) Member {
	t.Helper()
	u := m.Invite(t, role)
	b := m.System.Browser()
	b.Do(t, "POST", "/v1/invitations/"+m.System.Token(t, m.Org, u.ID)+"/accept",
		map[string]string{"password": Password}).Want(t, 200, "")
	return Member{b, m.Org, u.ID, u.Email}
}

// Program has the member make an API key, and gives a client that uses it.
func (m Member) Program(t testing.TB, role api.Role) Member {
	t.Helper()
	key := Into[api.NewAPIKey](t, m.Do(t, "POST", m.Path("api-keys"), map[string]string{"name": "Program", "role": string(role)}).Want(t, 201, ""))
	b := m.System.Browser()
	b.Header.Set("Authorization", "Bearer "+key.Secret)
	return Member{b, m.Org, key.ID, ""}
}

// Token is the token of a user's present invitation, as it would be mailed.
func (s *System) Token(t testing.TB, org, user string) string {
	t.Helper()
	u := s.User(t, org, user)
	if u.Invitation == nil {
		t.Fatalf("user %s has no invitation", user)
	}
	token, err := s.App.Links().Invitation(&u)
	if err != nil {
		t.Fatal(err)
	}
	return token
}

// User reads a user's item.
func (s *System) User(t testing.TB, org, user string) store.User {
	t.Helper()
	var u store.User
	s.load(t, store.UserKey(org, user), &u)
	return u
}

// Organization reads an organization's item.
func (s *System) Organization(t testing.TB, org string) store.Organization {
	t.Helper()
	var o store.Organization
	s.load(t, store.OrganizationKey(org), &o)
	return o
}

func (s *System) load(t testing.TB, key store.Key, into any) {
	t.Helper()
	read := store.Fetch(key, into)
	if err := store.New(s.Client, s.Table, s.App.IDs()).Load(t.Context(), read); err != nil {
		t.Fatal(err)
	}
	if !read.Found() {
		t.Fatalf("no item %v", key)
	}
}

// CSV is a body that is a table.
type CSV string

// mediaType is what a body is sent as: bytes are pictures.
func mediaType(body any) string {
	switch body.(type) {
	case []byte:
		return "image/png"
	case CSV:
		return "text/csv; charset=utf-8"
	}
	return "application/json"
}

// ResetToken is the token of an address's open password reset, as it would be
// mailed.
func (s *System) ResetToken(t testing.TB, address string) string {
	t.Helper()
	addr, err := email.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	var r store.Reset
	digest := email.Digest(addr.Key)
	s.load(t, store.ResetKey(digest), &r)
	token, err := s.App.Links().Reset(digest, &r)
	if err != nil {
		t.Fatal(err)
	}
	return token
}
