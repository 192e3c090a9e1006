package decode_test

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"usher/pkg/api"
	"usher/pkg/decode"
	"usher/pkg/problem"
)

// bad decodes and gives the bad fields as "field code", in order; nil when all is well.
func bad(t *testing.T, target any, s decode.Source) []string {
	t.Helper()
	err := decode.Into(target, s)
	if err == nil {
		return nil
	}
	var p *problem.Error
	if !errors.As(err, &p) || p.Code != problem.InvalidRequest || len(p.Fields) == 0 {
		t.Fatalf("the error is %#v", err)
	}
	var fields []string
	for _, f := range p.Fields {
		if f.Code == "" || f.Message == "" {
			t.Errorf("a field says nothing: %+v", f)
		}
		fields = append(fields, strings.TrimSpace(f.Field+" "+f.Code))
	}
	return fields
}

func body(text string) decode.Source { return decode.Source{Body: []byte(text), HasBody: true} }

const goodUser = `{"email":"ada@example.com","first_name":"Ada","last_name":"Byron","role":"auditor"}`

func TestGoodBodies(t *testing.T) {
	want := api.CreateUserInput{Email: "ada@example.com", FirstName: "Ada", LastName: "Byron", Role: api.Auditor}
	for name, text := range map[string]string{
		"plain":           goodUser,
		"spaces":          " \t\r\n{ \"email\" : \"ada@example.com\" ,\n\"first_name\":\"Ada\",\"last_name\":\"Byron\",\"role\":\"auditor\"\n}\n ",
		"another order":   `{"role":"auditor","last_name":"Byron","first_name":"Ada","email":"ada@example.com"}`,
		"escapes":         `{"e\u006dail":"ada\u0040example.com","first_name":"\u0041da","last_name":"Byron","role":"\u0061uditor"}`,
		"names trimmed":   `{"email":" ada@example.com ","first_name":" Ada","last_name":"Byron\u00a0","role":"auditor"}`,
		"escaped slashes": strings.Replace(goodUser, "Ada", `\u0041\u0064\u0061`, 1),
	} {
		t.Run(name, func(t *testing.T) {
			var got api.CreateUserInput
			if fields := bad(t, &got, body(text)); fields != nil || got != want {
				t.Errorf("%+v, bad: %v", got, fields)
			}
		})
	}
}

