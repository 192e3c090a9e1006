package functions_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"usher/pkg/api"
	"usher/pkg/app"
	"usher/pkg/app/factors"
)

// declared lists the ids of all operations and consumers.
func declared() []string {
	var ids []string
	for _, o := range api.Operations() {
		ids = append(ids, o.ID)
	}
	for _, c := range api.Consumers() {
		ids = append(ids, c.ID)
	}
	slices.Sort(ids)
	return ids
}

func TestFoldersAreTheDeclaredFunctions(t *testing.T) {
	entries, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	var folders []string
	for _, e := range entries {
		if e.IsDir() {
			folders = append(folders, e.Name())
		}
	}
	if want := declared(); !slices.Equal(folders, want) {
		t.Errorf("folders  %v\ndeclared %v", folders, want)
	}
}

// mainLine is the only statement of a function's main.
var mainLine = regexp.MustCompile(`(?m)^func main\(\) \{ app\.(?:Serve|OnSchedule|OnStream|OnBatch|OnEvent)\((?:app|mailer|factors|publisher)\.(\w+)\) \}$`)

// TestEachMainNamesItsOwnUseCase: each main is one statement, which names the constructor of its own operation.
func TestEachMainNamesItsOwnUseCase(t *testing.T) {
	seen := map[string]string{}
	for _, id := range declared() {
		source, err := os.ReadFile(filepath.Join(id, "main.go"))
		if err != nil {
			t.Error(err)
			continue
		}
		found := mainLine.FindSubmatch(source)
		if found == nil {
			t.Errorf("%s: main is not one statement that names a constructor", id)
			continue
		}
		name := string(found[1])
		if other := seen[name]; other != "" {
			t.Errorf("%s and %s both run %s", id, other, name)
		}
		seen[name] = id
		if lines := strings.Count(string(source), "\n"); lines > 12 {
			t.Errorf("%s: main.go has %d lines", id, lines)
		}
	}
}

// TestHandlersAreTheDeclaredOperations compares the local server's list with the declared one.
func TestHandlersAreTheDeclaredOperations(t *testing.T) {
	a, err := app.New(func(string) string { return "" })
	if err != nil {
		t.Fatal(err)
	}
	var served []string
	for _, h := range factors.Handlers(a) {
		served = append(served, h.Route.ID)
	}
	var want []string
	for _, o := range api.Operations() {
		want = append(want, o.ID)
	}
	slices.Sort(served)
	slices.Sort(want)
	if !slices.Equal(served, want) {
		t.Errorf("served   %v\ndeclared %v", served, want)
	}
}

// TestEveryFunctionHasASample: there is at least events/<id>.json for each, or of what no fixed text can succeed with,
// such as a one-time code, one that must fail.
func TestEveryFunctionHasASample(t *testing.T) {
	known := declared()
	for _, id := range known {
		if found, _ := filepath.Glob("../events/" + id + ".*json"); len(found) == 0 {
			t.Errorf("%s has no sample", id)
		}
	}
	samples, _ := filepath.Glob("../events/*.json")
	for _, path := range samples {
		id, _, _ := strings.Cut(filepath.Base(path), ".")
		if !slices.Contains(known, id) {
			t.Errorf("%s is a sample of no function", path)
		}
	}
}

// takeFactors are the functions that take one-time codes or passkeys.
var takeFactors = []string{"create-totp", "confirm-totp", "create-passkey", "complete-sign-in", "prove-session",
	"create-passkey-session"}

// TestFunctionsLinkOnlyWhatTheyNeed keeps the stack's libraries, the local servers and the test helpers out of what
// is deployed, and the mail templates out of functions that send no mail.
func TestFunctionsLinkOnlyWhatTheyNeed(t *testing.T) {
	for _, id := range declared() {
		out, err := exec.Command("go", "list", "-tags", "lambda.norpc", "-deps", "./"+id).Output() //nolint:gosec // declared ids
		if err != nil {
			t.Fatalf("go list: %v", err)
		}
		refused := []string{"aws-cdk-go", "jsii-runtime-go", "constructs-go", "usher/pkg/local", "usher/test/",
			"usher/infra", "aws-sdk-go-v2/config", "kin-openapi", "testing"}
		if c := slices.IndexFunc(api.Consumers(), func(c api.Consumer) bool { return c.ID == id }); c < 0 || !api.Consumers()[c].Sends {
			refused = append(refused, "html/template", "service/sesv2")
		}
		if id != api.SealTrail.ID {
			refused = append(refused, "service/eventbridge")
		}
		if !slices.Contains(takeFactors, id) {
			refused = append(refused, "go-webauthn/webauthn", "pquerna/otp")
		}
		for dep := range strings.FieldsSeq(string(out)) {
			for _, r := range refused {
				if strings.HasSuffix(dep, r) || strings.Contains(dep, r+"/") {
					t.Errorf("%s depends on %s", id, dep)
				}
			}
		}
	}
}
