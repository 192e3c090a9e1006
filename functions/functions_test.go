package functions_test

import (
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"usher/pkg/api"
	"usher/pkg/api/problem"
	"usher/pkg/app"
	"usher/pkg/local/seed"
	"usher/test/harness"
	"usher/test/lambdatest"
	"usher/test/localtest"
)

func TestMain(m *testing.M) { localtest.Main(m) }

// buildFlags are those of `make build`, for this machine.
var buildFlags = []string{"-tags", "lambda.norpc", "-trimpath", "-buildvcs=false", "-ldflags=-s -w -buildid="}

// build builds functions, as they are deployed, and returns their folder.
func build(t *testing.T, packages string) string {
	t.Helper()
	dir := t.TempDir()
	cmd := exec.Command("go", append(append([]string{"build"}, buildFlags...), "-o", dir+"/", packages)...) //nolint:gosec // fixed
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("building the functions: %v\n%s", err, out)
	}
	return dir
}

// TestEverySample feeds every sample in events/ to its function's binary, which has a connection to DynamoDB before, and
// uses it. If the part of a file's name after the id
// is the code of a problem, the function must return that problem; otherwise it must succeed.
func TestEverySample(t *testing.T) {
	t.Parallel()
	binaries := build(t, "./...")
	samples, err := filepath.Glob("../events/*.json")
	if err != nil || len(samples) == 0 {
		t.Fatalf("no samples: %v", err)
	}
	for _, path := range samples {
		name := strings.TrimSuffix(filepath.Base(path), ".json")
		id, variant, _ := strings.Cut(name, ".")
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			event, err := os.ReadFile(path) //nolint:gosec // a sample
			if err != nil {
				t.Fatal(err)
			}
			answer, output := invoke(t, filepath.Join(binaries, id), event)
			if _, isOperation := api.ByID(id); isOperation {
				check(t, id, variant, answer)
			} else if strings.Contains(output, `"level":"ERROR"`) || strings.Contains(string(answer), "itemIdentifier") {
				t.Errorf("answer %s\n%s", answer, output)
			}
			if strings.Contains(output, seed.Password) {
				t.Error("the log holds a password")
			}
		})
	}
}

// invoke runs one event on a new table with the demo's data.
func invoke(t *testing.T, binary string, event []byte) (answer []byte, output string) {
	t.Helper()
	s := harness.New(t, func(a *app.App) { a.Config.LinkKeys = seed.LinkKeys })
	if err := seed.Seed(t.Context(), s.App); err != nil {
		t.Fatal(err)
	}
	seen := &requests{byEnd: map[string][]string{}}
	roots := filepath.Join(t.TempDir(), "roots.pem")
	front, err := lambdatest.Front(localtest.Database(t), roots, nil, seen.saw)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(front.Close)
	f := start(t, binary, environment(t, front.URL, s.Table, "SSL_CERT_FILE="+roots))
	seen.atStart(t)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	if answer, err = f.Invoke(ctx, event); err != nil {
		t.Fatal(err)
	}
	seen.atFirstEvent(t)
	return answer, f.Output()
}

// environment is a function's on a table of a database.
func environment(t *testing.T, database, table string, more ...string) []string {
	t.Helper()
	return append([]string{
		"AWS_REGION=us-east-1", "AWS_ACCESS_KEY_ID=local", "AWS_SECRET_ACCESS_KEY=local",
		"AWS_ENDPOINT_URL_DYNAMODB=" + database, "AWS_ENDPOINT_URL_SESV2=" + localtest.Mailbox(t).Endpoint(),
		"USHER_TABLE=" + table, "USHER_SIGN_UP=open", "USHER_LINK_KEYS=" + seed.LinkKeys, "USHER_FACTOR_KEYS=" + seed.LinkKeys,
		"USHER_DASHBOARD_URL=http://localhost:8080",
	}, more...)
}

// check compares an operation's response with its declaration and the sample's name.
func check(t *testing.T, id, variant string, answer []byte) {
	t.Helper()
	var response events.APIGatewayV2HTTPResponse
	if err := json.Unmarshal(answer, &response); err != nil {
		t.Fatal(err)
	}
	operation, _ := api.ByID(id)
	if code := problem.Code(variant); slices.Contains(problem.Codes(), code) {
		var p problem.Document
		if err := json.Unmarshal([]byte(response.Body), &p); err != nil || p.Code != code || response.StatusCode != code.Status() {
			t.Errorf("got %d %s, want %s", response.StatusCode, response.Body, code)
		}
		return
	}
	if response.StatusCode != operation.Status {
		t.Errorf("got %d %s, want %d", response.StatusCode, response.Body, operation.Status)
	}
}
