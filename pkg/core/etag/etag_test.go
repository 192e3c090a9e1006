package etag_test

import (
	"errors"
	"testing"

	"usher/pkg/api"
	"usher/pkg/api/problem"
	"usher/pkg/core/etag"
	"usher/pkg/store"
)

func TestMatch(t *testing.T) {
	for condition, matches := range map[api.IfMatch]bool{
		"": true, "*": true, `"3"`: true, `"2", "3"`: true, `"2"`: false, `W/"3"`: false, `"33"`: false,
	} {
		err := etag.Match(condition, 3)
		if matches && err != nil || !matches && !problem.Is(err, problem.VersionConflict) {
			t.Errorf("%s: %v", condition, err)
		}
	}
}

func TestConflict(t *testing.T) {
	there := store.Item{}
	if err := etag.Conflict(`"3"`)(nil); !problem.Is(err, problem.NotFound) {
		t.Errorf("gone: %v", err)
	}
	if err := etag.Conflict(`"3"`)(there); !problem.Is(err, problem.VersionConflict) {
		t.Errorf("changed under a condition: %v", err)
	}
	if err := etag.Changed()(there); !errors.Is(err, store.ErrStale) {
		t.Errorf("changed without one: %v", err)
	}
}
