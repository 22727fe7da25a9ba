package validation

import (
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "write the table of rules into the reference")

const reference = "../../docs/reference/validation.md"

const (
	tableStarts = "<!-- rules: written by go test ./mvc/validation -update -->\n"
	tableEnds   = "<!-- end of rules -->\n"
)

// TestReferenceListsEveryRule keeps the table in docs/reference from drifting.
func TestReferenceListsEveryRule(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile(reference)
	require.NoError(t, err)
	before, rest, ok := strings.Cut(string(page), tableStarts)
	require.True(t, ok, "the page has lost the line that starts the table")
	table, after, ok := strings.Cut(rest, tableEnds)
	require.True(t, ok, "the page has lost the line that ends the table")
	if *update {
		require.NoError(t, os.WriteFile(reference, []byte(before+tableStarts+ruleTable()+tableEnds+after), 0o600))
		return
	}
	require.True(t, ruleTable() == table, "the table is out of date; run go test ./mvc/validation -update")
}

func ruleTable() string {
	rules := builtins()
	var b strings.Builder
	for _, section := range []struct {
		title   string
		belongs func(builtin) bool
	}{
		{"Compiled", func(r builtin) bool {
			return r.build != nil && !r.partly && r.siblings == noSiblings && r.fits&fitStringer == 0
		}},
		{"Compiled in part", func(r builtin) bool {
			return r.build != nil && (r.partly || r.siblings != noSiblings || r.fits&fitStringer != 0)
		}},
		{"Decided by other fields", func(r builtin) bool { return r.build == nil && r.siblings != noSiblings }},
		{"Left to validator", func(r builtin) bool { return r.build == nil && r.presence == nil && r.siblings == noSiblings }},
	} {
		fmt.Fprintf(&b, "\n### %s\n\n| rule | for | a fault reads |\n|---|---|---|\n", section.title)
		for _, name := range slices.Sorted(maps.Keys(rules)) {
			if r := rules[name]; section.belongs(r) {
				fmt.Fprintf(&b, "| `%s` | %s | %s |\n", name, r.fits, exampleSentence(name, r))
			}
		}
	}
	return b.String() + "\n"
}

func exampleSentence(name string, r builtin) string {
	switch {
	case r.says != "":
		return strings.ReplaceAll(r.says, "%s", "…")
	case name == "unique":
		return "must not hold the same item twice"
	case r.fits == fitText || !r.fits.has(reflect.TypeFor[int]()):
		return "must be … of the list"
	}
	v := &Validator{known: map[string]builtin{name: r}}
	return strings.Replace(v.sentence(Rule{Name: name, Param: "…"}, reflect.TypeFor[int](), nil), " ,", ",", 1)
}

// TestEveryRuleOfValidatorIsKnown reads validator's own table, so that a new
// version of it cannot add a rule without us noticing.
func TestEveryRuleOfValidatorIsKnown(t *testing.T) {
	t.Parallel()
	dir, err := exec.Command("go", "list", "-f", "{{.Dir}}", "github.com/go-playground/validator/v10").Output()
	require.NoError(t, err)
	file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(strings.TrimSpace(string(dir)), "baked_in.go"), nil, 0)
	require.NoError(t, err)
	theirs := map[string][]string{"bakedInValidators": nil, "bakedInAliases": nil}
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok || len(spec.Values) == 0 {
			return true
		}
		list, ok := spec.Values[0].(*ast.CompositeLit)
		if _, wanted := theirs[spec.Names[0].Name]; !ok || !wanted {
			return true
		}
		for _, e := range list.Elts {
			name, err := strconv.Unquote(e.(*ast.KeyValueExpr).Key.(*ast.BasicLit).Value)
			require.NoError(t, err)
			theirs[spec.Names[0].Name] = append(theirs[spec.Names[0].Name], name)
		}
		return true
	})
	require.ElementsMatch(t, theirs["bakedInValidators"], slices.Collect(maps.Keys(builtins())))
	require.NotEmpty(t, theirs["bakedInAliases"])
	for _, alias := range theirs["bakedInAliases"] {
		_, ok := bakedInAlias(alias)
		require.True(t, ok, alias)
	}
}
