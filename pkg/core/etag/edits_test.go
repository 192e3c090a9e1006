package etag_test

import (
	"fmt"
	"testing"

	"usher/pkg/api"
	"usher/test/client"
	"usher/test/harness"
	"usher/test/localtest"
)

func TestMain(m *testing.M) { localtest.Main(m) }

// TestConcurrentEdits lets the second of two edits of the same version lose, and all of them through that name none.
func TestConcurrentEdits(t *testing.T) {
	t.Parallel()
	owner := harness.New(t).Found(t, "Acme")
	path := owner.Path("users", owner.Invite(t, api.Auditor).ID)
	edit := func(tag, name string) client.Answer {
		return owner.Send(t, client.Request{Method: "PATCH", Path: path, Body: map[string]string{"first_name": name},
			IfMatch: tag})
	}
	tag := owner.Do(t, "GET", path, nil).Want(t, 200, "").Header.Get("ETag")
	edit(tag, "One").Want(t, 200, "")
	edit(tag, "Two").Want(t, 412, "version_conflict")
	edit("2", "Two").Want(t, 400, "invalid_request")
	edit(`"7", "2"`, "Two").Want(t, 200, "")
	tag = `"3"`
	answers := harness.Together(6, func(i int) (client.Answer, error) {
		return owner.Client.Do(t.Context(), client.Request{Method: "PATCH", Path: path,
			Body: map[string]string{"last_name": fmt.Sprint("Name", i)}, IfMatch: tag})
	})
	if answers["200"] != 1 || answers["412version_conflict"] != 5 {
		t.Errorf("edits of one version: %v", answers)
	}
	answers = harness.Together(12, func(i int) (client.Answer, error) {
		return owner.Try("PATCH", path, map[string]string{"last_name": fmt.Sprint("Name", i)})
	})
	if answers["200"]+answers["503try_again"] != 12 || answers["200"] == 0 {
		t.Errorf("edits without If-Match: %v", answers)
	}
}
