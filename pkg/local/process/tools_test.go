package process_test

import (
	"path/filepath"
	"strings"
	"testing"

	"usher/pkg/local/process"
)

const (
	oldJava = "#!/bin/sh\necho 'java version \"1.8.0_292\"' >&2\nexit 1\n"
	noJava  = "#!/bin/sh\necho 'Unable to locate a Java Runtime.' >&2\nexit 1\n"
	oldNode = "#!/bin/sh\necho v18.20.4\nexit 1\n"
	midNode = "#!/bin/sh\necho v22.11.0\nexit 1\n"
)

func TestProgramsThatAreMissing(t *testing.T) {
	install := func(t *testing.T) error { return process.Install(t.Context(), module(t), nil) }
	database := func(t *testing.T) error {
		_, err := process.StartDatabase(t.Context(), process.Options{})
		return err
	}
	mailbox := func(t *testing.T) error {
		_, err := process.StartMailbox(t.Context(), process.Options{})
		return err
	}
	localInstalled(t)
	for _, c := range []struct {
		name     string
		programs map[string]string
		do       func(*testing.T) error
		want     string
	}{
		{"no java", nil, database, `needs Java 11 or newer, but there is no program "java"`},
		{"old java", map[string]string{"java": oldJava}, database, "is Java 8: install a newer one or set JAVA_HOME"},
		{"java that is not there", map[string]string{"java": noJava}, database, `tells none ("Unable to locate a Java Runtime.")`},
		{"no node for the mailbox", nil, mailbox, `needs Node 20.19, 22.12 or newer, but there is no program "node"`},
		{"old node for the mailbox", map[string]string{"node": oldNode}, mailbox, "is Node 18.20"},
		{"no node to install", nil, install, `there is no program "node" in PATH`},
		{"old node to install", map[string]string{"node": oldNode}, install, "is Node 18.20"},
		{"newer old node to install", map[string]string{"node": midNode}, install, "is Node 22.11"},
		{"no npm", map[string]string{"node": ""}, install, `there is no program "npm" in PATH`},
	} {
		t.Run(c.name, func(t *testing.T) {
			only(t, c.programs)
			err := c.do(t)
			if err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "\n") {
				t.Errorf("error is %v, want one line with %q", err, c.want)
			}
		})
	}
}

// localInstalled sees to it that what follows needs no npm.
func localInstalled(t *testing.T) {
	t.Helper()
	if err := process.Install(t.Context(), "", nil); err != nil {
		t.Fatal(err)
	}
}

func TestJavaHomeComesFirst(t *testing.T) {
	home := t.TempDir()
	t.Setenv("JAVA_HOME", home)
	_, err := process.StartDatabase(t.Context(), process.Options{})
	if want := filepath.Join(home, "bin", "java"); err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("error is %v, want one that names %s", err, want)
	}
}

func TestJavaVersion(t *testing.T) {
	t.Parallel()
	for output, want := range map[string]int{
		`openjdk version "17.0.15" 2025-04-15`:                                17,
		"Picked up JAVA_TOOL_OPTIONS: -Xmx1g\nopenjdk version \"11\" 2018-09": 11,
		`java version "1.8.0_292"`:                                            8,
		`openjdk version "26-ea" 2026-03-17`:                                  26,
		`openjdk version ""`:                                                  0,
		`openjdk version "17`:                                                 0,
		`version 17`:                                                          0,
	} {
		version, ok := process.JavaVersion(output)
		if version[0] != want || ok != (want != 0) {
			t.Errorf("JavaVersion(%q) = %v, %v; want %d", output, version, ok, want)
		}
	}
}

func FuzzJavaVersion(f *testing.F) {
	f.Add(`openjdk version "17.0.15" 2025-04-15`)
	f.Add(`java version "1.8.0_292"`)
	f.Add(`x version "99999999999999999999.1"`)
	f.Fuzz(func(t *testing.T, output string) {
		version, ok := process.JavaVersion(output)
		if version[0] < 0 || version[1] < 0 || (!ok && version != [2]int{}) {
			t.Errorf("JavaVersion(%q) = %v, %v", output, version, ok)
		}
	})
}