// TestMalformedBodies are bodies that are no JSON object at all: one error about the whole body.
func TestMalformedBodies(t *testing.T) {
	tests := []struct{ name, text, code, message string }{
		{"nothing", "", "malformed_json", "ends too early"},
		{"spaces", " \n ", "malformed_json", "ends too early"},
		{"a byte order mark", "\ufeff" + goodUser, "malformed_json", ""},
		{"cut off", goodUser[:len(goodUser)-1], "malformed_json", ""},
		{"cut off within text", goodUser[:20], "malformed_json", ""},
		{"something behind", goodUser + "x", "malformed_json", ""},
		{"another behind", goodUser + goodUser, "malformed_json", "behind the first value"},
		{"a bracket behind", goodUser + "}", "malformed_json", ""},
		{"NUL behind", goodUser + "\x00", "malformed_json", ""},
		{"a comma too many", strings.Replace(goodUser, "}", ",}", 1), "malformed_json", ""},
		{"single quotes", `{'email':'ada@example.com'}`, "malformed_json", ""},
		{"no quotes", `{email:"ada@example.com"}`, "malformed_json", ""},
		{"a comment", "{/* */}", "malformed_json", ""},
		{"NaN", `{"email":NaN}`, "malformed_json", ""},
		{"a leading zero", `{"email":01}`, "malformed_json", ""},
		{"a name twice", `{"email":"a@b.cd","email":"b@b.cd"}`, "malformed_json", "a name is there twice in one object"},
		{"a name twice, once escaped", `{"email":"a@b.cd","\u0065mail":"b@b.cd"}`, "malformed_json", "a name is there twice in one object"},
		{"a name twice in what nobody asked for", `{"x":{"a":1,"a":2}}`, "malformed_json", "a name is there twice in one object"},
		{"invalid UTF-8", "{\"email\":\"\xff@b.cd\"}", "malformed_json", ""},
		{"invalid UTF-8 in a name", "{\"e\xff\":1}", "malformed_json", ""},
		{"UTF-16", "{\x00\"\x00", "malformed_json", ""},
		{"a lone high surrogate", `{"first_name":"\ud83d"}`, "malformed_json", ""},
		{"a lone low surrogate", `{"first_name":"\udc0e"}`, "malformed_json", ""},
		{"surrogates in the wrong order", `{"first_name":"\udc0e\ud83d"}`, "malformed_json", ""},
		{"a surrogate encoded in UTF-8", "{\"first_name\":\"\xed\xa0\xbd\"}", "malformed_json", ""},
		{"a control character", "{\"first_name\":\"A\nda\"}", "malformed_json", ""},
		{"an unknown escape", `{"first_name":"\x41"}`, "malformed_json", ""},
		{"10,000 brackets", strings.Repeat("[", 10_000), "malformed_json", "nested too deeply"},
		{"10,000 braces", strings.Repeat(`{"a":`, 10_000), "malformed_json", "nested too deeply"},
		{"a million brackets, closed", strings.Repeat("[", 1_000_000) + strings.Repeat("]", 1_000_000), "malformed_json", "nested too deeply"},
		{"65 deep", `{"x":` + strings.Repeat("[", 64) + strings.Repeat("]", 64) + "}", "malformed_json", "nested too deeply"},
		{"null", "null", "wrong_type", "must be a JSON object"},
		{"a list", "[" + goodUser + "]", "wrong_type", "must be a JSON object"},
		{"text", `"x"`, "wrong_type", "must be a JSON object"},
		{"a number", "1", "wrong_type", "must be a JSON object"},
		{"true", "true", "wrong_type", "must be a JSON object"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var got api.CreateUserInput
			err := decode.Into(&got, body(tt.text))
			p := problem.From(err)
			if p == nil || p.Code != problem.InvalidRequest || len(p.Fields) != 1 {
				t.Fatalf("%#v", err)
			}
			f := p.Fields[0]
			if f.Field != "" || f.Code != tt.code || !strings.Contains(f.Message, tt.message) || len(f.Message) > 200 {
				t.Errorf("%+v; want %s %q", f, tt.code, tt.message)
			}
			if got != (api.CreateUserInput{}) {
				t.Errorf("something was filled in: %+v", got)
			}
		})
	}
}

func TestDepthThatIsTaken(t *testing.T) {
	var in api.CreateUserInput
	text := `{"x":` + strings.Repeat("[", 63) + strings.Repeat("]", 63) + "," + goodUser[1:]
	if got := bad(t, &in, body(text)); !slices.Equal(got, []string{"x unknown_field"}) {
		t.Errorf("bad: %v", got)
	}
}

