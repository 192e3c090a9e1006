package invoices_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	webhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"usher/examples/invoices"
	"usher/pkg/api"
	"usher/pkg/local/seed"
	"usher/test/client"
	"usher/test/localsystem"
	"usher/test/localtest"
)

const (
	secret = "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz"
	body   = `{"customer":"Byron Mills","cents":12500}`
)

// product is the example beside a local Usher, which posts its events to it.
type product struct {
	url string
	box *localtest.Postbox
}

func start(t *testing.T) product {
	t.Helper()
	server := httptest.NewUnstartedServer(nil)
	address := "http://" + server.Listener.Addr().String()
	usher := localsystem.Start(t, "ROLES=roles.json", "EVENTS_URL="+address+invoices.HookPath, "EVENTS_SECRET="+secret)
	handler, err := invoices.New(usher.URL, secret)
	if err != nil {
		t.Fatal(err)
	}
	server.Config.Handler = handler
	server.Start()
	t.Cleanup(server.Close)
	return product{address, localtest.At(usher.Mailbox)}
}

// caller is somebody with a browser at the product's origin, or a program.
type caller struct {
	t *testing.T
	*client.Client
	id string
}

func (c caller) do(method, path string, body any) client.Answer {
	c.t.Helper()
	answer, err := c.Do(c.t.Context(), client.Request{Method: method, Path: path, Body: body})
	if err != nil {
		c.t.Fatal(err)
	}
	return answer
}

func (p product) signIn(t *testing.T, address string) caller {
	t.Helper()
	c := caller{t, client.New(p.url, nil), ""}
	c.do("POST", "/v1/sessions", client.SignIn(address, seed.Password).Body).Want(t, 200, "")
	return c
}

var link = regexp.MustCompile(`/invitations/([\w-]+)`)

// join has an Owner invite somebody with a role, who accepts.
func (p product) join(owner caller, address, role string) caller {
	t := owner.t
	t.Helper()
	var made api.User
	users := client.Organization(seed.Acme, "users")
	if err := owner.do("POST", users, client.User(address, role)).Want(t, 201, "").Into(&made); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	token := link.FindStringSubmatch(p.box.Wait(t, ctx, address, 1)[0].Text)[1]
	c := caller{t, client.New(p.url, nil), made.ID}
	c.do("POST", "/v1/invitations/"+token+"/accept", map[string]string{"password": seed.Password}).Want(t, 200, "")
	return c
}

// program has an Owner make an API key with a role.
func (p product) program(owner caller, role string) caller {
	t := owner.t
	t.Helper()
	var key api.NewAPIKey
	in := map[string]string{"name": "Billing", "role": role}
	err := owner.do("POST", client.Organization(seed.Acme, "api-keys"), in).Want(t, 201, "").Into(&key)
	if err != nil {
		t.Fatal(err)
	}
	c := caller{t, client.New(p.url, nil), key.ID}
	c.UseKey(key.Secret)
	return c
}

type invoice struct{ ID, Customer, Status, Author string }

const all = "/invoices/" + seed.Acme

func (c caller) draft() (made invoice) {
	c.t.Helper()
	if err := c.do("POST", all, body).Want(c.t, 201, "").Into(&made); err != nil {
		c.t.Fatal(err)
	}
	return made
}

// find is the invoice with an id, as the caller sees it.
func (c caller) find(id string) invoice {
	c.t.Helper()
	var page struct{ Data []invoice }
	if err := c.do("GET", all, nil).Want(c.t, 200, "").Into(&page); err != nil {
		c.t.Fatal(err)
	}
	for _, i := range page.Data {
		if i.ID == id {
			return i
		}
	}
	c.t.Fatalf("%s is not in %v", id, page.Data)
	return invoice{}
}

// becomes waits until an invoice has a status.
func (c caller) becomes(id, status string) {
	c.t.Helper()
	for until := time.Now().Add(time.Minute); c.find(id).Status != status; time.Sleep(100 * time.Millisecond) {
		if time.Now().After(until) {
			c.t.Fatalf("%+v is not %s", c.find(id), status)
		}
	}
}

