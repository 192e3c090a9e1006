package openapi

import (
	"path"
	"reflect"
	"slices"
	"strings"

	"usher/pkg/api/problem"
)

// schemaName returns the component's name of a Go type: User is User, Page[User] is UserPage. A type of a package
// other than api has the package's name in front, since two packages may use the same name for different things.
func schemaName(t reflect.Type) string {
	if t == reflect.TypeFor[problem.Document]() {
		return "Problem"
	}
	return prefix(t.PkgPath()) + plainName(t.Name())
}

func prefix(pkg string) string {
	if base := path.Base(pkg); base != "api" && base != "." {
		return strings.ToUpper(base[:1]) + base[1:]
	}
	return ""
}

// plainName turns a generic type's name around: Page[usher/pkg/api.User] into UserPage, Pair[a.X,b.Y] into XYPair.
func plainName(name string) string {
	generic, arguments, ok := strings.Cut(strings.TrimSuffix(name, "]"), "[")
	if !ok {
		return generic
	}
	var b strings.Builder
	for argument := range strings.SplitSeq(arguments, ",") {
		b.WriteString(argument[strings.LastIndexByte(argument, '.')+1:])
	}
	return b.String() + generic
}

// tag returns the noun that an operation belongs to: the collection within the
// organization, or the first one of the path.
func tag(route string) string {
	segments := strings.Split(strings.Trim(route, "/"), "/")
	noun := segments[min(1, len(segments)-1)] // after the version
	verbs := []string{"leave", "restore"}     // of the organization itself
	if len(segments) > 3 && segments[2] == "{org}" && !slices.Contains(verbs, segments[3]) {
		noun = segments[3]
	}
	return noun
}
