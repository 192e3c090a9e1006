package harness

import (
	"context"
	"testing"

	"usher/pkg/api"
	"usher/test/client"
)

// Browser is a client that fails its test where a request cannot be sent, or the exchange is not as docs/openapi.json
// has it.
type Browser struct {
	*client.Client
	System *System
}

// Browser opens a new one.
func (s *System) Browser() *Browser { return &Browser{client.New(s.URL, nil), s} }

// WithHeader opens one that sends a header with every request.
func (s *System) WithHeader(name, value string) *Browser {
	b := s.Browser()
	b.Header.Set(name, value)
	return b
}

// WithSession opens one that has this session token.
func (s *System) WithSession(token string) *Browser {
	b := s.Browser()
	b.UseSession(token)
	return b
}

// Send sends a request.
func (b *Browser) Send(t testing.TB, r client.Request) client.Answer {
	t.Helper()
	answer, err := b.Client.Do(context.Background(), r) // the server has the deadline
	if err != nil {
		t.Fatalf("%s %s: %v", r.Method, r.Path, err)
	}
	body, _ := r.Encode() // as Do has
	holdToContract(t, r.Method, r.Path, b.HeaderOf(r), body, answer)
	return answer
}

// Do is Send of a request with no more than a body.
func (b *Browser) Do(t testing.TB, method, path string, body any) client.Answer {
	t.Helper()
	return b.Send(t, client.Request{Method: method, Path: path, Body: body})
}

// Try is Do for goroutines, which may not end the test, and for what the document does not know.
func (b *Browser) Try(method, path string, body any) (client.Answer, error) {
	return b.Client.Do(context.Background(), client.Request{Method: method, Path: path, Body: body})
}

// SignIn begins a session.
func (b *Browser) SignIn(t testing.TB, email, password string) client.Answer {
	t.Helper()
	return b.Send(t, client.SignIn(email, password))
}

// Accept accepts an invitation, by its link's token.
func (b *Browser) Accept(t testing.TB, token, password string) client.Answer {
	t.Helper()
	return b.Send(t, client.Accept(token, password))
}

// RequestReset asks for a link to set a new password.
func (b *Browser) RequestReset(t testing.TB, email string) client.Answer {
	t.Helper()
	return b.Send(t, client.RequestReset(email)).Want(t, 202, "")
}

// ResetPassword sets one, by a link's token.
func (b *Browser) ResetPassword(t testing.TB, token, password string) client.Answer {
	t.Helper()
	return b.Send(t, client.ResetPassword(token, password))
}

// Into decodes an answer's body.
func Into[T any](t testing.TB, a client.Answer) T {
	t.Helper()
	var v T
	if err := a.Into(&v); err != nil {
		t.Fatal(err)
	}
	return v
}

// Member is somebody signed in to an organization, or a program with a key to it.
type Member struct {
	*Browser
	Org, ID, Email string
}

// Path is a path below the member's organization.
func (m Member) Path(parts ...string) string { return client.Organization(m.Org, parts...) }

// CreateOrganization creates one for an Owner, who is still to accept.
func (b *Browser) CreateOrganization(t testing.TB, name, owner string) api.CreatedOrganization {
	t.Helper()
	return Into[api.CreatedOrganization](t, b.Send(t, client.CreateOrganization(name, owner)).Want(t, 201, ""))
}

// Found makes an organization and signs its Owner in, by invitation.
func (s *System) Found(t testing.TB, name string) Member {
	t.Helper()
	b, address := s.Browser(), Address("owner")
	made := b.CreateOrganization(t, name, address)
	b.Accept(t, s.Token(t, made.Organization.ID, made.Owner.ID), Password).Want(t, 200, "")
	return Member{b, made.Organization.ID, made.Owner.ID, address}
}

// Invite has the member create a user, and gives them as they are created.
func (m Member) Invite(t testing.TB, role api.Role) api.User {
	t.Helper()
	return m.InviteAddress(t, Address("user"), role)
}

// InviteAddress is Invite of somebody with this address.
func (m Member) InviteAddress(t testing.TB, email string, role api.Role) api.User {
	t.Helper()
	return Into[api.User](t, m.Send(t, client.CreateUser(m.Org, client.User(email, string(role)))).Want(t, 201, ""))
}

// Join has the member create a user who accepts and is signed in.
func (m Member) Join(t testing.TB, role api.Role) Member {
	t.Helper()
	u, b := m.Invite(t, role), m.System.Browser()
	b.Accept(t, m.System.Token(t, m.Org, u.ID), Password).Want(t, 200, "")
	return Member{b, m.Org, u.ID, u.Email}
}

// Program has the member make an API key, and gives a client that uses it.
func (m Member) Program(t testing.TB, role api.Role) Member {
	t.Helper()
	key := Into[api.NewAPIKey](t, m.Do(t, "POST", m.Path("api-keys"),
		map[string]string{"name": "Program", "role": string(role)}).Want(t, 201, ""))
	b := m.System.Browser()
	b.UseKey(key.Secret)
	return Member{b, m.Org, key.ID, ""}
}

// NewSession signs the member in once more, and gives the token of that session.
func (m Member) NewSession(t testing.TB) string {
	t.Helper()
	return m.System.Browser().SignIn(t, m.Email, Password).Want(t, 200, "").Cookie().Value
}

// PutLogo gives a user a picture.
func (m Member) PutLogo(t testing.TB, user string) client.Answer {
	t.Helper()
	return m.Do(t, "PUT", m.Path("users", user, "logo"), Square(300, 200))
}
