package lambdahttp_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"maps"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-lambda-go/events"

	"usher/pkg/transport"
	"usher/pkg/transport/lambdahttp"
)

// event is what API Gateway sends, in the payload format 2.0 as its manual shows it.
const event = `{
  "version": "2.0", "routeKey": "PATCH /v1/organizations/{org}/users/{user}", "rawPath": "/v1/organizations/org_1/users/usr_1",
  "rawQueryString": "limit=5&q=ad%20a&q=%C3%A9+x",
  "cookies": ["__Host-usher=abc=def", "usher=other", "x=1"],
  "headers": {"content-type": "application/json", "if-match": "\"3\"", "x-forwarded-for": "203.0.113.7", "host": "usher.example.com", "user-agent": "Mozilla/5.0"},
  "queryStringParameters": {"limit": "5", "q": "ad a,é x"},
  "requestContext": {
    "accountId": "123456789012", "apiId": "api", "domainName": "usher.example.com", "requestId": "JKJaXmPLvHcESHA=", "stage": "$default",
    "http": {"method": "PATCH", "path": "/v1/organizations/org_1/users/usr_1", "protocol": "HTTP/1.1", "sourceIp": "203.0.113.7", "userAgent": "Mozilla/5.0"},
    "time": "30/Nov/2026:11:13:00 +0000", "timeEpoch": 1796037180000
  },
  "pathParameters": {"org": "org_1", "user": "usr_1"}, "body": "{\"first_name\":\"Ada\"}", "isBase64Encoded": false
}`

func parse(t testing.TB, text string) events.APIGatewayV2HTTPRequest {
	t.Helper()
	var e events.APIGatewayV2HTTPRequest
	if err := json.Unmarshal([]byte(text), &e); err != nil {
		t.Fatal(err)
	}
	return e
}

func TestRequest(t *testing.T) {
	r, err := lambdahttp.Request(parse(t, event), "")
	if err != nil {
		t.Fatal(err)
	}
	if r.ID != "JKJaXmPLvHcESHA=" || !maps.Equal(r.Path, map[string]string{"org": "org_1", "user": "usr_1"}) || r.Client != "203.0.113.7" {
		t.Errorf("%+v", r)
	}
	if want := (url.Values{"limit": {"5"}, "q": {"ad a", "é x"}}); !reflect.DeepEqual(r.Query, want) {
		t.Errorf("query: %v, want the repeated parameter apart", r.Query)
	}
	if r.Header.Get("Content-Type") != "application/json" || r.Header.Get("If-Match") != `"3"` || r.Header.Get("Host") != "usher.example.com" {
		t.Errorf("header: %v", r.Header)
	}
	if string(r.Body) != `{"first_name":"Ada"}` {
		t.Errorf("body: %s", r.Body)
	}
}

func TestCookies(t *testing.T) {
	e := parse(t, event)
	r, err := lambdahttp.Request(e, "")
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"__Host-usher": "abc=def", "usher": "other", "x": "1", "": "", "ushe": "", "USHER": "", "none": ""} {
		if got := r.Cookie(name); got != want {
			t.Errorf("cookie %q is %q, want %q", name, got, want)
		}
	}
	e.Cookies = nil
	if r, err = lambdahttp.Request(e, ""); err != nil || r.Cookie("usher") != "" {
		t.Errorf("a cookie comes from nowhere, %v", err)
	}
}

func TestBodies(t *testing.T) {
	tests := []struct {
		name, body string
		encoded    bool
		want       string
		bad        bool
	}{
		{"text", "é", false, "é", false},
		{"none", "", false, "", false},
		{"none, encoded", "", true, "", false},
		{"base64 that is text", "w6k=", false, "w6k=", false},
		{"base64", "w6kA/w==", true, "é\x00\xff", false},
		{"no base64", "!", true, "", true},
		{"base64 without padding", "w6k", true, "", true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r, err := lambdahttp.Request(events.APIGatewayV2HTTPRequest{Body: tt.body, IsBase64Encoded: tt.encoded}, "")
			if (err != nil) != tt.bad || string(r.Body) != tt.want {
				t.Errorf("%q, %v", r.Body, err)
			}
		})
	}
}

func TestMalformedQueryIsAParameterThatNobodyHas(t *testing.T) {
	for _, raw := range []string{"%", "q=%zz", "a;b=1", "limit=1&%"} {
		r, err := lambdahttp.Request(events.APIGatewayV2HTTPRequest{RawQueryString: raw}, "")
		if err != nil || !reflect.DeepEqual(r.Query, url.Values{"malformed query": {""}}) {
			t.Errorf("%q: %v, %v", raw, r.Query, err)
		}
	}
}

