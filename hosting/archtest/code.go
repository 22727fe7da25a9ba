package archtest

import (
	"cmp"
	"context"
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// Code is the production code below a folder, parsed and type-checked, which is
// what a [Rule] looks at. Files of tests and of other platforms are not part of it.
type Code struct {
	// Sources are the packages that have production files, by path.
	Sources []*Source

	prefix string // the import path of the folder
}

// Source is one package of a [Code].
type Source struct {
	Package
	// Path is the package's path below the folder; "." is the folder itself.
	Path  string
	Files []*ast.File
	Types *types.Package
	// Info has types, definitions, uses and selections of Files.
	Info *types.Info

	fset *token.FileSet
	root string // the folder, absolute
}

// read parses and type-checks what is below root.
func read(ctx context.Context, root string) (*Code, error) {
	root, err := filepath.Abs(root)
	if err != nil {
		return nil, fmt.Errorf("find the folder %q: %w", root, err)
	}
	packages, err := list(ctx, root, "-deps", "-export", "-json=ImportPath,Imports,Dir,GoFiles,CgoFiles,Export,DepOnly,ImportMap")
	if err != nil {
		return nil, err
	}
	exports := map[string]string{}
	for _, p := range packages {
		exports[p.ImportPath] = p.Export
	}
	code, fset := &Code{}, token.NewFileSet()
	imports := importer.ForCompiler(fset, "gc", func(path string) (io.ReadCloser, error) { return os.Open(exports[path]) })
	for _, p := range packages {
		if p.DepOnly || len(p.GoFiles)+len(p.CgoFiles) == 0 {
			continue
		}
		source := &Source{Package: p.Package, fset: fset, root: root}
		if err := source.parse(p); err != nil {
			return nil, err
		}
		if err := source.check(mapped{imports, p.ImportMap}); err != nil {
			return nil, err
		}
		code.prefix = strings.TrimSuffix(p.ImportPath, "/"+source.Path)
		code.Sources = append(code.Sources, source)
	}
	if len(code.Sources) == 0 {
		return nil, fmt.Errorf("%s has no packages; give the folder of the service", root)
	}
	slices.SortFunc(code.Sources, func(a, b *Source) int { return cmp.Compare(a.Path, b.Path) })
	return code, nil
}

func (s *Source) parse(p listed) error {
	below, err := filepath.Rel(s.root, p.Dir)
	if err != nil {
		return fmt.Errorf("place %s below %s: %w", p.ImportPath, s.root, err)
	}
	s.Path = filepath.ToSlash(below)
	for _, name := range append(p.GoFiles, p.CgoFiles...) {
		file, err := parser.ParseFile(s.fset, filepath.Join(p.Dir, name), nil, parser.SkipObjectResolution)
		if err != nil {
			return fmt.Errorf("parse %s: %w", p.ImportPath, err)
		}
		s.Files = append(s.Files, file)
	}
	return nil
}

func (s *Source) check(imports types.Importer) error {
	s.Info = &types.Info{
		Types:      map[ast.Expr]types.TypeAndValue{},
		Defs:       map[*ast.Ident]types.Object{},
		Uses:       map[*ast.Ident]types.Object{},
		Selections: map[*ast.SelectorExpr]*types.Selection{},
	}
	config := types.Config{Importer: imports, FakeImportC: true}
	var err error
	if s.Types, err = config.Check(s.ImportPath, s.fset, s.Files, s.Info); err != nil {
		return fmt.Errorf("check the types of %s: %w", s.ImportPath, err)
	}
	return nil
}

// mapped is an importer for sources whose import paths stand for others, as those
// of vendored packages of the standard library do.
type mapped struct {
	types.Importer
	paths map[string]string
}

func (m mapped) Import(path string) (*types.Package, error) {
	if p, ok := m.paths[path]; ok {
		path = p
	}
	return m.Importer.Import(path)
}

// Local returns the path below the folder of a package of it, and false for any
// other package.
func (c *Code) Local(importPath string) (string, bool) {
	if importPath == c.prefix {
		return ".", true
	}
	return strings.CutPrefix(importPath, c.prefix+"/")
}

// name is how findings call a package: by its path below the folder, others by
// their import path.
func (c *Code) name(importPath string) string {
	local, _ := c.Local(importPath)
	return local
}

// forTests reports whether a package is there for tests: by its name, and if it is
// one of the folder, by that of any folder it is in, but never by that of the service.
func (c *Code) forTests(importPath string) bool {
	local, own := c.Local(importPath)
	if !own {
		return supportsTests(importPath)
	}
	return slices.ContainsFunc(strings.Split(local, "/"), supportsTests)
}

// Imports returns where each import of the production files stands, with its path.
func (s *Source) Imports() iter.Seq2[token.Pos, string] {
	return func(yield func(token.Pos, string) bool) {
		for _, file := range s.Files {
			for _, spec := range file.Imports {
				path, err := strconv.Unquote(spec.Path.Value)
				if err == nil && !yield(spec.Pos(), path) {
					return
				}
			}
		}
	}
}

// Finding returns a finding about what stands at pos: this package does what the
// verb says to object, and fix is what to do about it.
func (s *Source) Finding(pos token.Pos, verb, object, fix string) Finding {
	position := s.fset.Position(pos)
	file, err := filepath.Rel(s.root, position.Filename)
	if err != nil {
		file = position.Filename
	}
	return Finding{File: filepath.ToSlash(file), Line: position.Line, Package: s.Path, Verb: verb, Object: object, Fix: fix}
}
