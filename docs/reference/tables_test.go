// Package reference_test holds what the pages of docs say about the code to the
// code.
package reference_test

import (
	"cmp"
	"context"
	"flag"
	"fmt"
	"go/ast"
	"go/doc"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/hosting"
	"github.com/neuroglia-go/neuroglia/hosting/config"
	"github.com/neuroglia-go/neuroglia/hosting/rpc"
	"github.com/neuroglia-go/neuroglia/mvc"
)

var update = flag.Bool("update", false, "write the tables of the pages anew")

var root = filepath.Join("..", "..")

// Each table of a page that repeats what the code says is made here. The cases run
// one after the other because several write to one page.
func TestTablesSayWhatTheCodeDoes(t *testing.T) {
	for _, table := range []struct {
		page, name string
		make       func(t *testing.T) string
	}{
		{"errors.md", "kinds", kinds},
		{"http.md", "refusals", refusals},
		{"requests.md", "behaviors", behaviors},
		{"configuration.md", "settings", settings},
		{"operations.md", "commands", commands},
		{"operations.md", "exit codes", exitCodes},
	} {
		t.Run(table.name, func(t *testing.T) {
			hold(t, filepath.Join(root, "docs", "concepts", table.page), table.name, table.make(t))
		})
	}
}

// hold compares what a page has between its two marks with what it should have.
func hold(t *testing.T, page, name, want string) {
	t.Helper()
	content, err := os.ReadFile(page)
	require.NoError(t, err)
	begin, end := "<!-- "+name+": written by go test ./docs/reference -update -->\n", "<!-- end of "+name+" -->"
	before, rest, ok := strings.Cut(string(content), begin)
	require.True(t, ok, "%s has no line %s", page, begin)
	got, after, ok := strings.Cut(rest, end)
	require.True(t, ok, "%s has no line %s", page, end)
	want = "\n" + want + "\n"
	if *update && got != want {
		require.NoError(t, os.WriteFile(page, []byte(before+begin+want+end+after), 0o600))
		return
	}
	require.Equal(t, want, got, "%s is behind the code; run go test ./docs/reference -update", page)
}

// table prints rows in Markdown; the first is the heading.
func table(rows [][]string) string {
	var b strings.Builder
	for i, row := range rows {
		fmt.Fprintf(&b, "| %s |\n", strings.Join(row, " | "))
		if i == 0 {
			b.WriteString(strings.Repeat("|---", len(row)) + "|\n")
		}
	}
	return b.String()
}

func code(text string) string { return "`" + text + "`" }

// kinds is the vocabulary of errors with what each edge makes of it.
func kinds(t *testing.T) string {
	meanings := meaningOfKinds(t)
	rows := [][]string{{"kind", "when", "HTTP", "gRPC", "exit code", "log level"}}
	for _, kind := range errs.Kinds() {
		rows = append(rows, []string{
			code(kind.String()), meanings[kind.String()], fmt.Sprint(mvc.StatusOf(kind)),
			strings.ToUpper(rpc.CodeOf(errs.New(kind, "", "")).String()), fmt.Sprint(hosting.ExitCode(errs.New(kind, "", ""))), strings.ToLower(kind.Level().String()),
		})
	}
	return table(rows)
}

// meaningOfKinds reads the comments of the constants: "KindGone is a thing that …".
func meaningOfKinds(t *testing.T) map[string]string {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(root, "errs", "kind.go"), nil, parser.ParseComments)
	require.NoError(t, err)
	meanings := map[string]string{}
	for node := range ast.Preorder(file) {
		constant, ok := node.(*ast.ValueSpec)
		if !ok || constant.Doc == nil {
			continue
		}
		name, meaning, _ := strings.Cut(strings.Join(strings.Fields(constant.Doc.Text()), " "), " is ")
		for _, kind := range errs.Kinds() {
			if strings.EqualFold("Kind"+strings.ReplaceAll(kind.String(), "_", ""), name) {
				meanings[kind.String()] = strings.TrimSuffix(meaning, ".")
			}
		}
	}
	require.Len(t, meanings, len(errs.Kinds()), "every kind says when it is returned")
	return meanings
}

// exitCodes lists the codes with the kinds that lead to each.
func exitCodes(t *testing.T) string {
	meanings := map[int][]string{
		hosting.ExitOK:      {"all went well"},
		hosting.ExitInvalid: {"`validate` found faults"},
		hosting.ExitUsage:   {"a command line that cannot be understood"},
		hosting.ExitConfig:  {"settings or wiring are faulty, and nothing was started"},
		hosting.ExitAborted: {"a second signal cut off what was running"},
	}
	for _, kind := range errs.Kinds() {
		exit := hosting.ExitCode(errs.New(kind, "", ""))
		require.Contains(t, []int{65, 66, 69, 70, 73, 75, 77}, exit)
		meanings[exit] = append(meanings[exit], code(kind.String()))
	}
	rows := [][]string{{"exit code", "when"}}
	for _, exit := range slices.Sorted(maps.Keys(meanings)) {
		rows = append(rows, []string{fmt.Sprint(exit), strings.Join(meanings[exit], ", ")})
	}
	return table(rows)
}

// settings lists those of the host, as the pizzeria has them.
func settings(t *testing.T) string {
	loader := config.New(config.Config{Service: "pizzeria", Environ: []string{}, Dir: t.TempDir()})
	config.Load[hosting.Settings](loader)
	require.NoError(t, loader.Err())
	rows := [][]string{{"variable", "key", "default", "what it is"}}
	for _, v := range loader.Values() {
		rows = append(rows, []string{code(v.Name), code(v.Key), cmp.Or(v.Text, "not set"), v.Doc})
	}
	return table(rows)
}

// commands is what the binary of every service says about itself.
func commands(t *testing.T) string {
	var out strings.Builder
	builder := hosting.NewBuilder(hosting.Config{
		Name: "pizzeria", Args: []string{"--help"}, Environ: []string{}, Dir: t.TempDir(), Output: &out, Errors: &out,
	})
	require.Equal(t, hosting.ExitOK, builder.Main(context.Background()))
	return "```text\n" + out.String() + "```\n"
}

// behaviors lists those that come along, by their constructors and their docs.
func behaviors(t *testing.T) string {
	fset := token.NewFileSet()
	files, err := filepath.Glob(filepath.Join(root, "mediator", "behavior", "*.go"))
	require.NoError(t, err)
	var parsed []*ast.File
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(fset, name, nil, parser.ParseComments)
		require.NoError(t, err)
		parsed = append(parsed, file)
	}
	p, err := doc.NewFromFiles(fset, parsed, "behavior")
	require.NoError(t, err)
	constructors := map[string]bool{}
	for _, f := range p.Funcs {
		constructors[f.Name] = true
	}
	for _, typ := range p.Types {
		for _, f := range typ.Funcs {
			constructors[f.Name] = true
		}
	}
	rows := [][]string{{"behaviour", "what it does"}}
	for _, typ := range p.Types {
		if constructors["New"+typ.Name] {
			synopsis := strings.TrimPrefix(p.Synopsis(typ.Doc), "An ") // go/doc takes a word that begins with "author" for a note
			rows = append(rows, []string{code("behavior.New" + typ.Name), strings.TrimPrefix(synopsis, typ.Name+" ")})
		}
	}
	return table(rows)
}