// TestClient: what a caller can invent is never believed.
func TestClient(t *testing.T) {
	const source, secret = "198.51.100.9", "s3cret"
	tests := []struct{ name, forwarded, header, proxy, want string }{
		{"through the proxy, with the second of two proofs", "203.0.113.7, 198.51.100.9", secret, "other," + secret, "203.0.113.7"},
		{"past the proxy, with both proofs at once", "203.0.113.7, 198.51.100.9", "other," + secret, "other," + secret, source},
		{"past the proxy, with nothing where a proof is empty", "203.0.113.7, 198.51.100.9", "", secret + ",", source},
		{"reached directly", "203.0.113.7", "", "", source},
		{"no proxy is trusted", "203.0.113.7, 198.51.100.9", "", "", source},
		{"no proxy is trusted, whatever it says", "203.0.113.7, 198.51.100.9", secret, "", source},
		{"through the proxy", "203.0.113.7, 198.51.100.9", secret, secret, "203.0.113.7"},
		{"through the proxy, with something invented", "8.8.8.8, 9.9.9.9,203.0.113.7,198.51.100.9", secret, secret, "203.0.113.7"},
		{"through the proxy, by IPv6", "2001:db8::1, 198.51.100.9", secret, secret, "2001:db8::1"},
		{"past the proxy", "203.0.113.7, 198.51.100.9", "", secret, source},
		{"past the proxy, with a guess", "203.0.113.7, 198.51.100.9", "guess", secret, source},
		{"past the proxy, with a part", "203.0.113.7, 198.51.100.9", secret[:5], secret, source},
		{"a chain of one", "203.0.113.7", secret, secret, source},
		{"no chain", "", secret, secret, source},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var e events.APIGatewayV2HTTPRequest
			e.Headers = map[string]string{"x-forwarded-for": tt.forwarded, "x-usher-proxy": tt.header}
			e.RequestContext.HTTP.SourceIP = source
			r, err := lambdahttp.Request(e, tt.proxy)
			if err != nil || r.Client != tt.want {
				t.Errorf("the client is %q, %v; want %q", r.Client, err, tt.want)
			}
			if past := strings.HasPrefix(tt.name, "past"); r.PastProxy != past {
				t.Errorf("it came past the proxy: %t", r.PastProxy)
			}
		})
	}
}

func TestResponse(t *testing.T) {
	header := http.Header{}
	header.Set("Content-Type", "application/json")
	header.Add("Vary", "Cookie")
	header.Add("Vary", "Origin")
	header.Add("Set-Cookie", "a=1; Path=/")
	header.Add("Set-Cookie", "b=2, 3")
	out := lambdahttp.Response(transport.Response{Status: 201, Header: header, Body: []byte(`{"a":"é"}`)})
	if out.StatusCode != 201 || out.Body != `{"a":"é"}` || out.IsBase64Encoded {
		t.Errorf("%+v", out)
	}
	if want := (map[string]string{"Content-Type": "application/json", "Vary": "Cookie, Origin"}); !maps.Equal(out.Headers, want) {
		t.Errorf("headers: %v", out.Headers)
	}
	if want := []string{"a=1; Path=/", "b=2, 3"}; !slices.Equal(out.Cookies, want) {
		t.Errorf("cookies: %q", out.Cookies)
	}
}

func TestResponseBodies(t *testing.T) {
	for name, body := range map[string][]byte{"none": nil, "text": []byte("é\n"), "a picture": {0x89, 'P', 'N', 'G', 0xff, 0}} {
		t.Run(name, func(t *testing.T) {
			out := lambdahttp.Response(transport.Response{Status: 200, Body: body})
			got := []byte(out.Body)
			if out.IsBase64Encoded {
				var err error
				if got, err = base64.StdEncoding.DecodeString(out.Body); err != nil {
					t.Fatal(err)
				}
			}
			if !bytes.Equal(got, body) || out.IsBase64Encoded != (name == "a picture") {
				t.Errorf("%+v", out)
			}
			if text, err := json.Marshal(out); err != nil || !json.Valid(text) {
				t.Errorf("%s, %v", text, err)
			}
		})
	}
}

// TestLargeResponse: a text that would take several times its size as a JSON string is sent within what Lambda takes.
func TestLargeResponse(t *testing.T) {
	for _, text := range []string{"<", "\"", "a", "é"} {
		out := lambdahttp.Response(transport.Response{Status: 200, Body: bytes.Repeat([]byte(text), 4<<20/len(text))})
		if sent, err := json.Marshal(out); err != nil || len(sent) > 6_000_000 {
			t.Errorf("%q: %d bytes, %v", text, len(sent), err)
		}
	}
}

func FuzzRequest(f *testing.F) {
	for _, seed := range []string{
		event, "{}", "null", `{"isBase64Encoded":true,"body":"!"}`, `{"isBase64Encoded":true,"body":"AAAA"}`, `{"rawQueryString":"%"}`, `{"cookies":["","=","usher"]}`,
		`{"headers":{"":"","x-forwarded-for":",,,","x-usher-proxy":"p"}}`, `{"headers":{"é\u0000":"\ud800"}}`, `{"pathParameters":{"org":"%2e%2e/"}}`,
	} {
		f.Add([]byte(seed), "p", "usher")
	}
	f.Fuzz(func(t *testing.T, text []byte, proxy, cookie string) {
		var e events.APIGatewayV2HTTPRequest
		if json.Unmarshal(text, &e) != nil {
			t.Skip()
		}
		r, err := lambdahttp.Request(e, proxy)
		if err != nil {
			if !e.IsBase64Encoded {
				t.Errorf("%s: %v", text, err)
			}
			return
		}
		if r.Header == nil || r.Query == nil || r.Cookie == nil {
			t.Errorf("%s: %+v", text, r)
		}
		_ = r.Cookie(cookie)
		_ = r.Header.Get("Host")
	})
}
