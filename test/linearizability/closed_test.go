package linearizability_test

import (
	"testing"

	"github.com/anishathalye/porcupine"

	"usher/test/linearizability"
)

// TestClosedHistories is about organizations that are suspended or deleted.
func TestClosedHistories(t *testing.T) {
	t.Parallel()
	suspended, deleted := operate(linearizability.Suspend), operate(linearizability.Delete)
	resumed, restored := operate(linearizability.Resume), operate(linearizability.Restore)
	cases := map[string]struct {
		right bool
		steps []step
	}{
		"a suspended one is changed":            {false, []step{suspended, create("a").by("owner")}},
		"a suspended one's link is accepted":    {false, []step{create("a"), peek("a", "1", lifetime), suspended, accept("a", "1")}},
		"a suspended one is read":               {true, []step{create("a"), suspended, seats(3, 1, 1, 0, 0)}},
		"a suspended one is not found":          {false, []step{suspended, create("a").by("owner").refused("not_found")}},
		"one that is not is called suspended":   {false, []step{suspended, resumed, create("a").refused("suspended")}},
		"a change beside the suspension":        {true, []step{create("a"), suspended.together()}},
		"a refusal beside the suspension":       {true, []step{create("a").refused("suspended"), suspended.together()}},
		"a lost suspension":                     {true, []step{suspended.lost(), create("a").refused("suspended")}},
		"a lost suspension is undone by itself": {false, []step{suspended.lost(), create("a").refused("suspended"), create("b")}},
		"an invitation expires in a suspended one": {true, []step{create("a"), suspended, ttl("a", "1", lifetime),
			record("a", "1"), resumed, later("b", lifetime+1), later("c", lifetime+1)}},
		"a deleted one is changed":           {false, []step{deleted, create("a").by("owner")}},
		"a deleted one is read":              {false, []step{deleted, seats(3, 0, 1, 0, 0)}},
		"a deleted one's link is accepted":   {false, []step{create("a"), peek("a", "1", lifetime), deleted, accept("a", "1")}},
		"a restored one is as it was":        {true, []step{create("a"), deleted, restored, seats(3, 1, 1, 0, 0)}},
		"a restored one is not found":        {false, []step{deleted, restored, create("a").by("owner").refused("not_found")}},
		"a deleted one's people find nobody": {true, []step{deleted, create("a").by("owner").refused("not_found")}},
		"an Auditor deletes it": {false, []step{create("a"), peek("a", "1", lifetime), accept("a", "1"),
			operate(linearizability.Delete).by("a")}},
	}
	for name, tt := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			want := porcupine.Illegal
			if tt.right {
				want = porcupine.Ok
			}
			if got := check(linearizability.NewState(3, owner()), tt.steps); got != want {
				t.Errorf("the model says %s", got)
			}
		})
	}
}

func operate(k linearizability.Kind) step { return step{in: linearizability.Input{Kind: k}} }
