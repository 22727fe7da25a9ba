package reference_test

import (
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

var (
	requirement = regexp.MustCompile(`(?m)^\t(\S+) v\S+$`)
	row         = regexp.MustCompile("(?m)^\\| `([^`]+)` \\| ([^|]+) \\|")
	asset       = regexp.MustCompile(`(Swagger UI|ReDoc) [0-9.]+[0-9]`)
)

// Each module that go.mod requires has its row, with the packages that import it.
func TestEachDependencyHasItsRow(t *testing.T) {
	t.Parallel()
	mod, err := os.ReadFile(filepath.Join(root, "go.mod"))
	require.NoError(t, err)
	page := pages(t)[filepath.Join(root, "docs", "dependencies.md")]
	importers := map[string][]string{}
	for _, match := range requirement.FindAllStringSubmatch(string(mod), -1) {
		importers[match[1]] = nil
	}
	imported(t, func(pkg, path string) {
		for module := range importers {
			if path == module || strings.HasPrefix(path, module+"/") {
				importers[module] = append(importers[module], pkg)
			}
		}
	})
	rows := map[string][]string{}
	for _, match := range row.FindAllStringSubmatch(page, -1) {
		for _, pkg := range span.FindAllString(match[2], -1) {
			rows[match[1]] = append(rows[match[1]], strings.Trim(pkg, "`"))
		}
	}
	require.ElementsMatch(t, slices.Collect(maps.Keys(importers)), slices.Collect(maps.Keys(rows)))
	for module, packages := range importers {
		slices.Sort(packages)
		require.ElementsMatch(t, slices.Compact(packages), rows[module], module)
	}
}

func TestTheVersionsOfAssetsAreThoseOfTheNotice(t *testing.T) {
	t.Parallel()
	notice, err := os.ReadFile(filepath.Join(root, "mvc", "docsui", "assets", "NOTICE"))
	require.NoError(t, err)
	said := asset.FindAllString(pages(t)[filepath.Join(root, "docs", "dependencies.md")], -1)
	require.Len(t, said, 2)
	for _, version := range said {
		require.Contains(t, string(notice), version+" (npm")
	}
}

// imported calls found for each import of each production file of the module.
func imported(t *testing.T, found func(pkg, path string)) {
	t.Helper()
	require.NoError(t, filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && path != root:
			if _, err := os.Stat(filepath.Join(path, "go.mod")); err == nil || d.Name() == "testdata" || d.Name()[0] == '.' {
				return filepath.SkipDir
			}
			return nil
		case filepath.Ext(path) != ".go" || strings.HasSuffix(path, "_test.go"):
			return nil
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		pkg, err := filepath.Rel(root, filepath.Dir(path))
		if err != nil {
			return err
		}
		for _, spec := range file.Imports {
			name, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				return err
			}
			found(filepath.ToSlash(pkg), name)
		}
		return nil
	}))
}
