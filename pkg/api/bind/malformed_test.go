package bind_test

import (
	"slices"
	"strings"
	"testing"

	"usher/pkg/api"
	"usher/pkg/api/bind"
	"usher/pkg/api/problem"
	"usher/pkg/lib/invalid"
)

// TestMalformedBodies are bodies that are no JSON object at all: one error about the whole body.
func TestMalformedBodies(t *testing.T) {
	tests := []struct {
		name, text string
		code       invalid.Code
		message    string
	}{
		{"nothing", "", "malformed_json", "ends too early"},
		{"spaces", " \n ", "malformed_json", "ends too early"},
		{"a byte order mark", "\ufeff" + goodUser, "malformed_json", ""},
		{"cut off", goodUser[:len(goodUser)-1], "malformed_json", ""},
		{"cut off within text", goodUser[:20], "malformed_json", ""},
		{"something behind", goodUser + "x", "malformed_json", ""},
		{"another behind", goodUser + goodUser, "malformed_json", "after the first value"},
		{"a bracket behind", goodUser + "}", "malformed_json", ""},
		{"NUL behind", goodUser + "\x00", "malformed_json", ""},
		{"a comma too many", strings.Replace(goodUser, "}", ",}", 1), "malformed_json", ""},
		{"single quotes", `{'email':'ada@example.com'}`, "malformed_json", ""},
		{"no quotes", `{email:"ada@example.com"}`, "malformed_json", ""},
		{"a comment", "{/* */}", "malformed_json", ""},
		{"NaN", `{"email":NaN}`, "malformed_json", ""},
		{"a leading zero", `{"email":01}`, "malformed_json", ""},
		{"a name twice", `{"email":"a@b.cd","email":"b@b.cd"}`, "malformed_json", "an object has the same name twice"},
		{"a name twice, once escaped", `{"email":"a@b.cd","\u0065mail":"b@b.cd"}`, "malformed_json", "an object has the same name twice"},
		{"a name twice in what nobody asked for", `{"x":{"a":1,"a":2}}`, "malformed_json", "an object has the same name twice"},
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
			err := bind.Into(&got, body(tt.text))
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

// What a caller sends may be a password in the wrong place: no error echoes a value.
func TestNoValueIsEchoed(t *testing.T) {
	const secret = "hunter2hunter2"
	for _, text := range []string{
		`{"email":"` + secret + `","password":["` + secret + `"]}`, `"` + secret + `"`, secret, `{"password":` + secret + `}`,
		`{"password":"` + secret + `" "` + secret + `"}`, `{"password":"` + secret, `{"password":"\` + secret + `"}`, `{"email":"` + strings.Repeat(secret, 100) + `","password":""}`,
		`{"password":"` + secret + `","password":"` + secret + `"}`, `{"password":tru` + secret + `}`, "{\"password\":\"" + secret + "\x00\"}",
	} {
		for _, target := range []any{&api.SignInInput{}, &api.CreateUserInput{}, &api.AcceptInvitationInput{}} {
			err := problem.From(bind.Into(target, body(text)))
			if err == nil {
				continue // only to sign in may any text be an address
			}
			if _, _, document := err.Encode("", ""); strings.Contains(string(document), "hunter2") || strings.Contains(err.Error(), "hunter2") {
				t.Errorf("%s is answered by %s", text, document)
			}
		}
	}
}

func TestUnknownNamesAreCut(t *testing.T) {
	err := problem.From(bind.Into(&api.None{}, body(`{"`+strings.Repeat("é", 1000)+`":1}`)))
	if err == nil || err.Fields[0].Field != strings.Repeat("é", 64)+"…" {
		t.Errorf("%v", err)
	}
}
