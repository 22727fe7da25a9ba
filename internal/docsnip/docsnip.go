// Package docsnip keeps the Go snippets of Markdown pages equal to code that is
// compiled and tested.
//
// A snippet names where it comes from in a comment above its fence:
//
//	<!-- go: samples/pizzeria/application/place_order.go#PlaceOrder,PlaceOrderHandler.Handle -->
//	```go
//	…
//	```
//
// The part after # lists top-level declarations, methods as Type.Method; a name
// followed by "{}" takes the body of a function only. Without # the whole file
// is taken. [Render] returns the page with each snippet as the code has it now,
// so a page is right when rendering changes nothing.
package docsnip

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

var (
	marker = regexp.MustCompile(`^<!-- go: ([^#\s]+)(?:#(\S+))? -->$`)
	fence  = "```go"
)

// Render returns the Markdown page with every snippet replaced by what its
// source, a path below root, holds now. A Go fence without a source is an error:
// nobody would notice when it stops compiling.
func Render(root, page string) (string, error) {
	lines := strings.Split(page, "\n")
	var out []string
	for i := 0; i < len(lines); i++ {
		line := lines[i]
		out = append(out, line)
		source := marker.FindStringSubmatch(line)
		switch {
		case strings.HasPrefix(line, fence):
			return "", fmt.Errorf("line %d: a Go snippet without a source; put <!-- go: file.go#Name --> above it", i+1)
		case source == nil:
			continue
		case i+1 >= len(lines) || !strings.HasPrefix(lines[i+1], fence):
			return "", fmt.Errorf("line %d: %s is not followed by a Go fence", i+1, line)
		}
		code, err := extract(root, source[1], source[2])
		if err != nil {
			return "", fmt.Errorf("line %d: %w", i+1, err)
		}
		end := i + 2
		for end < len(lines) && lines[end] != "```" {
			end++
		}
		out = append(out, lines[i+1], code, "```")
		i = end
	}
	return strings.Join(out, "\n"), nil
}

func extract(root, path, names string) (string, error) {
	source, err := os.ReadFile(filepath.Join(root, path))
	if err != nil {
		return "", fmt.Errorf("read the source of a snippet: %w", err)
	}
	if names == "" {
		return strings.TrimSpace(string(source)), nil
	}
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, path, source, 0)
	if err != nil {
		return "", fmt.Errorf("read the source of a snippet: %w", err)
	}
	var parts []string
	for name := range strings.SplitSeq(names, ",") {
		name, body := strings.CutSuffix(name, "{}")
		from, to := find(file, name, body)
		if from == token.NoPos {
			return "", fmt.Errorf("%s declares no %s", path, name)
		}
		code := source[fset.Position(from).Offset:fset.Position(to).Offset]
		if body {
			code = dedent(code)
		}
		parts = append(parts, strings.TrimSpace(string(code)))
	}
	return strings.Join(parts, "\n\n"), nil
}

// find returns where the declaration of the name begins and ends, or the inside
// of its body.
func find(file *ast.File, name string, body bool) (from, to token.Pos) {
	for _, decl := range file.Decls {
		switch d := decl.(type) {
		case *ast.FuncDecl:
			if qualified(d) != name {
				continue
			}
			if body {
				return d.Body.Lbrace + 1, d.Body.Rbrace
			}
			return d.Pos(), d.End()
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				switch s := spec.(type) {
				case *ast.TypeSpec:
					if s.Name.Name == name {
						return d.Pos(), d.End()
					}
				case *ast.ValueSpec:
					if s.Names[0].Name == name {
						return d.Pos(), d.End()
					}
				}
			}
		}
	}
	return token.NoPos, token.NoPos
}

func qualified(f *ast.FuncDecl) string {
	if f.Recv == nil {
		return f.Name.Name
	}
	t := f.Recv.List[0].Type
	if star, ok := t.(*ast.StarExpr); ok {
		t = star.X
	}
	if index, ok := t.(*ast.IndexExpr); ok {
		t = index.X
	}
	if id, ok := t.(*ast.Ident); ok {
		return id.Name + "." + f.Name.Name
	}
	return f.Name.Name
}

// dedent takes one level of tabs away; examples may end with an Output comment,
// which is for the test and not for the reader of a page.
func dedent(code []byte) []byte {
	if i := bytes.Index(code, []byte("\t// Output:")); i >= 0 {
		code = code[:i]
	}
	return bytes.ReplaceAll(code, []byte("\n\t"), []byte("\n"))
}
