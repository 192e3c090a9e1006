package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// kept is what of a resource with state an update must leave as it is.
type kept struct {
	Type           string
	DeletionPolicy string         `json:",omitempty"`
	Fixed          map[string]any `json:",omitempty"` // the properties whose change replaces the resource
	Indexes        map[string]any `json:",omitempty"`
}

// fixed lists the types with state, and their properties whose change means a new, empty resource, by CloudFormation's
// reference ("Update requires: Replacement"). A changed stream of the table is in effect a new one too.
var fixed = map[string][]string{
	"AWS::CloudFront::Distribution": nil, // replaced by nothing, and its domain is in every link
	"AWS::Cognito::UserPool":        nil,
	"AWS::DynamoDB::GlobalTable":    {"TableName", "KeySchema", "StreamSpecification"},
	"AWS::DynamoDB::Table":          {"TableName", "KeySchema", "StreamSpecification"},
	"AWS::KMS::Key":                 {"KeySpec", "KeyUsage", "MultiRegion", "Origin"},
	"AWS::Logs::LogGroup":           {"LogGroupName"},
	"AWS::S3::Bucket":               {"BucketName"},
	"AWS::SES::EmailIdentity":       {"EmailIdentity"},
	"AWS::SNS::Topic":               {"TopicName", "FifoTopic"}, // whose subscriptions people have confirmed
	"AWS::SQS::Queue":               {"QueueName", "FifoQueue"},
	"AWS::SSM::Parameter":           {"Name"},
	"AWS::SecretsManager::Secret":   {"Name"},
}

// stateful returns the resources with state by their logical ids. A function's log goes with it.
func (t template) stateful() map[string]kept {
	all := map[string]kept{}
	for id, r := range t {
		names, ok := fixed[r.Type]
		if name, _ := r.Properties["LogGroupName"].(string); !ok || strings.HasPrefix(name, "/aws/lambda/") {
			continue
		}
		k := kept{Type: r.Type, DeletionPolicy: r.DeletionPolicy, Fixed: map[string]any{}, Indexes: map[string]any{}}
		for _, name := range names {
			if v := r.Properties[name]; v != nil {
				k.Fixed[name] = v
			}
		}
		indexes, _ := r.Properties["GlobalSecondaryIndexes"].([]any)
		for _, index := range indexes {
			k.Indexes[at(index, "IndexName").(string)] = index
		}
		all[id] = k
	}
	return all
}

// refusals returns why the stack with one set of resources cannot be updated to another without losing what they hold.
func refusals(from, to map[string]kept) (all []string) {
	for _, id := range slices.Sorted(maps.Keys(from)) {
		was, is := from[id], to[id]
		refuse := func(format string, a ...any) { all = append(all, id+" "+fmt.Sprintf(format, a...)) }
		if is.Type != was.Type {
			refuse("(%s) vanishes", was.Type)
			continue
		}
		if strings.HasPrefix(was.DeletionPolicy, "Retain") && !strings.HasPrefix(is.DeletionPolicy, "Retain") {
			refuse("is no longer retained")
		}
		for name := range bothOf(was.Fixed, is.Fixed) {
			if !reflect.DeepEqual(was.Fixed[name], is.Fixed[name]) {
				refuse("is replaced: %s changes from %v to %v", name, was.Fixed[name], is.Fixed[name])
			}
		}
		var made []string
		for name := range bothOf(was.Indexes, is.Indexes) {
			switch before, after := was.Indexes[name], is.Indexes[name]; {
			case before == nil || after == nil:
				made = append(made, name)
			case !reflect.DeepEqual(before, after):
				refuse("has another index %s: make one of another name, and delete the old one later", name)
			}
		}
		if slices.Sort(made); len(made) > 1 {
			refuse("creates or deletes %d indexes (%s), and DynamoDB takes one in an update", len(made), strings.Join(made, ", "))
		}
	}
	return all
}

func bothOf(a, b map[string]any) map[string]any {
	all := maps.Clone(a)
	if all == nil {
		all = map[string]any{}
	}
	maps.Copy(all, b)
	return all
}