func TestBadFields(t *testing.T) {
	type ins = []string
	megabyte := strings.Repeat("x", 1<<20)
	tests := []struct {
		name, text string
		target     any
		want       ins
	}{
		{"nothing given", `{}`, &api.CreateUserInput{}, ins{"email required", "first_name required", "last_name required", "role required"}},
		{"all of the wrong type", `{"email":1,"first_name":true,"last_name":[],"role":{}}`, &api.CreateUserInput{},
			ins{"email wrong_type", "first_name wrong_type", "last_name wrong_type", "role wrong_type"}},
		{"null", `{"email":null,"first_name":null,"last_name":null,"role":null}`, &api.CreateUserInput{},
			ins{"email wrong_type", "first_name wrong_type", "last_name wrong_type", "role wrong_type"}},
		{"empty texts", `{"email":"","first_name":"","last_name":" ","role":""}`, &api.CreateUserInput{},
			ins{"email required", "first_name required", "last_name required", "role not_allowed"}},
		{"each bad in its own way", `{"email":"ada","first_name":"` + strings.Repeat("x", 101) + `","last_name":"a\u0000b","role":"admin","x":1}`, &api.CreateUserInput{},
			ins{"email invalid_email", "first_name too_long", "last_name invalid_characters", "role not_allowed", "x unknown_field"}},
		{"a megabyte in each", `{"email":"` + megabyte + `","first_name":"` + megabyte + `","last_name":"` + megabyte + `","role":"` + megabyte + `"}`, &api.CreateUserInput{},
			ins{"email too_long", "first_name too_long", "last_name too_long", "role not_allowed"}},
		{"names in another case", strings.ReplaceAll(goodUser, `"email"`, `"Email"`), &api.CreateUserInput{}, ins{"email required", "Email unknown_field"}},
		{"a path's field in the body", `{"Org":"x","org":"y",` + goodUser[1:], &api.CreateUserInput{}, ins{"Org unknown_field", "org unknown_field"}},
		{"a name that is empty", `{"":1,` + goodUser[1:], &api.CreateUserInput{}, ins{"unknown_field"}},
		{"a nested name spelled out", `{"name":"Acme","owner.email":"a@b.cd"}`, &api.CreateOrganizationInput{}, ins{"owner required", "owner.email unknown_field"}},
		{"a whole object missing", `{"name":"Acme"}`, &api.CreateOrganizationInput{}, ins{"owner required"}},
		{"an object that is null", `{"name":"Acme","owner":null}`, &api.CreateOrganizationInput{}, ins{"owner wrong_type"}},
		{"an object that is a list", `{"name":"Acme","owner":[]}`, &api.CreateOrganizationInput{}, ins{"owner wrong_type"}},
		{"nested fields missing", `{"name":"Acme","owner":{}}`, &api.CreateOrganizationInput{},
			ins{"owner.email required", "owner.first_name required", "owner.last_name required"}},
		{"nested fields bad", `{"name":1,"owner":{"email":"x","first_name":"A","last_name":2,"y":3}}`, &api.CreateOrganizationInput{},
			ins{"name wrong_type", "owner.email invalid_email", "owner.last_name wrong_type", "owner.y unknown_field"}},
		{"settings out of range", `{"settings":{"invitation_days":0,"locale":"de"}}`, &api.UpdateOrganizationInput{},
			ins{"settings.invitation_days out_of_range", "settings.locale not_allowed"}},
		{"settings above range", `{"settings":{"invitation_days":31}}`, &api.UpdateOrganizationInput{}, ins{"settings.invitation_days out_of_range"}},
		{"settings null", `{"settings":null}`, &api.UpdateOrganizationInput{}, ins{"settings wrong_type"}},
		{"an optional field null", `{"first_name":null,"role":null}`, &api.UpdateUserInput{}, ins{"first_name wrong_type", "role wrong_type"}},
		{"two enums at once", `{"role":"owner,auditor"}`, &api.UpdateUserInput{}, ins{"role not_allowed"}},
		{"an enum with a space", `{"role":"owner "}`, &api.UpdateUserInput{}, ins{"role not_allowed"}},
		{"a password that is empty", `{"email":"","password":""}`, &api.SignInInput{}, ins{"email required", "password required"}},
		{"a password that is too long", `{"email":"x","password":"` + strings.Repeat("é", 1025) + `"}`, &api.SignInInput{}, ins{"password too_long"}},
		{"text that is too long", `{"email":"` + strings.Repeat("é", 321) + `","password":"x"}`, &api.SignInInput{}, ins{"email too_long"}},
		{"text with a control character", `{"email":"a\u007f","password":"x"}`, &api.SignInInput{}, ins{"email invalid_characters"}},
		{"a form", "email=a&password=b", &api.SignInInput{}, ins{"malformed_json"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := bad(t, tt.target, body(tt.text)); !slices.Equal(got, tt.want) {
				t.Errorf("bad: %q\nwant: %q", got, tt.want)
			}
		})
	}
}

