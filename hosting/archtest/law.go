package archtest

import (
	"fmt"
	"slices"
	"strings"
)

// Row says what one package may import besides the standard library.
type Row struct {
	// Package is the path below the module; "." is the root.
	Package string
	// Local lists packages of the module, by path below it. A trailing "/..." takes
	// in everything below, for the composition roots that may import anything.
	Local []string
	// Vendor lists foreign modules, or folders of them, by import path.
	Vendor []string
	// Std, when set, limits the standard library to these packages.
	Std []string
	// TestOnly marks test support, which only test files may import.
	TestOnly bool
}

// Law is the table and the module it is for.
type Law struct {
	Module string
	Rows   []Row
}

// Check returns every breach of the law as a sentence, in a stable order; none
// means that the packages keep it.
func (l Law) Check(packages []Package) []string {
	rows := make(map[string]Row, len(l.Rows))
	var breaches []string
	for _, row := range l.Rows {
		if _, twice := rows[row.Package]; twice {
			breaches = append(breaches, fmt.Sprintf("%s has two rows; merge them", row.Package))
		}
		rows[row.Package] = row
	}
	seen := map[string]bool{}
	for _, p := range packages {
		name := l.local(p.ImportPath)
		row, ok := rows[name]
		if !ok {
			breaches = append(breaches, fmt.Sprintf("%s has no row; add one that lists what it may import", name))
			continue
		}
		seen[name] = true
		breaches = append(breaches, l.checkImports(row, p, rows)...)
	}
	for _, row := range l.Rows {
		if !seen[row.Package] {
			breaches = append(breaches, fmt.Sprintf("%s has a row and no package; remove the row", row.Package))
		}
	}
	slices.Sort(breaches)
	return breaches
}

func (l Law) checkImports(row Row, p Package, rows map[string]Row) []string {
	var breaches []string
	breach := func(format string, args ...any) {
		breaches = append(breaches, row.Package+" "+fmt.Sprintf(format, args...))
	}
	for _, path := range p.Imports {
		switch {
		case l.owns(path):
			name := l.local(path)
			if !matches(row.Local, name) {
				breach("may not import %s", name)
			}
			if rows[name].TestOnly && !row.TestOnly {
				breach("imports %s, which is for tests only", name)
			}
		case standard(path):
			if row.Std != nil && !slices.Contains(row.Std, path) {
				breach("may not import %s of the standard library", path)
			}
		case !slices.ContainsFunc(row.Vendor, func(v string) bool { return path == v || strings.HasPrefix(path, v+"/") }):
			breach("may not import the foreign %s", path)
		}
	}
	return breaches
}

func (l Law) owns(path string) bool {
	return path == l.Module || strings.HasPrefix(path, l.Module+"/")
}

func (l Law) local(path string) string {
	if path == l.Module {
		return "."
	}
	return strings.TrimPrefix(path, l.Module+"/")
}
