package problem_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"usher/pkg/api/problem"
	"usher/pkg/lib/invalid"
)

func TestStatuses(t *testing.T) {
	want := map[int][]problem.Code{
		400: {"invalid_request"},
		401: {"unauthenticated", "invalid_credentials"},
		403: {"forbidden", "blocked", "suspended", "cross_origin", "sign_up_closed"},
		404: {"not_found", "invitation_invalid", "password_reset_invalid"},
		409: {"email_taken", "seat_limit_reached", "last_owner", "invalid_state"},
		410: {"invitation_expired", "invitation_used"},
		412: {"version_conflict"}, 413: {"too_large"}, 415: {"unsupported_media_type"}, 422: {"idempotency_key_reused"}, 429: {"too_many_requests"},
		500: {"internal"}, 503: {"try_again"},
	}
	known := 0
	for status, codes := range want {
		for _, code := range codes {
			known++
			if code.Status() != status || !slices.Contains(problem.Codes(), code) {
				t.Errorf("%s: status %d, want %d", code, code.Status(), status)
			}
		}
	}
	if got := len(problem.Codes()); got < known {
		t.Errorf("%d codes are listed, %d are known", got, known)
	}
	if e := problem.NoFactor(); e.Status() != 403 || e.Document("", "").Status != 403 ||
		!slices.Equal(e.Code.Statuses(), []int{401, 403}) || problem.New(e.Code, "").Status() != 401 {
		t.Errorf("%s: %v, without a factor %d", e.Code, e.Code.Statuses(), e.Status())
	}
	if c := problem.Code("nonsense"); c.Status() != 500 || c.Title() == "" {
		t.Errorf("an unknown code: %d %q", c.Status(), c.Title())
	}
}

func TestCodesAreInOrderAndSayWhatTheyMean(t *testing.T) {
	codes, last := problem.Codes(), 0
	titles := map[string]problem.Code{}
	for _, code := range codes {
		if !regexp.MustCompile(`^[a-z]+(_[a-z]+)*$`).MatchString(string(code)) {
			t.Errorf("%q is not in snake_case", code)
		}
		if code.Status() < last {
			t.Errorf("%s (%d) comes after %d", code, code.Status(), last)
		}
		last = code.Status()
		if other, taken := titles[code.Title()]; taken || code.Title() == "" {
			t.Errorf("%s has the title of %s: %q", code, other, code.Title())
		}
		titles[code.Title()] = code
	}
}

// TestEveryDeclaredCodeIsListed reads the source: a constant that Codes leaves out is in no document.
func TestEveryDeclaredCodeIsListed(t *testing.T) {
	declared := declaredCodes(t)
	if !slices.Equal(slices.Sorted(slices.Values(declared)), slices.Sorted(slices.Values(problem.Codes()))) {
		t.Errorf("declared: %v\nlisted: %v", declared, problem.Codes())
	}
	for _, code := range declared {
		if code != problem.Internal && code.Title() == problem.Internal.Title() {
			t.Errorf("%s has no entry", code)
		}
	}
}

func declaredCodes(t *testing.T) []problem.Code {
	t.Helper()
	files, err := filepath.Glob("*.go")
	if err != nil || len(files) == 0 {
		t.Fatalf("no source: %v", err)
	}
	var codes []problem.Code
	for _, name := range files {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if spec, ok := n.(*ast.ValueSpec); ok && len(spec.Values) == 1 {
				if kind, ok := spec.Type.(*ast.Ident); ok && kind.Name == "Code" {
					text, _ := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
					codes = append(codes, problem.Code(text))
				}
			}
			return true
		})
	}
	if len(codes) == 0 {
		t.Fatal("no codes found in the source")
	}
	return codes
}

func TestDocument(t *testing.T) {
	err := problem.Invalid(problem.Field{Field: "email", Code: "required", Message: "must be there"})
	status, retryAfter, body := err.Encode("https://usher.example", "req_1")
	var got map[string]any
	if e := json.Unmarshal(body, &got); e != nil {
		t.Fatal(e)
	}
	kind, _ := got["type"].(string)
	delete(got, "type")
	want := map[string]any{
		"title": "The request is not valid", "status": 400.0, "detail": "Correct the named fields and send it again.", "code": "invalid_request", "request_id": "req_1",
		"errors": []any{map[string]any{"field": "email", "code": "required", "message": "must be there"}},
	}
	if status != 400 || retryAfter != "" || fmt.Sprint(got) != fmt.Sprint(want) || kind != "https://usher.example/problems/invalid_request" {
		t.Errorf("%d %q %s", status, retryAfter, body)
	}
}

func TestDocumentsLeaveOutWhatIsEmpty(t *testing.T) {
	_, _, body := problem.New(problem.NotFound, "").Encode("https://usher.example", "req_1")
	if strings.Contains(string(body), `"detail"`) || strings.Contains(string(body), `"errors"`) {
		t.Errorf("%s", body)
	}
}