func TestWholeNumbers(t *testing.T) {
	tests := []struct {
		text, code string
		want       int
	}{
		{"1", "", 1}, {"30", "", 30}, {"7.0", "", 7}, {"7e0", "", 7}, {"0.7e1", "", 7}, {"70e-1", "", 7}, {"1e1", "", 10},
		{"0", "out_of_range", 0}, {"-0", "out_of_range", 0}, {"31", "out_of_range", 0}, {"-1", "out_of_range", 0}, {"9007199254740991", "out_of_range", 0},
		{"1.5", "wrong_type", 0}, {"1e400", "wrong_type", 0}, {"-1e400", "wrong_type", 0}, {"1e-400", "out_of_range", 0}, {"9007199254740992", "wrong_type", 0}, {"9007199254740993", "wrong_type", 0},
		{"18446744073709551617", "wrong_type", 0}, {"1" + strings.Repeat("0", 5000), "wrong_type", 0},
		{`"1"`, "wrong_type", 0}, {`""`, "wrong_type", 0}, {"true", "wrong_type", 0}, {"null", "wrong_type", 0}, {"[1]", "wrong_type", 0}, {"{}", "wrong_type", 0},
	}
	for _, tt := range tests {
		t.Run(tt.text[:min(len(tt.text), 30)], func(t *testing.T) {
			var in api.UpdateOrganizationInput
			got := bad(t, &in, body(`{"settings":{"invitation_days":`+tt.text+`}}`))
			switch {
			case tt.code == "" && (got != nil || in.Settings == nil || in.Settings.InvitationDays == nil || *in.Settings.InvitationDays != tt.want):
				t.Errorf("%+v, bad: %v", in.Settings, got)
			case tt.code != "" && !slices.Equal(got, []string{"settings.invitation_days " + tt.code}):
				t.Errorf("bad: %v, want %s", got, tt.code)
			}
		})
	}
}

func TestOptionalFieldsStayAbsent(t *testing.T) {
	var in api.UpdateOrganizationInput
	if got := bad(t, &in, body(`{}`)); got != nil || in.Name != nil || in.Settings != nil {
		t.Errorf("%+v, bad: %v", in, got)
	}
	if got := bad(t, &in, body(`{"settings":{}}`)); got != nil || in.Settings == nil || in.Settings.Locale != nil || in.Settings.InvitationDays != nil {
		t.Errorf("%+v, bad: %v", in, got)
	}
	if got := bad(t, &in, body(`{"name":" Acme ","settings":{"locale":"nl"}}`)); got != nil || *in.Name != "Acme" || *in.Settings.Locale != "nl" {
		t.Errorf("%+v, bad: %v", in, got)
	}
}

func TestPasswordsAreKeptAsTyped(t *testing.T) {
	const typed = ` <b>\u0000 \u202e \n 🐎 `
	var in api.SignInInput
	if got := bad(t, &in, body(`{"email":"x","password":"`+typed+`"}`)); got != nil || in.Password != " <b>\x00 \u202e \n 🐎 " {
		t.Errorf("%q, bad: %v", in.Password, got)
	}
	if got := bad(t, &in, body(`{"email":"x","password":"`+strings.Repeat("é", 1024)+`"}`)); got != nil {
		t.Errorf("1024 characters: bad: %v", got)
	}
}

