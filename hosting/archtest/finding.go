package archtest

import (
	"cmp"
	"fmt"
	"slices"
)

// Finding is one breach of one rule.
type Finding struct {
	// Rule is the name of the rule, by which an [Exception] excuses it.
	Rule string
	// File is the path below the folder that was inspected, with slashes.
	File string
	Line int
	// Package is the path of the package below that folder.
	Package string
	// Verb says what the package does to Object: "imports", "calls".
	Verb string
	// Object is what the package reaches for: a package, by its path below the
	// folder or its import path, or a function, a type or a variable.
	Object string
	// Fix is what to do about it.
	Fix string
}

// String returns the finding as "rule: file:line: A imports B; fix".
func (f Finding) String() string {
	text := f.Rule + ": "
	if f.File != "" {
		text += fmt.Sprintf("%s:%d: ", f.File, f.Line)
	}
	name := f.Package
	if name == "." {
		name = "the service itself"
	}
	return text + name + " " + f.Verb + " " + f.Object + "; " + f.Fix
}

// Rule is one thing that code is held to. The functions of this package make those
// that most services share; a rule of your own is a function that looks at the code.
type Rule struct {
	// Name is a few words in kebab-case.
	Name string
	// Check returns what breaks the rule, in any order. Made by [Source.Finding],
	// a finding lacks the name of the rule only, which is filled in.
	Check func(*Code) []Finding
}

// ruling makes a rule of one that looks at each package of the code by itself.
func ruling(name string, in func(*Code) []*Source, check func(*Code, *Source) []Finding) Rule {
	return Rule{Name: name, Check: func(code *Code) []Finding {
		var findings []Finding
		for _, s := range in(code) {
			findings = append(findings, check(code, s)...)
		}
		return findings
	}}
}

// inside selects the packages that match patterns, outside all others. Neither has
// the packages that are there for tests.
func inside(patterns []string) func(*Code) []*Source { return selected(patterns, true) }

func outside(patterns []string) func(*Code) []*Source { return selected(patterns, false) }

func selected(patterns []string, match bool) func(*Code) []*Source {
	return func(code *Code) []*Source {
		return slices.DeleteFunc(slices.Clone(code.Sources), func(s *Source) bool {
			return matches(patterns, s.Path) != match || code.forTests(s.ImportPath)
		})
	}
}

func byPlace(a, b Finding) int {
	return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Rule, b.Rule), cmp.Compare(a.Object, b.Object))
}
