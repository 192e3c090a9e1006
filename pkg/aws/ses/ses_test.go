package ses_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/sesv2"

	"usher/pkg/aws/ses"
	"usher/pkg/core/mail"
	"usher/pkg/local/process"
)

// once is a client that does not try again, so that a test of failures does not wait.
type once struct{ *sesv2.Client }

func (c once) SendEmail(ctx context.Context, in *sesv2.SendEmailInput, more ...func(*sesv2.Options)) (*sesv2.SendEmailOutput, error) {
	return c.Client.SendEmail(ctx, in, append(more, func(o *sesv2.Options) { o.RetryMaxAttempts = 1 })...)
}

func client(endpoint string) *sesv2.Client {
	return ses.NewClient(process.Region, endpoint, credentials.NewStaticCredentialsProvider(process.Credential, process.Credential, ""), process.HTTPClient())
}

// serve answers every request as the SES v2 API does, and counts them.
func serve(t *testing.T, answer http.HandlerFunc) (endpoint string, asked *atomic.Int32) {
	t.Helper()
	asked = new(atomic.Int32)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		w.Header().Set("Content-Type", "application/json")
		answer(w, r)
	}))
	t.Cleanup(server.Close)
	return server.URL, asked
}

// refuse answers as SES does: the kind of error in a header, the message in JSON.
func refuse(status int, kind, message string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("X-Amzn-Errortype", kind)
		w.WriteHeader(status)
		_ = json.NewEncoder(w).Encode(map[string]string{"message": message})
	}
}

var message = mail.Message{To: "ada@example.com", Subject: "Hé", HTML: "<p>Hé</p>", Text: "Hé", Kind: "invitation"}

func TestErrors(t *testing.T) {
	tests := []struct {
		name, kind, message string
		status              int
		final               bool
	}{
		{"the content is refused", "MessageRejected", "Email address is on the suppression list", 400, true},
		{"a virus", "MessageRejected", "Message contains a virus", 400, true},
		{"a malformed address", "BadRequestException", "Local address contains control or whitespace", 400, true},
		{"a domain that is missing", "BadRequestException", "Missing final '@domain'", 400, true},
		{"the sender is not verified yet", "MessageRejected", "Email address is not verified. The following identities failed the check in region EU-WEST-1: no-reply@usher.example", 400, false},
		{"the sender's domain is not verified", "MailFromDomainNotVerifiedException", "not verified", 400, false},
		{"too fast", "TooManyRequestsException", "Maximum sending rate exceeded.", 429, false},
		{"the day's quota", "LimitExceededException", "Daily message quota exceeded.", 400, false},
		{"sending is paused", "SendingPausedException", "Sending is paused", 400, false},
		{"the account is suspended", "AccountSuspendedException", "suspended", 400, false},
		{"no such configuration set", "NotFoundException", "Configuration set <x> does not exist.", 404, false},
		{"no permission", "AccessDeniedException", "User is not authorized", 403, false},
		{"an expired credential", "ExpiredTokenException", "The security token included in the request is expired", 403, false},
		{"SES is ill", "InternalServiceErrorException", "", 500, false},
		{"SES is away", "ServiceUnavailable", "", 503, false},
		{"an error that nobody knows", "SomethingNewException", "", 400, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			endpoint, asked := serve(t, refuse(tt.status, tt.kind, tt.message))
			id, err := ses.New(once{client(endpoint)}, ses.Options{From: "no-reply@usher.example"}).Send(t.Context(), message)
			if err == nil || id != "" || errors.Is(err, mail.ErrRejected) != tt.final {
				t.Errorf("Send = %q, %v; final: %v, want %v", id, err, errors.Is(err, mail.ErrRejected), tt.final)
			}
			if err != nil && !strings.Contains(err.Error(), tt.kind) {
				t.Errorf("the error hides %s: %v", tt.kind, err)
			}
			if asked.Load() != 1 {
				t.Errorf("asked %d times", asked.Load())
			}
		})
	}
}