// What a caller sends may be a password in the wrong place: no error echoes a value.
func TestNoValueIsEchoed(t *testing.T) {
	const secret = "hunter2hunter2"
	for _, text := range []string{
		`{"email":"` + secret + `","password":["` + secret + `"]}`, `"` + secret + `"`, secret, `{"password":` + secret + `}`,
		`{"password":"` + secret + `" "` + secret + `"}`, `{"password":"` + secret, `{"password":"\` + secret + `"}`, `{"email":"` + strings.Repeat(secret, 100) + `","password":""}`,
		`{"password":"` + secret + `","password":"` + secret + `"}`, `{"password":tru` + secret + `}`, "{\"password\":\"" + secret + "\x00\"}",
	} {
		for _, target := range []any{&api.SignInInput{}, &api.CreateUserInput{}, &api.AcceptInvitationInput{}} {
			err := problem.From(decode.Into(target, body(text)))
			if err == nil {
				continue // only to sign in may any text be an address
			}
			if _, _, document := err.Encode(""); strings.Contains(string(document), "hunter2") || strings.Contains(err.Error(), "hunter2") {
				t.Errorf("%s is answered by %s", text, document)
			}
		}
	}
}

func TestUnknownNamesAreCut(t *testing.T) {
	err := problem.From(decode.Into(&api.None{}, body(`{"`+strings.Repeat("é", 1000)+`":1}`)))
	if err == nil || err.Fields[0].Field != strings.Repeat("é", 64)+"…" {
		t.Errorf("%v", err)
	}
}

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
			[]string{"limit wrong_type", "cursor too_long", "status not_allowed", "role not_allowed", "q invalid_characters"}, api.ListUsersInput{}},
		{"an empty enum", "status=", []string{"status not_allowed"}, api.ListUsersInput{Limit: 25}},
		{"invalid UTF-8", "q=%ff", []string{"q invalid_characters"}, api.ListUsersInput{Limit: 25}},
		{"q too long", "q=" + strings.Repeat("%C3%A9", 101), []string{"q too_long"}, api.ListUsersInput{Limit: 25}},
		{"q as long as may be", "q=" + strings.Repeat("%C3%A9", 100), nil, api.ListUsersInput{Limit: 25, Query: strings.Repeat("é", 100)}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			query, err := url.ParseQuery(tt.query)
			if err != nil {
				t.Fatal(err)
			}
			var in api.ListUsersInput
			if got := bad(t, &in, decode.Source{Query: query}); !slices.Equal(got, tt.want) || in != tt.in {
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
			if got := bad(t, &in, decode.Source{Query: url.Values{"limit": {text}}}); !slices.Equal(got, []string{"limit " + code}) {
				t.Errorf("bad: %v, want %s", got, code)
			}
		})
	}
}

func TestUnknownParameterThatIsNoText(t *testing.T) {
	err := problem.From(decode.Into(&api.None{}, decode.Source{Query: url.Values{"\xff" + strings.Repeat("x", 100): {""}}}))
	if err == nil || len(err.Fields) != 1 || err.Fields[0].Field != "\ufffd"+strings.Repeat("x", 63)+"…" {
		t.Errorf("%v", err)
	}
	err = problem.From(decode.Into(&api.None{}, decode.Source{Query: url.Values{"\xff": {""}}}))
	if err == nil || len(err.Fields) != 1 || err.Fields[0].Field != "\ufffd" {
		t.Errorf("%+q", err.Fields)
	}
}

func TestPathAndHeader(t *testing.T) {
	source := body(`{}`)
	source.Path = map[string]string{"org": "org_1", "user": "usr_1", "other": "x"}
	source.Header = http.Header{"If-Match": {`"3"`}, "X-Other": {"x"}}
	var in api.UpdateUserInput
	if got := bad(t, &in, source); got != nil || in.Org != "org_1" || in.User != "usr_1" || in.IfMatch != `"3"` {
		t.Errorf("%+v, bad: %v", in, got)
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
	if got := bad(t, &api.UserInput{}, decode.Source{Body: []byte("not JSON")}); got != nil {
		t.Errorf("bad: %v", got)
	}
}
