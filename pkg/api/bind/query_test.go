package bind_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"usher/pkg/api"
	"usher/pkg/api/bind"
	"usher/pkg/api/problem"
)

func TestQuery(t *testing.T) {
	tests := []struct {
		name, query string
		want        []string
		in          api.ListUsersInput
	}{
		{"nothing", "", nil, api.ListUsersInput{Limit: 25}},
		{"everything", "limit=100&cursor=abc&status=blocked&role=owner&q=ad%20a", nil,
			api.ListUsersInput{Limit: 100, Cursor: "abc", Status: api.Blocked, Role: api.Owner, Query: "ad a"}},
		{"empty texts are absent ones", "cursor=&q=", nil, api.ListUsersInput{Limit: 25}},
		{"repeated", "limit=1&limit=1", []string{"limit repeated"}, api.ListUsersInput{}},
		{"repeated, empty", "q=&q=", []string{"q repeated"}, api.ListUsersInput{Limit: 25}},
		{"unknown, in order", "z=1&y=2&x=3&limit=0", []string{"limit out_of_range", "x unknown_field", "y unknown_field", "z unknown_field"}, api.ListUsersInput{}},
		{"in another case", "Limit=5", []string{"Limit unknown_field"}, api.ListUsersInput{Limit: 25}},
		{"all bad at once", "limit=x&status=gone&role=king&q=%00&cursor=" + strings.Repeat("c", 2049),
			[]string{"limit wrong_type", "cursor too_long", "status not_allowed", "role not_allowed", "q control_character"}, api.ListUsersInput{}},
		{"an empty enum", "status=", []string{"status not_allowed"}, api.ListUsersInput{Limit: 25}},
		{"invalid UTF-8", "q=%ff", []string{"q invalid_utf8"}, api.ListUsersInput{Limit: 25}},
		{"q too long", "q=" + strings.Repeat("%C3%A9", 255), []string{"q too_long"}, api.ListUsersInput{Limit: 25}},
		{"q as long as may be", "q=" + strings.Repeat("%C3%A9", 254), nil, api.ListUsersInput{Limit: 25, Query: strings.Repeat("é", 254)}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			query, err := url.ParseQuery(tt.query)
			if err != nil {
				t.Fatal(err)
			}
			var in api.ListUsersInput
			if got := bad(t, &in, bind.Source{Query: query}); !slices.Equal(got, tt.want) || in != tt.in {
				t.Errorf("%+v, bad: %q; want %+v, bad: %q", in, got, tt.in, tt.want)
			}
		})
	}
	for text, code := range map[string]string{
		"0": "out_of_range", "101": "out_of_range", "-5": "out_of_range", "": "wrong_type", " 5": "wrong_type", "+5": "wrong_type", "05": "wrong_type", "5.0": "wrong_type",
		"1e1": "wrong_type", "0x5": "wrong_type", "5_0": "wrong_type", "٥": "wrong_type", "99999999999999999999": "wrong_type", "-0": "wrong_type", "five": "wrong_type",
	} {
		t.Run("limit="+text, func(t *testing.T) {
			var in api.ListUsersInput
			if got := bad(t, &in, bind.Source{Query: url.Values{"limit": {text}}}); !slices.Equal(got, []string{"limit " + code}) {
				t.Errorf("bad: %v, want %s", got, code)
			}
		})
	}
}

func TestUnknownParameterThatIsNoText(t *testing.T) {
	err := problem.From(bind.Into(&api.None{}, bind.Source{Query: url.Values{"\xff" + strings.Repeat("x", 100): {""}}}))
	if err == nil || len(err.Fields) != 1 || err.Fields[0].Field != "\ufffd"+strings.Repeat("x", 63)+"…" {
		t.Errorf("%v", err)
	}
	err = problem.From(bind.Into(&api.None{}, bind.Source{Query: url.Values{"\xff": {""}}}))
	if err == nil || len(err.Fields) != 1 || err.Fields[0].Field != "\ufffd" {
		t.Errorf("%+q", err.Fields)
	}
}

func TestPathAndHeader(t *testing.T) {
	source := body(`{}`)
	const org, user = "org_01k0000000000000000000000a", "usr_01k0000000000000000000000b"
	source.Path = map[string]string{"org": org, "user": user, "other": "x"}
	source.Header = http.Header{"If-Match": {`"3"`}, "X-Other": {"x"}}
	var in api.UpdateUserInput
	got := bad(t, &in, source)
	if got != nil || in.Org.String() != org || in.User.String() != user || in.IfMatch != `"3"` {
		t.Errorf("%+v, bad: %v", in, got)
	}
	source.Path = map[string]string{"org": user, "user": "usr_1"}
	if got := bad(t, &in, source); got != nil || in.Org.String() != "org_none" || in.User.String() != "usr_none" {
		t.Errorf("%+v, bad: %v", in, got)
	}
	source.Header = http.Header{"If-Match": {"3"}}
	if got := bad(t, &in, source); !slices.Equal(got, []string{"If-Match invalid"}) {
		t.Errorf("bad: %v", got)
	}
	source.Header = http.Header{"If-Match": {strings.Repeat("x", 1025)}}
	source.Query = url.Values{"limit": {"1"}}
	source.Body = []byte(`{"role":1}`)
	want := []string{"If-Match too_long", "limit unknown_field", "role wrong_type"}
	if got := bad(t, &in, source); !slices.Equal(got, want) {
		t.Errorf("bad: %v, want %v", got, want)
	}
}

func TestBodyIsLeftAloneWhereThereIsNone(t *testing.T) {
	if got := bad(t, &api.UserInput{}, bind.Source{Body: []byte("not JSON")}); got != nil {
		t.Errorf("bad: %v", got)
	}
}
