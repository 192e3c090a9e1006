package client_test

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"usher/pkg/api/problem"
	"usher/test/client"
)

// echo answers with what it was sent, sets a cookie at /in and refuses at /no.
func echo(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	switch r.URL.Path {
	case "/in":
		http.SetCookie(w, &http.Cookie{Name: "usher", Value: "session", Path: "/"})
	case "/no":
		_, _, document := problem.New(problem.LastOwner, "Make somebody else an Owner first.").Encode("http://usher.test", "req_1")
		w.Header().Set("Content-Type", problem.MediaType)
		w.WriteHeader(problem.LastOwner.Status())
		_, _ = w.Write(document)
		return
	}
	for _, name := range []string{"Content-Type", "Cookie", "Authorization", "Idempotency-Key", "If-Match", "X-Extra"} {
		w.Header().Set("Sent-"+name, r.Header.Get(name))
	}
	w.Header().Set("Sent-Query", r.URL.RawQuery)
	_, _ = w.Write(body)
}

// TestTransports sends the same over a socket and to the handler itself.
func TestTransports(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(echo))
	t.Cleanup(server.Close)
	for name, c := range map[string]*client.Client{"socket": client.New(server.URL, nil),
		"in process": client.New("http://usher.test", client.InProcess(http.HandlerFunc(echo)))} {
		c.Header.Set("X-Extra", "always")
		for _, tt := range []struct {
			request  client.Request
			sent     string
			contents map[string]string
		}{
			{client.Request{Method: "GET", Path: "/x?q=1"}, "", map[string]string{"Content-Type": "", "Query": "q=1",
				"X-Extra": "always", "Cookie": ""}},
			{client.Request{Method: "POST", Path: "/in", Body: map[string]int{"n": 1}}, `{"n":1}`,
				map[string]string{"Content-Type": "application/json"}},
			{client.Request{Method: "POST", Path: "/x", Body: `{"n": 1}`, IdempotencyKey: "key", IfMatch: `"2"`}, `{"n": 1}`,
				map[string]string{"Cookie": "usher=session", "Idempotency-Key": "key", "If-Match": `"2"`,
					"Content-Type": "application/json"}},
			{client.Request{Method: "PUT", Path: "/x", Body: []byte("png")}, "png",
				map[string]string{"Content-Type": "image/png", "Idempotency-Key": ""}},
			{client.Request{Method: "POST", Path: "/x", Body: client.CSV("a;b"), Header: http.Header{"X-Extra": {"once"}}},
				"a;b",
				map[string]string{"Content-Type": "text/csv; charset=utf-8", "X-Extra": "once"}},
		} {
			a, err := c.Do(t.Context(), tt.request)
			if err != nil || a.Status != 200 || string(a.Body) != tt.sent {
				t.Fatalf("%s, %+v: %d %s, %v", name, tt.request, a.Status, a.Body, err)
			}
			for header, want := range tt.contents {
				if got := a.Header.Get("Sent-" + header); got != want {
					t.Errorf("%s, %s %s: %s is %q, want %q", name, tt.request.Method, tt.request.Path, header, got, want)
				}
			}
			if tt.request.Path == "/in" && a.Cookie().Value != "session" || tt.request.Path != "/in" && a.Cookie().Name != "" {
				t.Errorf("%s, %s: the cookie is %v", name, tt.request.Path, a.Cookie())
			}
		}
	}
}

func TestMust(t *testing.T) {
	t.Parallel()
	c := client.New("http://usher.test", client.InProcess(http.HandlerFunc(echo)))
	c.UseKey("secret")
	c.UseSession("token")
	var n struct{ N int }
	if err := c.Must(t.Context(), client.Request{Method: "POST", Path: "/x", Body: `{"n":7}`}, &n); err != nil ||
		n.N != 7 {
		t.Errorf("%+v, %v", n, err)
	}
	a, _ := c.Do(t.Context(), client.Request{Method: "GET", Path: "/x"})
	if a.Header.Get("Sent-Authorization") != "Bearer secret" || a.Header.Get("Sent-Cookie") != "usher=token" ||
		a.Problem().Code != "" {
		t.Errorf("%v", a.Header)
	}
	err := c.Must(t.Context(), client.Request{Method: "DELETE", Path: "/no"}, nil)
	var refused *client.Refused
	if !errors.As(err, &refused) || refused.Answer.Code() != "last_owner" ||
		refused.Answer.Problem().RequestID != "req_1" || !strings.Contains(err.Error(), "DELETE /no: 409") {
		t.Errorf("%v", err)
	}
	for what, r := range map[string]client.Request{"a body": {Method: "POST", Path: "/x", Body: func() {}},
		"a path": {Method: "GET", Path: "/%zz"}} {
		if err := c.Must(t.Context(), r, nil); err == nil {
			t.Errorf("%s that cannot be sent was", what)
		}
	}
	if err := c.Must(t.Context(), client.Request{Method: "POST", Path: "/x", Body: "no JSON"}, &n); err == nil {
		t.Error("what is no JSON was decoded")
	}
}
