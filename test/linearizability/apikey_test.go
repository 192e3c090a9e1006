package linearizability_test

import (
	"testing"

	"github.com/anishathalye/porcupine"

	"usher/pkg/api"
	"usher/test/linearizability"
)

// makeKey is the making of an Owner's key, key_<name>.
func makeKey(by, name string) step {
	return step{in: linearizability.Input{Kind: linearizability.MakeKey, Actor: by, Role: api.Owner},
		out: linearizability.Output{ID: "key_" + name}}
}

func useKey(name string) step {
	return step{in: linearizability.Input{Kind: linearizability.UseKey, Actor: "key_" + name}}
}

func endKey(name string) step {
	return step{in: linearizability.Input{Kind: linearizability.EndKey, Actor: "owner", Key: "key_" + name}}
}

func (s step) keeping() step { s.in.Keep = true; return s }

// ended is by a key that was known to have ended.
func (s step) ended() step { s.in.Ended = true; return s }

// invite is a create by somebody of somebody who is to be an Owner.
func invite(by, address string) step {
	s := create(address).by(by)
	s.in.Role = api.Owner
	return s
}

// TestKeyHistories gives the model histories of API keys, and of invitations to be an Owner, that begin with two Owners.
func TestKeyHistories(t *testing.T) {
	t.Parallel()
	block := func(by string) step { return about(linearizability.Block, "mal").by(by) }
	unblock := about(linearizability.Unblock, "mal").by("owner")
	demote := role("mal", api.Auditor).by("owner")
	key := makeKey("mal", "1")
	child := makeKey("key_1", "2")
	dead := func(s step) step { return s.refused("unauthenticated") }
	gone := func(address string) step { return about(linearizability.Get, address).refused("not_found") }
	good := map[string][]step{
		"a key is used":              {key, useKey("1"), create("b").by("key_1")},
		"a key ends with a block":    {key, child, block("owner"), dead(useKey("1")), dead(create("b").by("key_2"))},
		"a key ends with a removal":  {key, about(linearizability.Remove, "mal").by("owner"), dead(useKey("1"))},
		"a key is used while":        {key, block("owner"), useKey("1").together()},
		"a demoted Owner's key":      {key, demote, useKey("1"), create("b").by("key_1").refused("forbidden")},
		"a revoked key's child":      {key, child, endKey("1"), dead(useKey("2"))},
		"a revoked key is not there": {key, endKey("1"), endKey("1").refused("not_found")},
		"a kept key":                 {key, block("owner").keeping(), useKey("1"), unblock, block("owner"), useKey("1")},
		"a key that is not answered": {key.lost(), block("owner"), makeKey("owner", "3"), useKey("3")},
		"a key ends in the middle": {key, create("b").by("key_1").refused("forbidden"), demote.together(),
			endKey("1").together()},
		"one's own keys":               {block("mal").keeping().refused("invalid_request")},
		"too deep":                     {key, child, makeKey("key_2", "3"), makeKey("key_3", "4"), makeKey("key_4", "5"), makeKey("key_5", "6").refused("invalid_state")},
		"an invitation is cancelled":   {invite("mal", "b"), block("owner"), gone("b")},
		"an invitation by a key":       {key, invite("key_1", "b"), demote, gone("b")},
		"one that is not cancelled":    {invite("mal", "b"), block("owner"), read("b", api.Owner, api.Invited, lifetime)},
		"a forsaken link is refused":   {invite("mal", "b"), peekOwner("b"), block("owner"), accept("b", "1").refused("invitation_invalid")},
		"another Owner sends it again": {invite("mal", "b"), about(linearizability.Resend, "b").by("owner"), block("owner"), peekOwner("b"), accept("b", "1")},
	}
	bad := map[string][]step{
		"a key outlives a block":        {key, block("owner"), useKey("1")},
		"a key comes back":              {key, block("owner"), unblock, useKey("1")},
		"a key's key outlives a block":  {key, child, block("owner"), create("b").by("key_2")},
		"a demoted Owner's key acts":    {key, demote, role("mal", api.Owner).by("key_1")},
		"a revoked key's child lives":   {key, child, endKey("1"), useKey("2")},
		"a key that has ended is known": {key, endKey("1"), create("b").by("key_1").refused("forbidden").ended()},
		"a key has too many ancestors": {key, child, makeKey("key_2", "3"), makeKey("key_3", "4"), makeKey("key_4", "5"),
			makeKey("key_5", "6")},
		"a live key is refused":           {key, dead(useKey("1"))},
		"a kept key outlives its heir":    {key, block("owner").keeping(), unblock, about(linearizability.Remove, "owner").by("mal"), useKey("1")},
		"somebody keeps their own keys":   {block("mal").keeping()},
		"a forsaken link is accepted":     {invite("mal", "b"), peekOwner("b"), block("owner"), accept("b", "1")},
		"an Auditor's is cancelled":       {create("b").by("mal"), block("owner"), gone("b")},
		"another Owner's is cancelled":    {invite("owner", "b"), block("owner"), gone("b")},
		"it is cancelled, and comes back": {invite("mal", "b"), block("owner"), gone("b"), read("b", api.Owner, api.Invited, lifetime)},
	}
	for want, cases := range map[porcupine.CheckResult]map[string][]step{porcupine.Ok: good, porcupine.Illegal: bad} {
		for name, steps := range cases {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				mal := linearizability.User{Address: "mal", ID: "usr_mal", Role: api.Owner, Status: api.Active}
				if got := check(linearizability.NewState(5, owner(), mal), steps); got != want {
					t.Errorf("the model says %s", got)
				}
			})
		}
	}
}
