package export_test

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"usher/pkg/core/migration"
	"usher/pkg/core/migration/export"
)

var update = flag.Bool("update", false, "write the golden files")

// convert converts the made-up export of a product, as a file of testdata, with its members if there are any.
func convert(t *testing.T, product string) string {
	t.Helper()
	files, err := filepath.Glob("testdata/" + product + ".[jc]s*")
	if err != nil || len(files) == 0 {
		t.Fatalf("no export of %s: %v", product, err)
	}
	open := func(name string) *os.File {
		file, err := os.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = file.Close() })
		return file
	}
	options := export.Options{Roles: map[string]string{"org:admin": "owner", "org:member": "auditor", "admin": "owner",
		"member": "auditor"}}
	if _, err := os.Stat("testdata/" + product + ".members.csv"); err == nil {
		options.Members = open("testdata/" + product + ".members.csv")
	}
	parameters, err := os.ReadFile("testdata/firebase.txt")
	if err == nil {
		options.Firebase, err = export.FirebaseParameters(string(parameters))
	}
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := export.Convert(product, open(files[0]), options, &out); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// TestExports converts a made-up export of each product. Every line must be one that can be imported.
func TestExports(t *testing.T) {
	for _, product := range export.Products() {
		t.Run(product, func(t *testing.T) {
			got, golden := convert(t, product), "testdata/"+product+".golden"
			if *update {
				if err := os.WriteFile(golden, []byte(got), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil || got != string(want) {
				t.Errorf("%v, got\n%s", err, got)
			}
			for row, err := range migration.Rows(strings.NewReader(got)) {
				if err != nil || len(row.Errors) > 0 {
					t.Errorf("line %d: %v %v", row.Line, err, row.Errors)
				}
			}
		})
	}
}

// TestOptions: without the project's parameters Firebase's hashes are refused, by the import; with Unverified no
// address counts as verified; what a file is not is said.
func TestOptions(t *testing.T) {
	var out bytes.Buffer
	file := `{"users":[{"email":"ada@firebase.example","emailVerified":true,"passwordHash":"aaaa","salt":"aaaa"}]}`
	if err := export.Convert("firebase", strings.NewReader(file), export.Options{Unverified: true}, &out); err != nil {
		t.Fatal(err)
	}
	for row, err := range migration.Rows(&out) {
		if err != nil || *row.Person.Verified || len(row.Errors) != 1 || row.Errors[0].Field != "password_hash" {
			t.Errorf("%v %+v", err, row)
		}
	}
	for product, file := range map[string]string{"keycloak": "", "clerk": "id,email\n", "django": "{}", "auth0": "[", "cognito": "",
		"better-auth": "x", "firebase": "[]"} {
		if err := export.Convert(product, strings.NewReader(file), export.Options{}, &out); err == nil {
			t.Errorf("%s takes %q", product, file)
		}
	}
	for _, members := range []string{"", "email,role\n", "email,organization,role\n\"a\n"} {
		o := export.Options{Members: strings.NewReader(members)}
		if err := export.Convert("cognito", strings.NewReader(`{"Users":[]}`), o, &out); err == nil {
			t.Errorf("takes the members %q", members)
		}
	}
	for _, text := range []string{"", "algorithm: STANDARD_SCRYPT", "base64_signer_key: aaaa=,\nrounds: x,\nmem_cost: 14"} {
		if _, err := export.FirebaseParameters(text); err == nil {
			t.Errorf("takes the parameters %q", text)
		}
	}
}
