package bind_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"usher/pkg/api"
	"usher/pkg/api/bind"
	"usher/pkg/api/problem"
	"usher/pkg/lib/email"
)

// bad decodes and gives the bad fields as "field code", in order; nil when all is well.
func bad(t *testing.T, target any, s bind.Source) []string {
	t.Helper()
	err := bind.Into(target, s)
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
		fields = append(fields, strings.TrimSpace(f.Field+" "+string(f.Code)))
	}
	return fields
}

func address(text string) email.Address {
	a, err := email.Parse(text)
	if err != nil {
		panic(err)
	}
	return a
}

func body(text string) bind.Source { return bind.Source{Body: []byte(text), HasBody: true} }

const goodUser = `{"email":"ada@example.com","first_name":"Ada","last_name":"Byron","role":"auditor"}`

func TestGoodBodies(t *testing.T) {
	want := api.CreateUserInput{Email: address("ada@example.com"), FirstName: "Ada", LastName: "Byron", Role: api.Auditor}
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

func TestALastNameMayBeEmpty(t *testing.T) {
	for _, given := range []string{`""`, `" "`, `"\u200b\u00a0"`} {
		var got api.CreateUserInput
		fields := bad(t, &got, body(`{"email":"ada@example.com","first_name":"Ada","last_name":`+given+`,"role":"auditor"}`))
		if fields != nil || got.LastName != "" {
			t.Errorf("%s is %q, bad: %v", given, got.LastName, fields)
		}
		var change api.UpdateUserInput
		if fields := bad(t, &change, body(`{"last_name":`+given+`}`)); fields != nil || change.LastName == nil || *change.LastName != "" {
			t.Errorf("%s changes to %v, bad: %v", given, change.LastName, fields)
		}
	}
	var got api.CreateUserInput
	if fields := bad(t, &got, body(`{"email":"ada@example.com","first_name":"Ada","role":"auditor"}`)); fields != nil {
		t.Error(fields)
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
		{"nothing given", `{}`, &api.CreateUserInput{}, ins{"email required", "first_name required", "role required"}},
		{"all of the wrong type", `{"email":1,"first_name":true,"last_name":[],"role":{}}`, &api.CreateUserInput{},
			ins{"email wrong_type", "first_name wrong_type", "last_name wrong_type", "role wrong_type"}},
		{"null", `{"email":null,"first_name":null,"last_name":null,"role":null}`, &api.CreateUserInput{},
			ins{"email wrong_type", "first_name wrong_type", "last_name wrong_type", "role wrong_type"}},
		{"empty texts", `{"email":"","first_name":"","last_name":" ","role":""}`, &api.CreateUserInput{},
			ins{"email required", "first_name required", "role not_allowed"}},
		{"each bad in its own way", `{"email":"ada","first_name":"` + strings.Repeat("x", 101) + `","last_name":"a\u0000b","role":"admin","x":1}`, &api.CreateUserInput{},
			ins{"email no_at_sign", "first_name too_long", "last_name control_character", "role not_allowed", "x unknown_field"}},
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
			ins{"owner.email required", "owner.first_name required"}},
		{"nested fields bad", `{"name":1,"owner":{"email":"x","first_name":"A","last_name":2,"y":3}}`, &api.CreateOrganizationInput{},
			ins{"name wrong_type", "owner.email no_at_sign", "owner.last_name wrong_type", "owner.y unknown_field"}},
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
		{"text with a control character", `{"email":"a\u007f","password":"x"}`, &api.SignInInput{}, ins{"email control_character"}},
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
