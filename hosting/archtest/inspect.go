package archtest

import (
	"context"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"testing"
)

// Exception excuses findings. [Except] makes one.
type Exception struct {
	// Rule is the name of the rule.
	Rule string
	// Package is a pattern for the package that breaks it.
	Package string
	// Object is a pattern for what it reaches for.
	Object string
	// Why is the reason, for who reads the list.
	Why string
}

// Except excuses packages from a rule where they reach for object. Packages and
// objects are patterns: a path, a path with "/..." for it and everything below, or
// "..." for all. The reason is required, and an exception that excuses nothing is a
// finding itself, so that the list does not outlive what it was written for.
func Except(rule, packages, object, why string) Exception {
	return Exception{Rule: rule, Package: packages, Object: object, Why: why}
}

func (e Exception) excuses(f Finding) bool {
	return e.Rule == f.Rule && matches([]string{e.Package}, f.Package) && matches([]string{e.Object}, f.Object)
}

func (e Exception) finding(verb, fix string) Finding {
	return Finding{Rule: "exceptions", Package: e.Package, Verb: verb, Object: fmt.Sprintf("%s for %q", e.Rule, e.Object), Fix: fix}
}

// Inspect holds the code below the folder root to the rules and returns every
// finding that no exception excuses, ordered by file and line. The error is that of
// the go command or the compiler: only code that compiles can be inspected.
func Inspect(ctx context.Context, root string, rules []Rule, exceptions ...Exception) ([]Finding, error) {
	code, err := read(ctx, root)
	if err != nil {
		return nil, err
	}
	var findings []Finding
	used := make([]bool, len(exceptions))
	for _, rule := range rules {
		for _, finding := range rule.Check(code) {
			finding.Rule = rule.Name
			i := slices.IndexFunc(exceptions, func(e Exception) bool { return e.excuses(finding) })
			if i >= 0 {
				used[i] = true
				continue
			}
			findings = append(findings, finding)
		}
	}
	for i, e := range exceptions {
		if e.Why == "" {
			findings = append(findings, e.finding("is excused without a reason from", "say why"))
		}
		if !used[i] {
			findings = append(findings, e.finding("needs no exception to", "remove it"))
		}
	}
	slices.SortStableFunc(findings, byPlace)
	return slices.Compact(findings), nil
}

// Hold is [Inspect] in a test: each finding is an error of t. The folder is that of
// the service, "." in a test that stands beside its composition.
func Hold(t testing.TB, root string, rules []Rule, exceptions ...Exception) {
	t.Helper()
	if err := visit(root); err != nil {
		t.Fatal(err)
	}
	findings, err := Inspect(t.Context(), root, rules, exceptions...)
	if err != nil {
		t.Fatal(err)
	}
	for _, finding := range findings {
		t.Error(finding)
	}
}

// visit looks at every folder below root. The go command keeps the result of a test
// for as long as the files and folders are the same that the test opened; without
// this a new package would go unseen by a result that is kept.
func visit(root string) error {
	return filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.IsDir() && path != root && (d.Name()[0] == '.' || d.Name() == "node_modules") {
			return filepath.SkipDir
		}
		return err
	})
}
