package webhook_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	webhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"usher/pkg/core/audit/publish"
	"usher/pkg/local/webhook"
)

// TestPost: each message is posted with a signature that the standard's own library takes, and what is not answered
// with 2xx has failed, and is not final.
func TestPost(t *testing.T) {
	t.Parallel()
	verifier, err := webhooks.NewWebhook(webhook.Secret)
	if err != nil {
		t.Fatal(err)
	}
	var bodies []string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		if err := verifier.Verify(body, r.Header); err != nil || r.Method != http.MethodPost || r.URL.Path != "/hook" ||
			r.Header.Get("Webhook-Id") != "evt_"+string('1'+rune(len(bodies))) || r.Header.Get("Content-Type") != "application/json" {
			t.Errorf("%s %s %v: %v", r.Method, r.URL, r.Header, err)
		}
		if bodies = append(bodies, string(body)); len(bodies) == 2 {
			w.WriteHeader(http.StatusInternalServerError)
		}
	}))
	defer server.Close()
	hook, err := webhook.New(server.URL+"/hook", webhook.Secret, server.Client(), time.Now)
	if err != nil {
		t.Fatal(err)
	}
	errs := hook.Put(t.Context(), []publish.Message{{ID: "evt_1"}, {ID: "evt_2"}, {ID: "evt_3"}})
	if len(bodies) != 3 || !strings.HasPrefix(bodies[2], `{"version":0,"id":"evt_3",`) || errs[0] != nil || errs[2] != nil ||
		errs[1] == nil || !strings.Contains(errs[1].Error(), "answered 500") {
		t.Errorf("%v, %v", bodies, errs)
	}
	server.Close()
	if errs := hook.Put(t.Context(), []publish.Message{{ID: "evt_4"}}); errs[0] == nil {
		t.Error("nobody listens, and it was taken")
	}
}

// TestSignature: the signature of known bytes, as sha256 and base64 of openssl make it.
func TestSignature(t *testing.T) {
	t.Parallel()
	var got http.Header
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { got = r.Header }))
	defer server.Close()
	at := func() time.Time { return time.Unix(1_795_435_200, 0) }
	hook, err := webhook.New(server.URL, "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz", server.Client(), at)
	if err != nil {
		t.Fatal(err)
	}
	if errs := hook.Put(t.Context(), []publish.Message{{ID: "evt_1"}}); errs[0] != nil {
		t.Fatal(errs)
	}
	if got.Get("Webhook-Signature") != "v1,23qVHc5oqS0GwUEwDc32dsM/Rx3Mqwmgraeje6ShErY=" || got.Get("Webhook-Timestamp") != "1795435200" {
		t.Errorf("%v", got)
	}
}

func TestNew(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ address, secret, want string }{
		{"http://localhost:9999/hook", webhook.Secret, ""},
		{"https://acme.example", webhook.Secret, ""},
		{"localhost:9999/hook", webhook.Secret, "EVENTS_URL"},
		{"ftp://localhost/hook", webhook.Secret, "EVENTS_URL"},
		{"http:///hook", webhook.Secret, "EVENTS_URL"},
		{"http://localhost", strings.TrimPrefix(webhook.Secret, "whsec_"), "EVENTS_SECRET"},
		{"http://localhost", "whsec_c2hvcnQ=", "EVENTS_SECRET"},
		{"http://localhost", "whsec_" + strings.Repeat("MDEy", 22), "EVENTS_SECRET"},
		{"http://localhost", "whsec_?", "EVENTS_SECRET"},
	} {
		hook, err := webhook.New(tt.address, tt.secret, nil, nil)
		if (err == nil) != (tt.want == "") || err != nil && (!strings.Contains(err.Error(), tt.want) || strings.Contains(err.Error(), tt.secret)) {
			t.Errorf("%s, %s: %v", tt.address, tt.secret, err)
		}
		if err == nil && hook.Address() != tt.address {
			t.Errorf("%s is posted to %s", tt.address, hook.Address())
		}
	}
}
