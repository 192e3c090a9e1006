package main

import (
	"slices"
	"strings"
	"testing"
	"time"

	"usher/pkg/api"
)

// routes returns the operations in the API's document by their route keys.
func (t template) routes() map[string]map[string]any {
	all := map[string]map[string]any{}
	paths, _ := at(t["Api"].Properties, "Body", "paths").(map[string]any)
	for path, methods := range paths {
		for method, o := range methods.(map[string]any) {
			all[strings.ToUpper(method)+" "+path], _ = o.(map[string]any)
		}
	}
	return all
}

// TestEveryOperationIsServed: each operation has one route to one function, which the API may call from that route
// only, and there are no others.
func TestEveryOperationIsServed(t *testing.T) {
	tmpl := synth(t, later)
	routes, allowed := tmpl.routes(), map[string]string{}
	for _, p := range tmpl.of("AWS::Lambda::Permission") {
		if p.Properties["Principal"] == "apigateway.amazonaws.com" {
			allowed[flat(p.Properties["FunctionName"])] += flat(p.Properties["SourceArn"])
		}
	}
	for _, o := range declarations(later).Operations {
		name, f, _ := tmpl.function(o.ID)
		key := o.Method + " " + o.Path
		uri := flat(at(routes[key], "x-amazon-apigateway-integration", "uri"))
		if !strings.HasSuffix(uri, ":function:"+flat(f.Properties["FunctionName"])+"/invocations") {
			t.Errorf("%s leads to %q, not to %s", key, uri, o.ID)
		}
		source := arn + "execute-api" + regional + "${Api}/*/" + o.Method + placeholder.ReplaceAllString(o.Path, "*")
		if got := allowed["${"+name+".Arn}"]; got != source {
			t.Errorf("%s may be called from %q, not from %q", o.ID, got, source)
		}
		delete(routes, key)
	}
	if len(routes) > 0 {
		t.Errorf("routes of no operation: %v", routes)
	}
}

// TestAPIWaitsForFunctions: the API waits longer than a function may take, since its start does not count in its own
// timeout, and never longer than API Gateway can.
func TestAPIWaitsForFunctions(t *testing.T) {
	routes := synth(t, later).routes()
	longest := 0.0
	for _, o := range declarations(later).Operations {
		want := min(float64((o.Timeout + 2*time.Second).Milliseconds()), 30000)
		longest = max(longest, want)
		if got := at(routes[o.Method+" "+o.Path], "x-amazon-apigateway-integration", "timeoutInMillis"); got != want {
			t.Errorf("%s takes up to %s, and the API waits %v ms", o.ID, o.Timeout, got)
		}
	}
	if longest != 30000 {
		t.Errorf("no operation is as slow as API Gateway allows, only %v ms", longest)
	}
}

// TestDocumentIsWhole: what AWS does not accept beside a document is in it, and nowhere else.
func TestDocumentIsWhole(t *testing.T) {
	tmpl := synth(t, "prod")
	p := tmpl["Api"].Properties
	if len(p) != 1 || at(p, "Body", "info", "title") != "usher-prod" || at(p, "Body", "openapi") != "3.0.1" {
		t.Errorf("%v", p)
	}
	table := map[string]any{}
	for _, tag := range tmpl["Table"].Properties["Tags"].([]any) {
		table[at(tag, "Key").(string)] = at(tag, "Value")
	}
	for _, tag := range at(p, "Body", "tags").([]any) {
		if name := at(tag, "name").(string); table[name] != at(tag, "x-amazon-apigateway-tag-value") {
			t.Errorf("%v, and the table's tags %v", tag, table)
		}
		delete(table, at(tag, "name").(string))
	}
	if len(table) > 0 {
		t.Errorf("the API lacks %v", table)
	}
	for kind := range map[string]bool{"AWS::ApiGatewayV2::Route": true, "AWS::ApiGatewayV2::Integration": true} {
		if found := tmpl.of(kind); len(found) > 0 {
			t.Errorf("%d of %s, which AWS does not take beside a document", len(found), kind)
		}
	}
	var taken []string
	for _, one := range at(tmpl.routes()["DELETE /v1/organizations/{org}/users/{user}"], "parameters").([]any) {
		taken = append(taken, at(one, "name").(string))
	}
	if !slices.Equal(taken, []string{"org", "user"}) {
		t.Errorf("path parameters %v", taken)
	}
}

// TestRoutesThatHash: what hashes passwords is throttled apart from all else, and nothing else is.
func TestRoutesThatHash(t *testing.T) {
	stage := synth(t, "dev")["ApiStage"]
	settings, _ := stage.Properties["RouteSettings"].(map[string]any)
	n := 0
	for _, o := range api.Operations() {
		own := settings[o.Method+" "+o.Path]
		if (own != nil) != o.Hashes || o.Hashes && (at(own, "ThrottlingRateLimit") != float64(hashingRateLimit) ||
			at(own, "ThrottlingBurstLimit") != float64(hashingBurstLimit)) {
			t.Errorf("%s, which hashes: %t, is throttled by %v", o.ID, o.Hashes, own)
		}
		if o.Hashes {
			n++
		}
	}
	if n != len(settings) || n == 0 {
		t.Errorf("%d operations hash, and %d routes are throttled", n, len(settings))
	}
}
