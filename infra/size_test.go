package main

import (
	"strings"
	"testing"
)

// What a stack may have, and what this one must hold: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
const (
	resourcesMost    = 500
	resourcesOfRoute = 4 // an operation's function, role, log group, and permission for the API
	resourcesOfAlias = 3 // with canaries, in the stack within: version, alias, deployment group
	functionsToHold  = 102
)

// TestSize: the stack has room for the functions that are to come, each of which takes four resources.
func TestSize(t *testing.T) {
	var own []string
	for id := range synth(t, later) {
		if strings.HasPrefix(id, "dolater") {
			own = append(own, id)
		}
	}
	if len(own) != resourcesOfRoute {
		t.Errorf("an operation has the resources %v, not %d", own, resourcesOfRoute)
	}
	stack, releases := withCanary(t)
	functions := len(Declared().ids())
	for _, c := range []struct {
		what string
		n    int // resources
		each int // resources of a function
	}{
		{"the stack", len(synth(t, "prod")), resourcesOfRoute},
		{"the stack with canaries", len(stack), resourcesOfRoute},
		{"the stack of the canaries", len(releases), resourcesOfAlias},
	} {
		room := (resourcesMost - c.n) / c.each
		t.Logf("%s: %d resources for %d functions, room for %d functions more", c.what, c.n, functions, room)
		if functions+room < functionsToHold {
			t.Errorf("%s: %d resources, no room for %d functions, only for %d", c.what, c.n, functionsToHold, functions+room)
		}
	}
}
