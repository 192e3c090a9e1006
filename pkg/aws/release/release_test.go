package release_test

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation"
	"github.com/aws/aws-sdk-go-v2/service/lambda"

	"usher/pkg/aws/release"
)

// function is a function of the account: its alias leads to a version, or there is none (""), and each version was made
// at a minute.
type function struct {
	alias    string
	weighted bool // a canary is under way
	versions map[string]int
}

var start = time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC)

// account answers as Lambda and CloudFormation do. updated is the minute of the stack's last update, or -1.
type account struct {
	functions map[string]*function
	updated   int
	refuses   string // the function whose alias cannot be moved
	zone      string // what versions' times end with, if not with +0000
}

func (a *account) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	parts := strings.Split(strings.Trim(r.URL.Path, "/"), "/") // 2015-03-31/functions/<name>/aliases/live
	switch {
	case r.URL.Path == "/":
		event := func(minutes int, resource, status string) string {
			return fmt.Sprintf(`<member><StackId>arn:usher-prod</StackId><PhysicalResourceId>%s</PhysicalResourceId>`+
				`<ResourceStatus>%s</ResourceStatus><Timestamp>%s</Timestamp></member>`,
				resource, status, minute(minutes).Add(500*time.Millisecond).Format(time.RFC3339Nano))
		}
		events := event(0, "arn:usher-prod", "CREATE_IN_PROGRESS")
		if a.updated >= 0 {
			events = event(a.updated+2, "arn:usher-prod", "UPDATE_COMPLETE") +
				event(a.updated+1, "usher-prod-get-me", "UPDATE_IN_PROGRESS") +
				event(a.updated, "arn:usher-prod", "UPDATE_IN_PROGRESS") + event(2, "arn:usher-prod", "UPDATE_IN_PROGRESS") + events
		}
		fmt.Fprintf(w, `<DescribeStackEventsResponse><DescribeStackEventsResult><StackEvents>%s</StackEvents>`+
			`</DescribeStackEventsResult></DescribeStackEventsResponse>`, events)
	case len(parts) == 2:
		var list []any
		for _, name := range slices.Sorted(maps.Keys(a.functions)) {
			list = append(list, map[string]any{"FunctionName": name})
		}
		answer(w, map[string]any{"Functions": list})
	case parts[3] == "versions":
		list := []any{map[string]any{"Version": "$LATEST", "LastModified": stamp(0)}}
		for version, made := range a.functions[parts[2]].versions {
			at := strings.TrimSuffix(stamp(made), "+0000") + cmp.Or(a.zone, "+0000")
			list = append(list, map[string]any{"Version": version, "LastModified": at})
		}
		answer(w, map[string]any{"Versions": list})
	case r.Method == http.MethodGet && a.functions[parts[2]].alias == "", r.Method == http.MethodPut && parts[2] == a.refuses:
		w.Header().Set("X-Amzn-Errortype", "ResourceNotFoundException")
		w.WriteHeader(http.StatusNotFound)
	default:
		f := a.functions[parts[2]]
		if r.Method == http.MethodPut {
			raw, _ := io.ReadAll(r.Body)
			var in struct {
				FunctionVersion string
				RoutingConfig   struct{ AdditionalVersionWeights map[string]float64 }
			}
			if err := json.Unmarshal(raw, &in); err != nil {
				panic(err)
			}
			f.alias, f.weighted = in.FunctionVersion, in.RoutingConfig.AdditionalVersionWeights == nil
		}
		out := map[string]any{"FunctionVersion": f.alias}
		if f.weighted {
			out["RoutingConfig"] = map[string]any{"AdditionalVersionWeights": map[string]float64{"9": 0.1}}
		}
		answer(w, out)
	}
}

func minute(n int) time.Time { return start.Add(time.Duration(n) * time.Minute) }
func stamp(n int) string     { return minute(n).Format("2006-01-02T15:04:05.000-0700") }

func answer(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	if err := json.NewEncoder(w).Encode(v); err != nil {
		panic(err)
	}
}

func (a *account) stage(t *testing.T) release.Stage {
	t.Helper()
	s := httptest.NewServer(a)
	t.Cleanup(s.Close)
	c := aws.Config{Region: "eu-west-1", BaseEndpoint: &s.URL, Credentials: credentials.NewStaticCredentialsProvider("a", "b", ""),
		RetryMaxAttempts: 1}
	return release.Stage{Prefix: "usher-prod", Lambda: lambda.NewFromConfig(c), CloudFormation: cloudformation.NewFromConfig(c)}
}

