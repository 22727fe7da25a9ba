package mvc

import (
	"cmp"
	"fmt"

	"github.com/neuroglia-go/neuroglia/mvc/validation"
)

// Warning is what can be served and is seldom meant: a rule of an input that does
// more than its reader expects.
type Warning struct {
	// Route is the first route that is concerned: "POST /orders".
	Route string
	// At is the file and line of its declaration.
	At string
	// Rule is the tag with what is odd about it and what to write instead.
	Rule *validation.TagFault
}

// String returns the warning in one line.
func (w Warning) String() string {
	return fmt.Sprintf("the route %s (%s): %s: tag %q: %s; %s", w.Route, w.At, w.Rule.Field, w.Rule.Tag, w.Rule.Problem, w.Rule.Fix)
}

// Warnings lists what is odd about the inputs of the routes, in the order of the
// routes, each once however many routes share a type. It needs no services.
func (a *App) Warnings() []Warning {
	a.compileAll()
	var warnings []Warning
	seen := map[validation.TagFault]bool{}
	for _, e := range a.endpoints {
		rules := cmp.Or(e.plan.check, e.plan.elements)
		if rules == nil {
			continue
		}
		for _, rule := range rules.Warnings() {
			if !seen[*rule] {
				seen[*rule] = true
				warnings = append(warnings, Warning{Route: e.route.String(), At: e.route.at, Rule: rule})
			}
		}
	}
	return warnings
}