// TestStateIsKept compares production with testdata/stateful.json, which describes what is deployed: an update from
// there must keep all that has state. -update writes the file, except over a refusal; what is given up on purpose is
// taken out of the file by hand.
func TestStateIsKept(t *testing.T) {
	path := filepath.Join("testdata", "stateful.json")
	raw, err := os.ReadFile(path) //nolint:gosec // a fixed name
	if err != nil {
		t.Fatal(err)
	}
	var deployed map[string]kept
	if err := json.Unmarshal(raw, &deployed); err != nil {
		t.Fatal(err)
	}
	now := synth(t, "prod").stateful()
	for _, reason := range refusals(deployed, now) {
		t.Error(reason)
	}
	got, err := json.MarshalIndent(now, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	if *update && !t.Failed() {
		put(t, path, string(got)+"\n")
	} else if string(got)+"\n" != string(raw) {
		t.Errorf("%s is not as the template; after a look: go test ./infra -run TestStateIsKept -update", path)
	}
}

// TestRefusals: each update that would lose something is refused, and those that DynamoDB and CloudFormation can make
// in place are not.
func TestRefusals(t *testing.T) {
	index := func(name string) map[string]any {
		return map[string]any{"IndexName": name, "Projection": map[string]any{"ProjectionType": "ALL"},
			"KeySchema": []any{map[string]any{"AttributeName": name, "KeyType": "HASH"}}}
	}
	set := func(id, property string, value any) func(template) {
		return func(t template) { t[id].Properties[property] = value }
	}
	indexes := func(change func([]any) []any) func(template) {
		return func(t template) {
			p := t["Table"].Properties
			p["GlobalSecondaryIndexes"] = change(p["GlobalSecondaryIndexes"].([]any))
		}
	}
	gone := func(kind string) func(template) {
		return func(t template) {
			for id, r := range t.of(kind) {
				if _, ok := t.stateful()[id]; ok {
					delete(t, id)
					t[id+"2"] = r // under another logical id: a new resource
				}
			}
		}
	}
	for name, c := range map[string]struct {
		change func(template)
		want   string // what the one refusal says; empty: none
	}{
		"table gone":           {gone("AWS::DynamoDB::Table"), "Table (AWS::DynamoDB::Table) vanishes"},
		"bucket gone":          {func(t template) { delete(t, "Dashboard9E4231ED") }, "(AWS::S3::Bucket) vanishes"},
		"identity gone":        {gone("AWS::SES::EmailIdentity"), "(AWS::SES::EmailIdentity) vanishes"},
		"distribution gone":    {gone("AWS::CloudFront::Distribution"), "(AWS::CloudFront::Distribution) vanishes"},
		"queue gone":           {gone("AWS::SQS::Queue"), "DeadLetters (AWS::SQS::Queue) vanishes"},
		"topic gone":           {gone("AWS::SNS::Topic"), "(AWS::SNS::Topic) vanishes"},
		"access log gone":      {gone("AWS::Logs::LogGroup"), "(AWS::Logs::LogGroup) vanishes"},
		"table renamed":        {set("Table", "TableName", "usher-other"), "Table is replaced: TableName"},
		"queue renamed":        {set("DeadLetters", "QueueName", "other"), "DeadLetters is replaced: QueueName"},
		"key schema":           {set("Table", "KeySchema", index("pk2")["KeySchema"]), "Table is replaced: KeySchema"},
		"stream":               {set("Table", "StreamSpecification", nil), "Table is replaced: StreamSpecification"},
		"not retained":         {func(t template) { r := t["Table"]; r.DeletionPolicy = "Delete"; t["Table"] = r }, "no longer retained"},
		"two indexes more":     {indexes(func(l []any) []any { return append(l, index("a"), index("b")) }), "2 indexes (a, b)"},
		"two indexes less":     {indexes(func(l []any) []any { return l[2:] }), "creates or deletes 2 indexes"},
		"an index for another": {indexes(func(l []any) []any { return append(l[1:], index("a")) }), "creates or deletes 2 indexes (a, "},
		"an index's keys": {indexes(func(l []any) []any {
			l[0].(map[string]any)["KeySchema"] = index("a")["KeySchema"]
			return l
		}), "has another index by-"},
		"an index's projection": {indexes(func(l []any) []any {
			l[0].(map[string]any)["Projection"] = map[string]any{"ProjectionType": "KEYS_ONLY"}
			return l
		}), "has another index by-"},
		"nothing":              {func(template) {}, ""},
		"an index more":        {indexes(func(l []any) []any { return append(l, index("a")) }), ""},
		"an index less":        {indexes(func(l []any) []any { return l[1:] }), ""},
		"indexes reordered":    {indexes(func(l []any) []any { slices.Reverse(l); return l }), ""},
		"another TTL":          {set("Table", "TimeToLiveSpecification", nil), ""},
		"a function's log":     {func(t template) { delete(t, "getmelogD3BAA445") }, ""},
		"a table more":         {func(t template) { t["Second"] = resource{Type: "AWS::DynamoDB::Table"} }, ""},
		"longer kept messages": {set("DeadLetters", "MessageRetentionPeriod", 60.0), ""},
	} {
		changed := copied(t, synth(t, "prod"))
		c.change(changed)
		got := refusals(synth(t, "prod").stateful(), changed.stateful())
		if c.want == "" && len(got) > 0 || c.want != "" && (len(got) != 1 || !strings.Contains(got[0], c.want)) {
			t.Errorf("%s: %q, not %q", name, got, c.want)
		}
	}
}

func copied(t *testing.T, tmpl template) template {
	t.Helper()
	raw, err := json.Marshal(tmpl)
	if err != nil {
		t.Fatal(err)
	}
	var other template
	if err := json.Unmarshal(raw, &other); err != nil {
		t.Fatal(err)
	}
	return other
}