// TestRollBack: each alias moves to the newest version from before the deployment, whatever the numbers, and only where
// there is one and the alias is elsewhere.
func TestRollBack(t *testing.T) {
	for name, c := range map[string]struct {
		function
		want string
	}{
		"changed by the deployment":       {function{alias: "12", versions: map[string]int{"9": 1, "10": 2, "12": 31}}, "10"},
		"not changed by the deployment":   {function{alias: "2", versions: map[string]int{"1": 1, "2": 2}}, "2"},
		"made in the second of its start": {function{alias: "2", versions: map[string]int{"1": 1, "2": 30}}, "1"},
		"new in the deployment":           {function{alias: "1", versions: map[string]int{"1": 31}}, "1"},
		"without an alias":                {function{versions: map[string]int{"1": 1, "2": 31}}, ""},
		"in a canary":                     {function{alias: "1", weighted: true, versions: map[string]int{"1": 1, "2": 31}}, "1"},
		"rolled back already":             {function{alias: "1", versions: map[string]int{"1": 1, "2": 31}}, "1"},
	} {
		a := &account{updated: 30, functions: map[string]*function{"usher-prod-get-me": &c.function,
			"usher-prod-list-users": {alias: "1", versions: map[string]int{"1": 1}},
			"usher-production":      {alias: "2", versions: map[string]int{"1": 1, "2": 31}}}}
		s := a.stage(t)
		at, err := s.LastUpdate(t.Context())
		if err != nil || !at.Equal(minute(30).Add(500*time.Millisecond)) {
			t.Fatalf("%v %v", at, err)
		}
		moves, err := s.Plan(t.Context(), at)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Make(t.Context(), moves); err != nil {
			t.Fatal(err)
		}
		if c.alias != c.want || c.weighted {
			t.Errorf("%s: version %q (in a canary: %v), not %q", name, c.alias, c.weighted, c.want)
		}
		if a.functions["usher-production"].alias != "2" {
			t.Errorf("%s: moved a function of something else", name)
		}
		if again, err := s.Plan(t.Context(), at); err != nil || len(again) > 0 {
			t.Errorf("%s: a second time moves %v, %v", name, again, err)
		}
	}
}

// TestNothingToRollBack: a stage without aliases, and one without an update, are told apart from one that has nothing
// to move.
func TestNothingToRollBack(t *testing.T) {
	a := &account{updated: -1, functions: map[string]*function{"usher-prod-get-me": {versions: map[string]int{}}}}
	s := a.stage(t)
	if _, err := s.LastUpdate(t.Context()); !errors.Is(err, release.ErrNoUpdate) {
		t.Errorf("never updated: %v", err)
	}
	if _, err := s.Plan(t.Context(), start); !errors.Is(err, release.ErrNoAliases) {
		t.Errorf("no aliases: %v", err)
	}
}

// TestZones: a version's time that ends with Z counts as one that ends with +0000, and one that cannot be read is an
// error, not a version to pass over.
func TestZones(t *testing.T) {
	for zone, want := range map[string][]release.Move{"Z": {{"usher-prod-get-me", "2", "1"}}, " UTC": nil} {
		a := &account{updated: 30, zone: zone, functions: map[string]*function{
			"usher-prod-get-me": {alias: "2", versions: map[string]int{"1": 1, "2": 31}}}}
		moves, err := a.stage(t).Plan(t.Context(), minute(30))
		if (err != nil) != (want == nil) || !slices.Equal(moves, want) {
			t.Errorf("%q: %v %v, not %v", zone, moves, err, want)
		}
	}
}

// TestOneFailureKeepsNoOther: an alias that cannot be moved is named, and the others are moved.
func TestOneFailureKeepsNoOther(t *testing.T) {
	versions := map[string]int{"1": 1, "2": 31}
	a := &account{updated: 30, refuses: "usher-prod-get-me", functions: map[string]*function{
		"usher-prod-get-me": {alias: "2", versions: versions}, "usher-prod-sign-in": {alias: "2", versions: versions}}}
	s := a.stage(t)
	moves, err := s.Plan(t.Context(), minute(30))
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Make(t.Context(), moves); err == nil || !strings.Contains(err.Error(), "usher-prod-get-me") {
		t.Errorf("%v", err)
	}
	if got := a.functions["usher-prod-sign-in"].alias; got != "1" {
		t.Errorf("the other alias leads to %s", got)
	}
}
