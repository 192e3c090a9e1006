package bind_test

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"usher/pkg/api"
	"usher/pkg/api/bind"
	"usher/pkg/api/problem"
)

// inputs are the input types of all operations but those that take the body as
// it is, and one with every kind of field.
func inputs() []reflect.Type {
	types := []reflect.Type{reflect.TypeFor[everything]()}
	for _, operation := range api.Operations() {
		if !takesBody(operation.Input) {
			types = append(types, operation.Input)
		}
	}
	return types
}

func takesBody(input reflect.Type) bool {
	for f := range input.Fields() {
		if f.Tag.Get("body") == "raw" {
			return true
		}
	}
	return false
}

type reporter interface {
	Helper()
	Fatalf(string, ...any)
}

// check decodes into every input type. Whatever comes, the answer is nil or
// names at least one bad field, and what was taken is taken again.
func check(t reporter, s bind.Source) {
	t.Helper()
	for _, input := range inputs() {
		target := reflect.New(input)
		err := bind.Into(target.Interface(), s)
		if err == nil {
			checkTaken(t, s, target)
			continue
		}
		var p *problem.Error
		if !errors.As(err, &p) || p.Code != problem.InvalidRequest || len(p.Fields) == 0 {
			t.Fatalf("%s from %+v: the error is %#v", input, s, err)
		}
		for _, f := range p.Fields {
			if f.Code == "" || f.Message == "" || len(f.Message) > 1000 || len(f.Field) > 1000 {
				t.Fatalf("%s from %+v: a field says %+v", input, s, f)
			}
		}
		if _, _, document := p.Encode("", "req_1"); !json.Valid(document) {
			t.Fatalf("%s from %+v: the answer is %s", input, s, document)
		}
	}
}

// checkTaken decodes a good request once more: the same comes of it.
func checkTaken(t reporter, s bind.Source, target reflect.Value) {
	t.Helper()
	again := reflect.New(target.Type().Elem())
	if err := bind.Into(again.Interface(), s); err != nil || !reflect.DeepEqual(target.Interface(), again.Interface()) {
		t.Fatalf("%+v: first %+v, then %+v, %v", s, target.Elem(), again.Elem(), err)
	}
	if s.HasBody && !json.Valid(s.Body) {
		t.Fatalf("%q was taken", s.Body)
	}
}

func seeds() []string {
	return []string{
		"", "{}", "null", "[]", goodUser, goodUser[:30], `{"name":"Acme","owner":{"email":"a@b.cd","first_name":"A","last_name":"B"}}`,
		`{"settings":{"invitation_days":7,"locale":"nl"},"name":null}`, `{"email":"x","password":"\ud83d\udc0e"}`, `{"password":"\ud83d"}`, `{"password":"a","password":"b"}`,
		`{"rows":[{"email":"a@b.cd"},{}],"raw":{"a":{}},"at":"2026-01-31T12:00:00Z","maybe":null,"flag":false,"whole":1e400}`,
		`{"whole":1.0,"words":["a",null],"x":` + strings.Repeat("[", 70) + "}", strings.Repeat("[", 10_000), "{\"a\xff\":1}", `{"first_name":"\u202e"}`, "\ufeff{}", "{}{}",
	}
}

func FuzzBody(f *testing.F) {
	for _, seed := range seeds() {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) { check(t, bind.Source{Body: body, HasBody: true}) })
}

func FuzzOutside(f *testing.F) {
	for _, seed := range []string{"", "limit=25", "limit=x&limit=y", "q=%ff", "status=active&role=owner&cursor=x&q=a+b", "LIMIT=1", "limit=9223372036854775808", ";", "%00=1"} {
		f.Add(seed, "org_1", `"3"`)
	}
	f.Fuzz(func(t *testing.T, raw, path, header string) {
		query, _ := url.ParseQuery(raw)
		check(t, bind.Source{
			Path:  map[string]string{"org": path, "user": path, "token": path},
			Query: query, Header: http.Header{"If-Match": {header}, "X": {header}},
		})
	})
}

// anyValue draws JSON that is often nearly right.
func anyValue(depth int) *rapid.Generator[string] {
	leaves := rapid.SampledFrom([]string{
		`"ada@example.com"`, `"Ada"`, `""`, `"owner"`, `"auditor"`, `"nl"`, `"2026-01-31T12:00:00Z"`, "1", "0", "-1", "1.5", "1e400", "30", "31",
		"null", "true", "false", `"\u0000"`, `"\ud800"`, "{}", "[]", `"` + strings.Repeat("x", 400) + `"`,
	})
	if depth == 0 {
		return leaves
	}
	return rapid.OneOf(leaves, anyObject(depth-1), rapid.Custom(func(t *rapid.T) string {
		return "[" + strings.Join(rapid.SliceOfN(anyValue(depth-1), 0, 4).Draw(t, "items"), ",") + "]"
	}))
}

func anyObject(depth int) *rapid.Generator[string] {
	names := rapid.SampledFrom([]string{
		"email", "first_name", "last_name", "role", "name", "owner", "settings", "invitation_days", "locale", "password",
		"text", "whole", "flag", "raw", "at", "maybe", "never", "rows", "words", "org", "Email", "x",
	})
	return rapid.Custom(func(t *rapid.T) string {
		var members []string
		for _, name := range rapid.SliceOfNDistinct(names, 0, 6, rapid.ID[string]).Draw(t, "names") {
			members = append(members, `"`+name+`":`+anyValue(depth).Draw(t, name))
		}
		return "{" + strings.Join(members, ",") + "}"
	})
}

func TestAnyObjectIsTakenOrExplained(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		check(t, bind.Source{Body: []byte(anyObject(2).Draw(t, "body")), HasBody: true})
	})
}
