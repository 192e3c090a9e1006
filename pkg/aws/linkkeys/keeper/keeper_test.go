package keeper_test

import (
	"crypto/rand"
	"slices"
	"strings"
	"testing"

	"usher/pkg/aws/linkkeys/keeper"
	"usher/pkg/lib/linktoken"
)

func TestNextKeepsOldLinksGood(t *testing.T) {
	keys := "1:dXNoZXIgdGVzdCBsaW5rIGtleSwgMzIgYnl0ZXMgISE="
	old, err := linktoken.ParseKeys(keys)
	if err != nil {
		t.Fatal(err)
	}
	token := old.Sign(linktoken.Invitation, linktoken.Claims{})
	for i := range 4 {
		if keys, err = keeper.Next(keys, rand.Reader, 3); err != nil {
			t.Fatal(err)
		}
		now, err := linktoken.ParseKeys(keys)
		if err != nil {
			t.Fatal(err)
		}
		_, err = now.Verify(linktoken.Invitation, token)
		if good := err == nil; good != (i < 2) { // the third rotation takes the first key away
			t.Errorf("after rotation %d the old link is good: %v", i+1, good)
		}
		if fresh := now.Sign(linktoken.Invitation, linktoken.Claims{}); fresh == token {
			t.Error("the old key still signs")
		}
	}
	if n := strings.Count(keys, ","); n != 2 {
		t.Errorf("%d keys are kept", n+1)
	}
}

func TestNextRefusesWhatIsNoKey(t *testing.T) {
	for _, bad := range []string{"", "x", "1:short", "1:dXNoZXIgdGVzdCBsaW5rIGtleSwgMzIgYnl0ZXMgISE=,"} {
		if _, err := keeper.Next(bad, rand.Reader, 2); err == nil {
			t.Errorf("%q was taken", bad)
		}
	}
}

// TestProofsRotateWithoutAnOutage: in a deployment after a rotation, functions of before it accept what CloudFront sends
// from now on, and functions of after it what CloudFront sent before; after the second rotation a proof is worth nothing.
func TestProofsRotateWithoutAnOutage(t *testing.T) {
	present := []string{"a", "b", "z"}
	for _, fresh := range []string{"c", "d", "e"} {
		value, err := keeper.NextProofs(strings.Join(present, ","), fresh)
		if err != nil {
			t.Fatal(err)
		}
		next := strings.Split(value, ",")
		if !slices.Contains(present, next[0]) || !slices.Contains(next, present[0]) || next[0] == present[0] || slices.Contains(next, present[2]) {
			t.Errorf("%s becomes %s", present, next)
		}
		present = next
	}
	for _, bad := range []string{"", "a", "a,b", "a,b,", "a,b,c,d"} {
		if next, err := keeper.NextProofs(bad, "x"); err == nil {
			t.Errorf("%q becomes %q", bad, next)
		}
	}
}
