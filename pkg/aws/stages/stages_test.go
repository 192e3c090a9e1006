package stages_test

import (
	"encoding/json"
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"usher/pkg/aws/stages"
)

const schema = "../../../infra/stages/schema.json"

// read reads a stage's file with these settings.
func read(t *testing.T, name string, settings map[string]any) (stages.Stage, error) {
	t.Helper()
	folder := t.TempDir()
	raw, err := json.Marshal(settings)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, name+".json"), raw, 0o600); err != nil {
		t.Fatal(err)
	}
	return stages.Read(folder, name)
}

// cases are settings and what the error says of them, and whether the schema, which an editor has, refuses them too.
var cases = []struct {
	stage    string
	settings map[string]any
	want     string
	schema   bool
}{
	{"dev", map[string]any{}, "", false},
	{"dev", map[string]any{"sender": "acme.example"}, "sender must be", false},
	{"dev", map[string]any{"sender": ""}, "sender must be", false},
	{"dev", map[string]any{"sendr": "x"}, `there is no setting "sendr"`, true},
	{"dev", map[string]any{"Domain": "x"}, `there is no setting "Domain"`, true},
	{"dev", map[string]any{"brand": map[string]any{"colour": "x"}}, `there is no setting "brand/colour"`, true},
	{"dev", map[string]any{"brand": map[string]any{"product": "https://acme.example"}}, "brand.product ", false},
	{"dev", map[string]any{"brand": map[string]any{"logo": "http://acme.example/logo.svg"}}, "brand.logo must", false},
	{"dev", map[string]any{"brand": map[string]any{"color": "blue"}}, "brand.color must", false},
	{"dev", map[string]any{"brand": map[string]any{"support": "acme.example"}}, "brand.support must", false},
	{"dev", map[string]any{"brand": map[string]any{"upgrade": "javascript:alert(1)"}}, "brand.upgrade must", false},
	{"dev", map[string]any{"brand": map[string]any{"product": "Acme, Inc.", "color": "#12b886"}}, "", false},
	{"dev", map[string]any{"keep": "yes"}, `keep must be a bool`, true},
	{"dev", map[string]any{"senderName": "a\x00b"}, "senderName must be", false},
	{"dev", map[string]any{"identity": "other.example"}, "identity must be", false},
	{"dev", map[string]any{"identity": "me.example"}, "identity must be", false},
	{"dev", map[string]any{"identity": "no-reply@mail.acme.example"}, "", false},
	{"dev", map[string]any{"identity": "acme.example"}, "", false},
	{"dev", map[string]any{"mailFrom": "mail.other.example"}, "mailFrom must be", false},
	{"dev", map[string]any{"mailFrom": "back.mail.acme.example"}, "", false},
	{"dev", map[string]any{"stream": "arn:aws:dynamodb:eu-west-1:111122223333:table/usher-dev-restored/stream/2026-05-04T10:11:12.345"}, "stream must be", false},
	{"dev", map[string]any{"stream": "arn:aws:dynamodb:eu-west-1:111122223333:table/usher-dev/stream/2026-05-04T10:11:12.345"}, "", false},
	{"dev", map[string]any{"plans": "playground=ten"}, "plans", false},
	{"dev", map[string]any{"roles": []any{role("clerk", "files:write", "users:read")}}, "", false},
	{"dev", map[string]any{"roles": []any{role("clerk", "users:write")}}, `roles: "clerk": there is no permission "users:write"`, false},
	{"dev", map[string]any{"roles": []any{role("owner", "files:write")}}, `roles: "owner": there is a role`, false},
	{"dev", map[string]any{"roles": []any{map[string]any{"id": "clerk", "title": "x"}}}, `there is no setting "roles/0/title"`, true},
	{"dev", map[string]any{"roles": []any{role("The Clerk", "files:write")}}, "id must be", true},
	{"dev", map[string]any{"roles": []any{role("clerk", "files")}}, "must be <noun>:<verb>", true},
	{"dev", map[string]any{"signUp": "yes"}, "signUp must be", true},
	{"dev", map[string]any{"domain": "usher.example.com"}, "go together", true},
	{"dev", map[string]any{"domain": "usher.example.com", "certificate": "arn:aws:acm:eu-west-1:1:certificate/x"}, "must be of us-east-1", true},
	{"dev", map[string]any{"domain": "usher.example.com", "certificate": "arn:aws:acm:us-east-1:1:certificate/x"}, "", false},
	{"dev", map[string]any{"mailFrom": "mail.other.example"}, "mailFrom must be", false},
	{"dev", map[string]any{"mailFrom": "acme.example"}, "mailFrom must be", false},
	{"dev", map[string]any{"mailFrom": "returns.mail.acme.example"}, "", false},
	{"dev", map[string]any{"sender": "no-reply@mail.acme.example", "identity": "acme.example", "mailFrom": "mail.acme.example"}, "mailFrom must be", false},
	{"dev", map[string]any{"stream": "arn:aws:dynamodb:eu-west-1:111122223333:table/usher-dev-restored/stream/2026-05-04T10:11:12.345"}, "stream must be", false},
	{"dev", map[string]any{"stream": "usher-dev-restored"}, "stream must be", true},
	{"dev", map[string]any{"stream": "arn:aws:dynamodb:eu-west-1:111122223333:table/usher-dev/stream/2026-05-04T10:11:12.345"}, "", false},
	{"dev", map[string]any{"eventsUrl": "https://acme.example/hooks"}, "go together", true},
	{"dev", map[string]any{"eventsUrl": "http://acme.example/hooks", "eventsKey": "usher/dev/events"}, "eventsUrl must be", true},
	{"dev", map[string]any{"eventsUrl": "https://me@acme.example/hooks", "eventsKey": "usher/dev/events"}, "eventsUrl must be", false},
	{"dev", map[string]any{"eventsUrl": "https://acme.example/hooks", "eventsKey": "of my own"}, "eventsKey must be", true},
	{"dev", map[string]any{"eventsUrl": "https://acme.example/hooks", "eventsKey": "usher/dev/events"}, "", false},
	{"dev", map[string]any{"waf": "9"}, "waf must be how", true},
	{"dev", map[string]any{"waf": "1500"}, "", false},
	{"dev", map[string]any{"waf": "arn:aws:wafv2:us-east-1:1:global/webacl/mine/1"}, "", false},
	{"dev", map[string]any{"sessionLifetime": "12"}, "sessionLifetime must", true},
	{"dev", map[string]any{"invitationLifetime": "0s"}, "invitationLifetime must", false},
	{"dev", map[string]any{"sessionIdle": "30s"}, "sessionIdle must", false},
	{"dev", map[string]any{"sessionIdle": "0"}, "", false},
	{"dev", map[string]any{"sessionLifetime": "8h30m", "sessionIdle": "30m", "invitationLifetime": "72h"}, "", false},
	{"dev", map[string]any{"alarmEmail": "ops@acme.example"}, "goes with alarms: true", false},
	{"dev", map[string]any{"alarmEmail": "ops", "alarms": true}, "alarmEmail must be", false},
	{"dev", map[string]any{"region": "Ireland"}, "region must be", true},
	{"dev", map[string]any{"sandbox": true}, "", false},
	{"x", map[string]any{"keep": true, "sandbox": true}, "sandbox goes with keep: false", true},
	{"prod", map[string]any{}, "keep must be true", false},
	{"production", map[string]any{}, "keep must be true", false},
	{"prod-eu", map[string]any{}, "keep must be true", false},
	{"prd", map[string]any{}, "keep must be true", false},
	{"live", map[string]any{}, "keep must be true", false},
	{"prod", map[string]any{"keep": true, "alarmEmail": "ops@acme.example"}, "", false},
	{"preprod", map[string]any{}, "", false},
	{"Prod!", map[string]any{}, "stage must be", false},
	{"../dev", nil, "stage must be", false},
}

