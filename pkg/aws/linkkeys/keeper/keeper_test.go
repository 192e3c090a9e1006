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