func TestInvoices(t *testing.T) {
	t.Parallel()
	p := start(t)
	owner, auditor := p.signIn(t, seed.Owner), p.signIn(t, seed.Auditor)
	t.Run("who may", func(t *testing.T) {
		stranger := caller{t, client.New(p.url, nil), ""}
		for _, tt := range []struct {
			who     string
			c       caller
			get     int
			post    int
			getCode string
			code    string
		}{
			{"Owner", owner, 200, 201, "", ""},
			{"Auditor", auditor, 403, 403, "forbidden", "forbidden"},
			{"bookkeeper", p.join(owner, "joan@acme.example", "bookkeeper"), 200, 201, "", ""},
			{"an Auditor's key", p.program(owner, "auditor"), 403, 403, "forbidden", "forbidden"},
			{"a bookkeeper's key", p.program(owner, "bookkeeper"), 200, 201, "", ""},
			{"nobody", stranger, 401, 401, "unauthenticated", "unauthenticated"},
		} {
			get, post := tt.c.do("GET", all, nil), tt.c.do("POST", all, body)
			if get.Status != tt.get || get.Code() != tt.getCode || post.Status != tt.post || post.Code() != tt.code {
				t.Errorf("%s: GET %d %s, POST %d %s", tt.who, get.Status, get.Body, post.Status, post.Body)
			}
		}
		elsewhere := "/invoices/org_01k00000000000000000e1sewh"
		owner.do("GET", elsewhere, nil).Want(t, 404, "not_found")
		owner.do("GET", "/invoices/..%2Fme", nil).Want(t, 404, "not_found")
	})
	t.Run("blocked", func(t *testing.T) {
		books := p.join(owner, "blocked@acme.example", "bookkeeper")
		made := books.draft()
		owner.do("POST", client.Organization(seed.Acme, "users", books.id, "block"), nil).Want(t, 200, "")
		books.do("GET", all, nil).Want(t, 403, "blocked")
		owner.becomes(made.ID, "locked")
	})
	t.Run("removed", func(t *testing.T) { removed(t, p, owner) })
	t.Run("events", func(t *testing.T) { kinds(t, p, owner) })
	t.Run("forged", func(t *testing.T) { forged(t, p, owner) })
	t.Run("input", func(t *testing.T) { input(t, p, owner) })
}

// removed: the drafts of whoever is removed are locked, until a colleague takes them; what was sent stays.
func removed(t *testing.T, p product, owner caller) {
	books, colleague := p.join(owner, "gone@acme.example", "bookkeeper"), p.join(owner, "stays@acme.example", "bookkeeper")
	made, done, other := books.draft(), books.draft(), colleague.draft()
	books.do("POST", all+"/"+done.ID+"/send", nil).Want(t, 200, "")
	colleague.do("POST", all+"/"+made.ID+"/send", nil).Want(t, 409, "draft")
	colleague.do("POST", all+"/"+made.ID+"/take", nil).Want(t, 409, "draft")
	owner.do("DELETE", client.Organization(seed.Acme, "users", books.id), nil).Want(t, 204, "")
	books.do("GET", all, nil).Want(t, 404, "not_found")
	owner.becomes(made.ID, "locked")
	if s := owner.find(done.ID).Status; s != "sent" {
		t.Errorf("what was sent is %s", s)
	}
	if s := owner.find(other.ID).Status; s != "draft" {
		t.Errorf("a colleague's draft is %s", s)
	}
	colleague.do("POST", all+"/"+made.ID+"/send", nil).Want(t, 409, "locked")
	colleague.do("POST", all+"/"+made.ID+"/take", nil).Want(t, 200, "")
	colleague.do("POST", all+"/"+made.ID+"/send", nil).Want(t, 200, "")
}

// hook posts an event to the product, signed at a time over a text that should be what is sent.
func (p product) hook(t *testing.T, signer *webhooks.Webhook, at time.Time, signed, sent string) client.Answer {
	t.Helper()
	signature, err := signer.Sign("evt_1", at, []byte(signed))
	if err != nil {
		t.Fatal(err)
	}
	c := caller{t, client.New(p.url, nil), ""}
	c.Header.Set("Webhook-Id", "evt_1")
	c.Header.Set("Webhook-Timestamp", strconv.FormatInt(at.Unix(), 10))
	c.Header.Set("Webhook-Signature", signature)
	return c.do("POST", invoices.HookPath, sent)
}