func role(id string, permissions ...string) map[string]any {
	all := make([]any, len(permissions))
	for i, p := range permissions {
		all[i] = p
	}
	return map[string]any{"id": id, "name": map[string]any{"en": "Clerk", "nl": "Klerk"},
		"description": map[string]any{"en": "can file", "nl": "kan archiveren"}, "permissions": all}
}

// TestRead: a wrong setting is an error of one sentence that says which, and so is one that does not exist.
func TestRead(t *testing.T) {
	for _, c := range cases {
		settings := map[string]any{"keep": false, "sender": "no-reply@mail.acme.example"}
		maps.Copy(settings, c.settings)
		var err error
		if strings.Contains(c.stage, "/") {
			_, err = stages.Read(t.TempDir(), c.stage)
		} else {
			_, err = read(t, c.stage, settings)
		}
		if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s %v: %v", c.stage, c.settings, err)
		}
		if refused := validate(t, settings) != nil; refused != c.schema {
			t.Errorf("%v: the schema refuses it: %t", c.settings, refused)
		}
	}
}

func validate(t *testing.T, settings map[string]any) error {
	t.Helper()
	compiled, err := jsonschema.NewCompiler().Compile(schema)
	if err != nil {
		t.Fatal(err)
	}
	return compiled.Validate(settings)
}

