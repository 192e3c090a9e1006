package main

import (
	"runtime/debug"
	"testing"
)

func TestVersion(t *testing.T) {
	setting := func(key, value string) debug.BuildSetting { return debug.BuildSetting{Key: key, Value: value} }
	for want, build := range map[string]struct {
		release string
		info    *debug.BuildInfo
	}{
		"1.2.3":                     {"1.2.3", &debug.BuildInfo{Settings: []debug.BuildSetting{setting("vcs.revision", "abc")}}},
		"v1.2.4":                    {"", &debug.BuildInfo{Main: debug.Module{Version: "v1.2.4"}}},
		"devel (abc)":               {"", &debug.BuildInfo{Settings: []debug.BuildSetting{setting("vcs.revision", "abc"), setting("vcs.modified", "false")}}},
		"devel (abd, with changes)": {"", &debug.BuildInfo{Settings: []debug.BuildSetting{setting("vcs.revision", "abd"), setting("vcs.modified", "true")}}},
	} {
		if got := versionOf(build.release, build.info); got != want {
			t.Errorf("%q, not %q", got, want)
		}
	}
}