func TestHostileDetailStaysJSON(t *testing.T) {
	hostile := "</script><b>\x00\xff\u2028\"\\"
	_, _, body := problem.New(problem.NotFound, "%s", hostile).Encode("", hostile)
	if !json.Valid(body) || strings.Contains(string(body), "</script>") {
		t.Errorf("%s", body)
	}
}

// TestCausesAreNeverShown: a cause may hold a query, a key, an address.
func TestCausesAreNeverShown(t *testing.T) {
	cause := errors.New("hunter2")
	for name, err := range map[string]*problem.Error{
		"internal": problem.From(cause), "wrapped": problem.From(fmt.Errorf("x: %w", cause)), "unavailable": problem.Unavailable(cause),
		"with a detail": {Code: problem.Internal, Detail: "hunter2", Cause: cause},
		"with fields":   {Code: problem.Internal, Fields: []problem.Field{{Field: "x", Code: "y", Message: "hunter2"}}},
		"unknown code":  {Code: "nonsense", Cause: cause},
	} {
		t.Run(name, func(t *testing.T) {
			status, _, body := err.Encode("https://usher.example", "req_1")
			if strings.Contains(string(body), "hunter2") || status < 500 || !json.Valid(body) {
				t.Errorf("%d %s", status, body)
			}
			if name != "with fields" && !strings.Contains(err.Error(), "hunter2") {
				t.Errorf("the log misses the cause: %v", err)
			}
		})
	}
}

func TestRetryAfterIsRoundedUp(t *testing.T) {
	for wait, want := range map[time.Duration]string{
		0: "1", -time.Hour: "1", time.Nanosecond: "1", time.Second: "1", time.Second + 1: "2", 1500 * time.Millisecond: "2", 15 * time.Minute: "900",
	} {
		err := problem.Throttled(wait)
		if status, got, _ := err.Encode("", ""); status != 429 || got != want || !strings.Contains(err.Detail, "Wait "+want+" second") {
			t.Errorf("Throttled(%s): %d, Retry-After %q, %q; want %s", wait, status, got, err.Detail, want)
		}
	}
	if status, got, _ := problem.Unavailable(errors.New("x")).Encode("", ""); status != 503 || got != "1" {
		t.Errorf("Unavailable: %d, Retry-After %q", status, got)
	}
	if _, got, _ := problem.New(problem.NotFound, "").Encode("", ""); got != "" {
		t.Errorf("NotFound: Retry-After %q", got)
	}
}

func TestFrom(t *testing.T) {
	if problem.From(nil) != nil {
		t.Error("nil becomes a problem")
	}
	own := problem.New(problem.LastOwner, "%d left", 1)
	if got := problem.From(fmt.Errorf("outer: %w", own)); got != own || got.Detail != "1 left" {
		t.Errorf("%#v", got)
	}
	if got := problem.From(os.ErrNotExist); got.Code != problem.Internal || !errors.Is(got, os.ErrNotExist) {
		t.Errorf("%#v", got)
	}
}

func TestIs(t *testing.T) {
	err := fmt.Errorf("outer: %w", problem.New(problem.LastOwner, ""))
	if !problem.Is(err, problem.LastOwner) || problem.Is(err, problem.NotFound) || problem.Is(nil, problem.LastOwner) || problem.Is(os.ErrExist, problem.Internal) {
		t.Error("Is tells codes apart wrongly")
	}
	if !errors.Is(problem.Unavailable(os.ErrDeadlineExceeded), os.ErrDeadlineExceeded) {
		t.Error("a cause is not unwrapped")
	}
}

func TestInField(t *testing.T) {
	short, line := invalid.New("too_short", "must be longer"), &invalid.Error{Code: "bad", Message: "is bad", Line: 3}
	tests := []struct {
		err  error
		want []problem.Field
	}{
		{short, []problem.Field{{Field: "x", Code: "too_short", Message: "must be longer"}}},
		{fmt.Errorf("outer: %w", short), []problem.Field{{Field: "x", Code: "too_short", Message: "must be longer"}}},
		{invalid.Errors{line, short}, []problem.Field{{Field: "line 3", Code: "bad", Message: "is bad"}, {Field: "x", Code: "too_short", Message: "must be longer"}}},
	}
	for _, tt := range tests {
		err := problem.InField("x", tt.err)
		if !problem.Is(err, problem.InvalidRequest) || !slices.Equal(problem.From(err).Fields, tt.want) {
			t.Errorf("%v is answered as %+v", tt.err, problem.From(err))
		}
	}
	for _, err := range []error{nil, os.ErrNotExist, problem.New(problem.LastOwner, "")} {
		if got := problem.InField("x", err); got != err { //nolint:errorlint // the same, not one like it
			t.Errorf("%v became %v", err, got)
		}
	}
}
