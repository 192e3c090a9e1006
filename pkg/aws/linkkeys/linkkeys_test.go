package linkkeys_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/credentials"

	"usher/pkg/aws/linkkeys"
)

const keys = "1:dXNoZXIgdGVzdCBsaW5rIGtleSwgMzIgYnl0ZXMgISE="

// parameterStore answers as SSM does, to requests that are signed for it.
func parameterStore(t *testing.T, status int, body string) linkkeys.Store {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var in struct {
			Name           string
			WithDecryption bool
		}
		raw, _ := io.ReadAll(r.Body)
		if json.Unmarshal(raw, &in) != nil || in.Name != "/usher/test/link-keys" || !in.WithDecryption ||
			r.Header.Get("X-Amz-Target") != "AmazonSSM.GetParameter" ||
			!strings.Contains(r.Header.Get("Authorization"), "/us-east-1/ssm/aws4_request") {
			t.Errorf("asked %s with %v", raw, r.Header)
		}
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}))
	t.Cleanup(server.Close)
	return linkkeys.Store{Region: "us-east-1", Endpoint: server.URL, HTTP: server.Client(), Now: time.Now,
		Credentials: credentials.NewStaticCredentialsProvider("id", "secret", "token")}
}

func TestSource(t *testing.T) {
	kept := parameterStore(t, 200, `{"Parameter":{"Name":"/usher/test/link-keys","Type":"SecureString","Value":"`+keys+`"}}`)
	for setting, good := range map[string]bool{keys: true, "ssm:/usher/test/link-keys": true, "1:nonsense": false, "": false} {
		if _, err := kept.Source(setting)(t.Context()); (err == nil) != good {
			t.Errorf("%q: %v", setting, err)
		}
	}
	for _, broken := range []linkkeys.Store{
		parameterStore(t, 400, `{"__type":"ParameterNotFound"}`), parameterStore(t, 200, `<html>`),
		parameterStore(t, 200, `{"Parameter":{"Value":"1:c2VjcmV0"}}`), {Region: "us-east-1", Endpoint: "http://127.0.0.1:1", HTTP: http.DefaultClient, Now: time.Now,
			Credentials: credentials.NewStaticCredentialsProvider("id", "secret", "")},
	} {
		_, err := broken.Source("ssm:/usher/test/link-keys")(t.Context())
		if err == nil || strings.Contains(err.Error(), "c2VjcmV0") {
			t.Errorf("error %v", err)
		}
	}
}

// TestFetchEndsWithItsRequest: what ends the caller's context ends the call that is under way.
func TestFetchEndsWithItsRequest(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		cancel()
		_, _ = io.Copy(io.Discard, r.Body) // the server notices that the client has gone once the body is read
		<-r.Context().Done()
	}))
	defer server.Close()
	s := linkkeys.Store{Region: "us-east-1", Endpoint: server.URL, HTTP: server.Client(), Now: time.Now,
		Credentials: credentials.NewStaticCredentialsProvider("id", "secret", "")}
	if _, err := s.Fetch(ctx, "/usher/test/link-keys"); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}
