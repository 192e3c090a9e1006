package openapi_test

import (
	"encoding/json"
	"net/http"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"usher/pkg/api"
	"usher/pkg/api/openapi"
	"usher/pkg/api/problem"
)

func TestEveryOperationIsThere(t *testing.T) {
	got := operations(t)
	paths := read(t, made(t)).Paths
	for _, o := range api.Operations() {
		t.Run(o.ID, func(t *testing.T) {
			if there := paths[o.Path][strings.ToLower(o.Method)]; there.OperationID != o.ID {
				t.Fatalf("at %s %s is %q", o.Method, o.Path, there.OperationID)
			}
			op := got[o.ID]
			if op.Permission != string(o.Permission) || len(op.Tags) != 1 || strings.ContainsAny(op.Tags[0], "{}") {
				t.Errorf("permission %q, tags %v", op.Permission, op.Tags)
			}
			if (op.RequestBody != nil) != (len(o.Bodies) > 0) {
				t.Errorf("request body: %v", op.RequestBody)
			}
			for _, media := range o.Bodies {
				if _, ok := op.RequestBody.Content[media]; !ok {
					t.Errorf("does not take %s", media)
				}
			}
			checkParameters(t, o, op)
			checkSuccess(t, o, op.Responses[strconv.Itoa(o.Status)])
		})
	}
	if len(got) != len(api.Operations()) {
		t.Errorf("%d operations of %d", len(got), len(api.Operations()))
	}
}

// checkParameters compares the parameters with the input's tags.
func checkParameters(t *testing.T, o api.Declared, op operation) {
	t.Helper()
	want := map[string]bool{}
	for f := range o.Input.Fields() {
		tag := f.Tag
		for _, in := range []string{"path", "query", "header"} {
			if name, ok := tag.Lookup(in); ok && name != "Accept" && name != "Content-Type" {
				want[in+" "+name] = in == "path" || tag.Get("optional") != "true"
			}
		}
	}
	references := 0
	for _, p := range op.Parameters {
		required, ok := want[p.In+" "+p.Name]
		switch {
		case p.Ref != "":
			references++
		case !ok || required != p.Required || len(p.Schema) == 0:
			t.Errorf("parameter %+v", p)
		}
	}
	if len(op.Parameters)-references != len(want) {
		t.Errorf("parameters %+v, want %v", op.Parameters, want)
	}
	key := slices.ContainsFunc(op.Parameters, func(p parameter) bool {
		return strings.HasSuffix(p.Ref, "/IdempotencyKey") || p.Name == "Idempotency-Key"
	})
	if key != o.Creates {
		t.Errorf("takes an idempotency key: %v", key)
	}
}

// checkSuccess compares the response with what the runner makes of the output.
func checkSuccess(t *testing.T, o api.Declared, r response) {
	t.Helper()
	out := reflect.Zero(o.Output).Interface()
	_, tagged := out.(interface{ Tag() string })
	_, located := out.(interface{ Identifier() string })
	want := map[string]bool{
		"ETag": tagged, "Location": located && o.Status == http.StatusCreated, "Idempotency-Replayed": o.Creates,
		"X-Request-Id": true,
	}
	touching := []string{"sign-in", "accept-invitation", "change-password", "reset-password", "sign-out", "end-session",
		"confirm-email-change", "restore-email"}
	if session := slices.Contains(touching, o.ID); session || o.Permission != "" {
		want["Set-Cookie"] = session
	}
	for name, there := range want {
		if (r.Headers[name] != nil) != there {
			t.Errorf("header %s: %s", name, r.Headers[name])
		}
	}
	if (len(r.Content) == 0) != (o.Status == http.StatusNoContent) {
		t.Errorf("answers %v with %d", r.Content, o.Status)
	}
	for _, media := range o.Answers {
		if _, ok := r.Content[media]; !ok {
			t.Errorf("does not answer %s", media)
		}
	}
}

