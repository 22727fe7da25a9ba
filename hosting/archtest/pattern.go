package archtest

import (
	"path"
	"slices"
	"strings"
)

// framework is the module of the framework, which the rules of a service know.
const framework = "github.com/neuroglia-go/neuroglia"

// matches reports whether one of the patterns takes in name. A pattern is a path,
// a path with "/..." for it and everything below, or "..." for everything.
func matches(patterns []string, name string) bool {
	return slices.ContainsFunc(patterns, func(pattern string) bool {
		below, tree := strings.CutSuffix(pattern, "/...")
		return pattern == "..." || pattern == name || tree && under(below, name)
	})
}

// under reports whether name is folder or below it.
func under(folder, name string) bool {
	return name == folder || strings.HasPrefix(name, folder+"/")
}

// standard reports whether importPath is of the standard library: its first
// element has no dot.
func standard(importPath string) bool {
	first, _, _ := strings.Cut(importPath, "/")
	return !strings.Contains(first, ".")
}

// supportsTests reports whether the last element of an import path says that the
// package is there for tests.
func supportsTests(importPath string) bool {
	if standard(importPath) && under("testing", importPath) {
		return true
	}
	name := path.Base(importPath)
	return strings.HasSuffix(name, "test") ||
		slices.Contains([]string{"fake", "fakes", "mock", "mocks", "stub", "stubs", "testkit", "testutil", "testenv"}, name)
}

// cutFramework returns the path below the framework's module of a package of it.
func cutFramework(importPath string) (string, bool) {
	return strings.CutPrefix(importPath, framework+"/")
}