func signer(t *testing.T, secret string) *webhooks.Webhook {
	t.Helper()
	s, err := webhooks.NewWebhook(secret)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// about is an event about the author of an invoice.
func about(i invoice, id, kind string) string {
	return fmt.Sprintf(`{"id":%q,"type":%q,"organization":%q,"target":{"id":%q}}`, id, kind, seed.Acme, i.Author)
}

// kinds: the events by which somebody goes lock their drafts; others do nothing.
func kinds(t *testing.T, p product, owner caller) {
	for kind, want := range map[string]string{"user.remove": "locked", "user.leave": "locked", "user.block": "locked",
		"user.erase": "locked", "user.update": "draft", "a.new_one": "draft"} {
		made := owner.draft()
		event := about(made, "evt_"+kind, kind)
		p.hook(t, signer(t, secret), time.Now(), event, event).Want(t, 204, "")
		if s := owner.find(made.ID).Status; s != want {
			t.Errorf("%s makes it %s", kind, s)
		}
	}
}

// forged: an event that is not signed, or was signed long ago, locks nothing; one that comes again does nothing.
func forged(t *testing.T, p product, owner caller) {
	made := owner.draft()
	content := about(made, "evt_1", "user.remove")
	right, wrong := signer(t, secret), signer(t, "whsec_dXNoZXIgbG9jYWwgZXZlbnRzLCBub3Qgc2VjcmV0")
	now := time.Now()
	p.hook(t, wrong, now, content, content).Want(t, 401, "unauthenticated")
	p.hook(t, right, now.Add(-time.Hour), content, content).Want(t, 401, "unauthenticated")
	p.hook(t, right, now.Add(time.Hour), content, content).Want(t, 401, "unauthenticated")
	p.hook(t, right, now, "{}", content).Want(t, 401, "unauthenticated")
	if s := owner.find(made.ID).Status; s != "draft" {
		t.Fatalf("a forged event made it %s", s)
	}
	p.hook(t, right, now, "[]", "[]").Want(t, 400, "invalid")
	p.hook(t, right, now, content, content).Want(t, 204, "")
	if s := owner.find(made.ID).Status; s != "locked" {
		t.Errorf("the signed event made it %s", s)
	}
	owner.do("POST", all+"/"+made.ID+"/take", nil).Want(t, 200, "")
	p.hook(t, right, now, content, content).Want(t, 204, "")
	if s := owner.find(made.ID).Status; s != "draft" {
		t.Errorf("the event that came again made it %s", s)
	}
}

// input: bad input is refused, also what another site makes a browser send, and Usher's pages are at the same origin.
func input(t *testing.T, p product, owner caller) {
	for _, bad := range []string{"", "{", `{"customer":"","cents":1}`, `{"customer":"A","cents":0}`,
		`{"customer":"A","cents":1000000001}`, `{"customer":"A","cents":1,"status":"sent"}`,
		`{"customer":"` + strings.Repeat("a", 101) + `","cents":1}`} {
		if a := owner.do("POST", all, bad); a.Status/100 != 4 || a.Code() != "invalid" {
			t.Errorf("%.40s: %d %s", bad, a.Status, a.Body)
		}
	}
	owner.do("POST", all+"/inv_none/send", nil).Want(t, 404, "not_found")
	for _, path := range []string{all, client.Organization(seed.Acme, "flows")} {
		for _, tt := range []struct {
			header  http.Header
			refused bool
		}{
			{http.Header{"Sec-Fetch-Site": {"cross-site"}, "Origin": {"https://elsewhere.example"}}, true},
			{http.Header{"Origin": {"https://elsewhere.example"}}, true},
			{http.Header{"Sec-Fetch-Site": {"same-origin"}, "Origin": {p.url}}, false},
			{http.Header{"Origin": {p.url}}, false},
		} {
			a, err := owner.Do(t.Context(), client.Request{Method: "POST", Path: path, Body: "{}", Header: tt.header})
			if err != nil || (a.Status == 403 && a.Code() == "cross_origin") != tt.refused {
				t.Errorf("%v to %s: %d %s, %v", tt.header, path, a.Status, a.Body, err)
			}
		}
	}
}

// TestUsherIsDown: nobody gets in while nobody can be asked.
func TestUsherIsDown(t *testing.T) {
	t.Parallel()
	for _, says := range []string{"", "{}", `{"organization":"org_other","user_id":"usr_1"}`} {
		usher := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			_, _ = w.Write([]byte(says))
		}))
		handler, err := invoices.New(usher.URL, secret)
		if err != nil {
			t.Fatal(err)
		}
		server := httptest.NewServer(handler)
		c := caller{t, client.New(server.URL, nil), ""}
		c.do("GET", all, nil).Want(t, 503, "try_again")
		usher.Close()
		c.do("GET", all, nil).Want(t, 503, "try_again")
		server.Close()
	}
}

func TestNew(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ usher, secret, want string }{
		{"localhost:8080", secret, "address"},
		{"", secret, "address"},
		{"http://localhost:8080", "", "secret"},
		{"http://localhost:8080", "whsec_?", "secret"},
	} {
		if _, err := invoices.New(tt.usher, tt.secret); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%+v: %v", tt, err)
		}
	}
}

// TestRoles: the roles are such as Usher takes.
func TestRoles(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("roles.json")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := api.ParseRoles(string(text)); err != nil {
		t.Error(err)
	}
}
