package main

import (
	"strings"
	"testing"
)

// What a stack may have, and what this one must hold: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
const (
	resourcesMost    = 500
	resourcesOfRoute = 4 // an operation's function, role, log group, and permission for the API
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
	n, functions := len(synth(t, "prod")), len(Declared().ids())
	room := (resourcesMost - n) / resourcesOfRoute
	t.Logf("%d resources for %d functions: room for %d functions more", n, functions, room)
	if functions+room < functionsToHold {
		t.Errorf("%d resources: no room for %d functions, only for %d", n, functionsToHold, functions+room)
	}
}
