package etag_test

import (
	"errors"
	"fmt"
	"testing"

	"usher/pkg/api"
	"usher/pkg/api/problem"
	"usher/pkg/core/etag"
	"usher/pkg/store"
	"usher/test/client"
	"usher/test/harness"
	"usher/test/localtest"
)

func TestMain(m *testing.M) { localtest.Main(m) }

// TestMatch compares strongly, as RFC 9110 demands of If-Match (section 8.8.3.2).
func TestMatch(t *testing.T) {
	t.Parallel()
	for header, want := range map[string]problem.Code{
		"": "", "*": "", `"2"`: "", `"7", "2"`: "", `W/"9" ,"2"`: "", `"7"`: problem.VersionConflict,
		`W/"2"`: problem.VersionConflict,
		`""`:    problem.VersionConflict, `"02"`: problem.VersionConflict,
		"2": problem.InvalidRequest, `"2`: problem.InvalidRequest, `"7", 2`: problem.InvalidRequest,
		`"a"b"`: problem.InvalidRequest, `"`: problem.InvalidRequest,
	} {
		if err := etag.Match(header, 2); (err != nil) != (want != "") || want != "" && !problem.Is(err, want) {
			t.Errorf("%s: %v, want %q", header, err, want)
		}
	}
}

// TestConflict tells a caller who named a version of the conflict, and has all others read again.
func TestConflict(t *testing.T) {
	t.Parallel()
	item := store.Item{}
	if err := etag.Conflict(true)(item); !problem.Is(err, problem.VersionConflict) {
		t.Errorf("with If-Match: %v", err)
	}
	if err := etag.Conflict(false)(item); !errors.Is(err, store.ErrStale) {
		t.Errorf("without: %v", err)
	}
	for _, demanded := range []bool{true, false} {
		if err := etag.Conflict(demanded)(nil); !problem.Is(err, problem.NotFound) {
			t.Errorf("of what is gone: %v", err)
		}
	}
}

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
