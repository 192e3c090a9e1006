package api_test

import (
	"encoding/json"
	"reflect"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"usher/pkg/api"
	"usher/pkg/lib/email"
)

func TestRules(t *testing.T) {
	type input struct {
		Org     string          `path:"org"`
		IfMatch string          `header:"If-Match" optional:"true"`
		Limit   int             `query:"limit" min:"1" max:"100" default:"25" optional:"true"`
		Free    string          `json:"free" optional:"true"`
		Text    string          `json:"text" format:"text" doc:"Why."`
		Name    *string         `json:"name" format:"name" max:"100" optional:"true"`
		Email   email.Address   `json:"email"`
		Typed   email.Address   `json:"typed" format:"text" max:"320"`
		Pass    string          `json:"pass" format:"password"`
		Count   int             `json:"count"`
		Role    api.Role        `json:"role" format:"role"`
		Raw     json.RawMessage `json:"raw" format:"object" max:"20"`
		Words   []string        `json:"words" max:"3" nullable:"true"`
		File    []byte          `body:"raw" max:"9"`
		Hidden  string
	}
	least := 1
	want := []api.Field{
		{Name: "org", In: api.InPath, Rules: api.Rules{Min: 1, Max: api.MaxText}},
		{Name: "If-Match", In: api.InHeader, Rules: api.Rules{Optional: true, Max: api.MaxHeader}},
		{Name: "limit", In: api.InQuery, Rules: api.Rules{Optional: true, Min: 1, Max: 100, Default: "25"}},
		{Name: "free", In: api.InBody, Rules: api.Rules{Optional: true, Max: api.MaxText}},
		{Name: "text", In: api.InBody, Rules: api.Rules{Format: api.PlainText, Min: 1, Max: api.MaxText, Doc: "Why."}},
		{Name: "name", In: api.InBody, Rules: api.Rules{Format: api.NameText, Optional: true, Min: 1, Max: 100}},
		{Name: "email", In: api.InBody, Rules: api.Rules{Format: api.EmailText, Min: 1, Max: api.MaxEmail}},
		{Name: "typed", In: api.InBody, Rules: api.Rules{Format: api.PlainText, Min: 1, Max: 320}},
		{Name: "pass", In: api.InBody, Rules: api.Rules{Format: api.PasswordText, Min: 1, Max: api.MaxPassword}},
		{Name: "count", In: api.InBody, Rules: api.Rules{Min: -api.MaxInteger, Max: api.MaxInteger}},
		{Name: "role", In: api.InBody, Rules: api.Rules{Format: api.RoleText, Min: 1, Max: 32}},
		{Name: "raw", In: api.InBody, Rules: api.Rules{Format: api.ObjectText, Max: 20}},
		{Name: "words", In: api.InBody, Rules: api.Rules{Nullable: true, Max: 3, Items: &api.Rules{Min: least, Max: api.MaxText}}},
		{Name: "raw", In: api.AsBody, Rules: api.Rules{Max: 9}},
	}
	for range 2 { // parsed, then remembered
		got := api.Fields(reflect.TypeFor[input]())
		if diff := cmp.Diff(want, got, cmpopts.IgnoreFields(api.Field{}, "Index", "Type")); diff != "" {
			t.Error(diff)
		}
		for i, f := range got {
			if f.Index != i || f.Type != reflect.TypeFor[input]().Field(i).Type {
				t.Errorf("%s is field %d of %s", f.Name, f.Index, f.Type)
			}
		}
	}
}

func TestATagThatIsNoRulePanics(t *testing.T) {
	type badFormat struct {
		A string `json:"a" format:"e-mail"`
	}
	type badNumber struct {
		A string `json:"a" max:"many"`
	}
	for _, input := range []reflect.Type{reflect.TypeFor[badFormat](), reflect.TypeFor[badNumber]()} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s is taken", input)
				}
			}()
			api.Fields(input)
		}()
	}
}

// TestEveryInputHasRules parses the tags of every operation, so that a mistake in one does not wait for a request.
func TestEveryInputHasRules(t *testing.T) {
	for _, o := range api.Operations() {
		for _, f := range api.Fields(o.Input) {
			if f.Max < f.Min {
				t.Errorf("%s: %s is from %d to %d", o.ID, f.Name, f.Min, f.Max)
			}
			if f.In == api.AsBody && o.ID == api.ImportUsers.ID && f.Max != api.MaxImportRows {
				t.Errorf("import-users takes %d rows, and says %d", api.MaxImportRows, f.Max)
			}
		}
	}
}