// TestSchemaIsTheStruct: the schema has each setting of the Go type, with its type and a description, and no other.
func TestSchemaIsTheStruct(t *testing.T) {
	raw, err := os.ReadFile(schema)
	if err != nil {
		t.Fatal(err)
	}
	var root object
	if err := json.Unmarshal(raw, &root); err != nil {
		t.Fatal(err)
	}
	compare(t, root, reflect.TypeFor[stages.Stage]())
}

type object struct {
	Type, Description    string
	Ref                  string `json:"$ref"`
	Enum                 []string
	AdditionalProperties *bool
	Properties           map[string]object
}

func compare(t *testing.T, o object, of reflect.Type) {
	t.Helper()
	if o.AdditionalProperties == nil || *o.AdditionalProperties {
		t.Errorf("%s takes other settings", of)
	}
	for field := range of.Fields() {
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		if name == "-" {
			continue
		}
		p, ok := o.Properties[name]
		delete(o.Properties, name)
		kind := field.Type
		if kind.Kind() == reflect.Pointer {
			kind = kind.Elem()
		}
		want := map[reflect.Kind]string{reflect.String: "string", reflect.Bool: "boolean", reflect.Struct: "object", reflect.Slice: "array"}[kind.Kind()]
		if text := p.Enum != nil || p.Ref == "#/$defs/duration"; !ok || p.Type != want && (!text || want != "string") {
			t.Errorf("%s is %+v in the schema", name, p)
		}
		if p.Description == "" && name != "$schema" {
			t.Errorf("%s is not described", name)
		}
		if want == "object" {
			compare(t, p, kind)
		}
	}
	for name := range o.Properties {
		t.Errorf("%s is a setting in the schema only", name)
	}
}

// TestWrite: what is written is read as the same, and fits the schema; what is wrong is not written.
func TestWrite(t *testing.T) {
	folder := t.TempDir()
	s := stages.New("prod")
	s.Keep, s.Sender, s.Region, s.SenderName = true, "no-reply@acme.example", "eu-west-1", "Ada & Söhne, Inc."
	s.Brand.Product = "Acme"
	on := true
	s.Alarms = &on
	if err := s.Write(folder); err != nil {
		t.Fatal(err)
	}
	got, err := stages.Read(folder, "prod")
	s.Identity = "acme.example"
	if diff := cmp.Diff(s, got); err != nil || diff != "" {
		t.Errorf("%v %s", err, diff)
	}
	raw, err := os.ReadFile(stages.Path(folder, "prod"))
	var settings map[string]any
	if err != nil || json.Unmarshal(raw, &settings) != nil || validate(t, settings) != nil || !strings.Contains(string(raw), "Ada & Söhne") {
		t.Errorf("%s %v", raw, err)
	}
	s.Sender, s.Name = "nobody", "prod2"
	if err := s.Write(folder); err == nil {
		t.Error("a sender that is no address was written")
	}
	if _, err := stages.Read(folder, "prod2"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("%v", err)
	}
}

func TestFrom(t *testing.T) {
	s := stages.New("dev")
	s.Sender, s.SenderName = "no-reply@acme.example", "Acme, Inc."
	if s.From() != `"Acme, Inc." <no-reply@acme.example>` {
		t.Error(s.From())
	}
}
