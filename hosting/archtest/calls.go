package archtest

import (
	"go/ast"
	"go/types"
	"iter"
	"slices"
)

// NoClock refuses the clock in packages: time.Now and whatever else of the time
// package depends on when it is called. Taking time.Now as a value counts as well.
// Types and arithmetic of the package are free.
func NoClock(in ...string) Rule {
	clock := []string{"After", "AfterFunc", "NewTicker", "NewTimer", "Now", "Since", "Sleep", "Tick", "Until"}
	return ruling("no-clock", inside(in), func(_ *Code, s *Source) []Finding {
		return s.calls("time", clock, "take the time as a value, or a clock as a parameter of the constructor")
	})
}

// NoLocator refuses to look services up in the container, but in packages that
// compose. Everything else says what it needs as parameters of its constructor.
func NoLocator(compose ...string) Rule {
	locators := []string{"RefOf", "Resolve", "ResolveAll", "ScopeOf"}
	return ruling("no-locator", outside(compose), func(_ *Code, s *Source) []Finding {
		return s.calls(framework+"/di", locators, "take the service as a parameter of the constructor")
	})
}

// calls returns a finding for each use of one of the functions of a package.
func (s *Source) calls(pkg string, functions []string, fix string) []Finding {
	var findings []Finding
	for ident, function := range s.functions() {
		if function.Pkg() != nil && function.Pkg().Path() == pkg && slices.Contains(functions, function.Name()) {
			findings = append(findings, s.Finding(ident.Pos(), "calls", function.Pkg().Name()+"."+function.Name(), fix))
		}
	}
	return findings
}

// functions returns the uses of functions that are no methods.
func (s *Source) functions() iter.Seq2[*ast.Ident, *types.Func] {
	return func(yield func(*ast.Ident, *types.Func) bool) {
		for ident, object := range s.Info.Uses {
			function, ok := object.(*types.Func)
			if ok && function.Signature().Recv() == nil && !yield(ident, function) {
				return
			}
		}
	}
}

// inspect walks the files of the package.
func (s *Source) inspect(visit func(ast.Node) bool) {
	for _, file := range s.Files {
		ast.Inspect(file, visit)
	}
}