func TestSchemas(t *testing.T) {
	schemas := read(t, made(t)).Components.Schemas
	oneOfMany := []string{"SecondFactorInput", "ProofInput"}
	for name, s := range schemas {
		if closed := s.AdditionalProperties != nil && !*s.AdditionalProperties; closed && len(s.Required) == 0 && !strings.HasPrefix(name, "Update") && !strings.HasSuffix(name, "Patch") &&
			!slices.Contains(oneOfMany, name) {
			t.Errorf("%s demands nothing", name)
		}
		for _, required := range s.Required {
			if s.Properties[required] == nil {
				t.Errorf("%s demands %s, which it has not", name, required)
			}
		}
	}
	tests := []struct{ schema, property, want string }{
		{"User", "role", `{"$ref":"#/components/schemas/Role"}`},
		{"User", "email", `{"format":"email","type":"string"}`},
		{"User", "logo_url", `{"type":["string","null"]}`},
		{"User", "last_sign_in_at", `{"format":"date-time","type":["string","null"]}`},
		{"User", "invitation", `{"anyOf":[{"$ref":"#/components/schemas/Invitation"},{"type":"null"}]}`},
		{"UserPage", "data", `{"items":{"$ref":"#/components/schemas/User"},"type":"array"}`},
		{"CreateUserInput", "email", `{"format":"email","maxLength":254,"minLength":1,"type":"string"}`},
		{"UpdateUserInput", "first_name", `{"maxLength":60,"minLength":1,"type":"string"}`},
		{"SettingsPatch", "invitation_days", `{"maximum":30,"minimum":1,"type":"integer"}`},
		{"SettingsPatch", "locale", `{"enum":["en","nl"],"type":"string"}`},
		{"SignInInput", "password", `{"format":"password","maxLength":1024,"minLength":1,"type":"string"}`},
		{"Problem", "code", `{"$ref":"#/components/schemas/ProblemCode"}`},
	}
	for _, tt := range tests {
		got, err := json.Marshal(schemas[tt.schema].Properties[tt.property])
		if err != nil || string(got) != tt.want {
			t.Errorf("%s.%s is %s, not %s", tt.schema, tt.property, got, tt.want)
		}
	}
	if got := schemas["Problem"].Required; !slices.Equal(got, []string{"type", "title", "status", "code", "request_id"}) {
		t.Errorf("a problem always has %v", got)
	}
}

func TestCodes(t *testing.T) {
	tests := []struct {
		o    api.Declared
		want string
	}{
		{api.GetMe.Declare(), "invalid_request unauthenticated second_factor_required too_many_requests internal try_again"},
		{api.SignOut.Declare(), "invalid_request unauthenticated cross_origin too_many_requests internal try_again"},
		{api.SignIn.Declare(), "invalid_request invalid_credentials forbidden cross_origin too_large unsupported_media_type too_many_requests internal try_again"},
		{api.GetUser.Declare(), "invalid_request unauthenticated second_factor_required forbidden blocked not_found too_many_requests internal try_again"},
		{api.ViewInvitation.Declare(), "invalid_request forbidden invitation_invalid invitation_expired invitation_used too_many_requests internal try_again"},
		{api.CreateUser.Declare(), "invalid_request unauthenticated second_factor_required forbidden blocked suspended proof_required cross_origin not_found email_taken seat_limit_reached too_large unsupported_media_type idempotency_key_reused too_many_requests internal try_again"},
	}
	for _, tt := range tests {
		t.Run(tt.o.ID, func(t *testing.T) {
			var got []string
			for _, code := range openapi.Codes(tt.o) {
				got = append(got, string(code))
			}
			if strings.Join(got, " ") != tt.want {
				t.Errorf("got  %v\nwant %s", got, tt.want)
			}
		})
	}
	everything := api.Declared{Route: api.Route{Errors: problem.Codes()}}
	if got := openapi.Codes(everything); !slices.Equal(got, problem.Codes()) {
		t.Errorf("declared are all, documented %v", got)
	}
}
