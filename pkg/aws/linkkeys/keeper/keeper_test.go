package keeper_test

import (
	"crypto/rand"
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

// TestProofsRotateWithoutAnOutage: what a rotation has CloudFront send, the functions of before it accept already, and
// what CloudFront sent before, they accept until they are deployed again.
func TestProofsRotateWithoutAnOutage(t *testing.T) {
	present := "a,b"
	for _, fresh := range []string{"c", "d", "e"} {
		next, err := keeper.NextProofs(present, fresh)
		if err != nil {
			t.Fatal(err)
		}
		sent, _, _ := strings.Cut(next, ",")
		if accepted := strings.Split(present, ","); sent != accepted[1] || !strings.HasSuffix(next, ","+fresh) {
			t.Errorf("%s becomes %s", present, next)
		}
		present = next
	}
	for _, bad := range []string{"", "a", "a,", "a,b,c"} {
		if next, err := keeper.NextProofs(bad, "x"); err == nil {
			t.Errorf("%q becomes %q", bad, next)
		}
	}
}