func TestErrorsOfTheNetworkMayPass(t *testing.T) {
	closed := httptest.NewServer(http.NotFoundHandler())
	closed.Close()
	garbage, _ := serve(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "<html>") })
	page, _ := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(502)
		_, _ = io.WriteString(w, "<html>Bad gateway")
	})
	dropped, _ := serve(t, func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
	for name, endpoint := range map[string]string{"refused": closed.URL, "no JSON": garbage, "a proxy's page": page, "dropped": dropped} {
		t.Run(name, func(t *testing.T) {
			if id, err := ses.New(once{client(endpoint)}, ses.Options{From: "a@b.cd"}).Send(t.Context(), message); err == nil || id != "" || errors.Is(err, mail.ErrRejected) {
				t.Errorf("Send = %q, %v", id, err)
			}
		})
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := ses.New(once{client(closed.URL)}, ses.Options{}).Send(ended, message); !errors.Is(err, context.Canceled) || errors.Is(err, mail.ErrRejected) {
		t.Errorf("the time is up: %v", err)
	}
}

// TestPassingTroubleIsTriedAgain sends by the client as the functions have it.
func TestPassingTroubleIsTriedAgain(t *testing.T) {
	failed := false
	endpoint, asked := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if !failed {
			failed = true
			refuse(500, "InternalServiceErrorException", "")(w, r)
			return
		}
		_, _ = io.WriteString(w, `{"MessageId":"m-1"}`)
	})
	id, err := ses.New(client(endpoint), ses.Options{From: "a@b.cd"}).Send(t.Context(), message)
	if id != "m-1" || err != nil || asked.Load() != 2 {
		t.Errorf("Send = %q, %v, asked %d times", id, err, asked.Load())
	}
}

func sent(t *testing.T, o ses.Options, m mail.Message) map[string]any {
	t.Helper()
	var got map[string]any
	endpoint, _ := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodPost || r.URL.Path != "/v2/email/outbound-emails" {
			t.Errorf("%s %s", r.Method, r.URL)
		}
		if err := json.NewDecoder(r.Body).Decode(&got); err != nil {
			t.Error(err)
		}
		_, _ = io.WriteString(w, `{"MessageId":"m-1"}`)
	})
	if id, err := ses.New(once{client(endpoint)}, o).Send(t.Context(), m); id != "m-1" || err != nil {
		t.Fatalf("Send = %q, %v", id, err)
	}
	return got
}

func TestWhatIsSent(t *testing.T) {
	type object = map[string]any
	type list = []any
	m := message
	m.ReplyTo = "ada@acme.example"
	m.Tags = map[string]string{"user": "usr_1", "nonce": "a-b_c", "organization": "org_1"}
	got := sent(t, ses.Options{From: "Acme <no-reply@acme.example>", ConfigurationSet: "usher"}, m)
	content := func(text string) object { return object{"Charset": "UTF-8", "Data": text} }
	want := object{
		"FromEmailAddress": "Acme <no-reply@acme.example>", "ConfigurationSetName": "usher", "Destination": object{"ToAddresses": list{"ada@example.com"}}, "ReplyToAddresses": list{"ada@acme.example"},
		"EmailTags": list{object{"Name": "kind", "Value": "invitation"}, object{"Name": "nonce", "Value": "a-b_c"}, object{"Name": "organization", "Value": "org_1"}, object{"Name": "user", "Value": "usr_1"}},
		"Content": object{"Simple": object{
			"Subject": content("Hé"), "Body": object{"Html": content("<p>Hé</p>"), "Text": content("Hé")},
			"Headers": list{object{"Name": "Auto-Submitted", "Value": "auto-generated"}},
		}},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%s\nwant %s", fmt.Sprint(got), fmt.Sprint(want))
	}
	if _, there := sent(t, ses.Options{From: "a@b.cd"}, message)["ConfigurationSetName"]; there {
		t.Error("an empty configuration set is sent")
	}
	if _, there := sent(t, ses.Options{From: "a@b.cd"}, message)["ReplyToAddresses"]; there {
		t.Error("an empty Reply-To is sent")
	}
}

// TestTagsHoldWhatSESTakes: a tag with another character makes SES refuse the whole mail.
func TestTagsHoldWhatSESTakes(t *testing.T) {
	m := message
	m.Kind = "a b/é🐎\n"
	m.Tags = map[string]string{"na me": "<x>", "z.@": "A-Z_09"}
	got := fmt.Sprint(sent(t, ses.Options{From: "a@b.cd"}, m)["EmailTags"])
	if want := "[map[Name:kind Value:a-b----] map[Name:na-me Value:-x-] map[Name:z.@ Value:A-Z_09]]"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}
