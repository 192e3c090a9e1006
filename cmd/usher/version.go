package main

import (
	"context"
	"fmt"
	"io"
	"runtime/debug"
)

// version is what the linker sets for a release: see .ci/release.
var version string

// showVersion prints which version of Usher this is.
func showVersion(_ context.Context, _ []string, out io.Writer) error {
	info, _ := debug.ReadBuildInfo()
	_, err := fmt.Fprintln(out, "usher", versionOf(version, info))
	return err
}

// versionOf is the version of a release, or of a module that was installed by its version, or else the commit.
func versionOf(release string, info *debug.BuildInfo) string {
	if release != "" || info == nil {
		return release
	}
	commit, changed := "", ""
	for _, s := range info.Settings {
		switch {
		case s.Key == "vcs.revision":
			commit = s.Value
		case s.Key == "vcs.modified" && s.Value == "true":
			changed = ", with changes"
		}
	}
	if commit == "" {
		return info.Main.Version
	}
	return "devel (" + commit + changed + ")"
}
