package reference_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/hosting"
	"github.com/neuroglia-go/neuroglia/hosting/config"
	"github.com/neuroglia-go/neuroglia/samples/pizzeria/integration"
)

var fences = regexp.MustCompile("(?ms)^```.*?^```")

// pages returns the text of every page by its path, without what is in fences.
func pages(t *testing.T) map[string]string {
	t.Helper()
	found := map[string]string{}
	read := func(path string) {
		content, err := os.ReadFile(path)
		require.NoError(t, err)
		found[path] = fences.ReplaceAllString(string(content), "")
	}
	read(filepath.Join(root, "README.md"))
	require.NoError(t, filepath.WalkDir(filepath.Join(root, "docs"), func(path string, _ fs.DirEntry, err error) error {
		if filepath.Ext(path) == ".md" {
			read(path)
		}
		return err
	}))
	return found
}

var (
	link    = regexp.MustCompile(`\]\(([^)\s]+)\)`)
	heading = regexp.MustCompile(`(?m)^#+ (.+)$`)
	unslug  = regexp.MustCompile(`[^a-z0-9 _-]`)
)

func TestLinksLeadSomewhere(t *testing.T) {
	t.Parallel()
	all := pages(t)
	for page, text := range all {
		for _, match := range link.FindAllStringSubmatch(text, -1) {
			if strings.Contains(match[1], "://") {
				continue
			}
			path, anchor, _ := strings.Cut(match[1], "#")
			target := page
			if path != "" {
				target = filepath.Join(filepath.Dir(page), path)
			}
			_, err := os.Stat(target)
			require.NoError(t, err, "%s links to %s", page, match[1])
			if anchor != "" {
				require.Contains(t, anchors(all[target]), anchor, "%s links to %s", page, match[1])
			}
		}
	}
}

// anchors returns what the headings of a page can be linked by.
func anchors(text string) []string {
	var list []string
	for _, match := range heading.FindAllStringSubmatch(text, -1) {
		list = append(list, strings.ReplaceAll(unslug.ReplaceAllString(strings.ToLower(match[1]), ""), " ", "-"))
	}
	return list
}

func TestEveryPageIsOnAMap(t *testing.T) {
	t.Parallel()
	all := pages(t)
	for page := range all {
		index := filepath.Join(filepath.Dir(page), "README.md")
		if filepath.Base(page) == "README.md" {
			continue
		}
		if all[index] == "" {
			index = filepath.Join(root, "docs", "README.md")
		}
		require.Contains(t, all[index], filepath.Base(page)+")", "%s does not lead to %s", index, page)
	}
}

var variable = regexp.MustCompile(`\bPIZZERIA_[A-Z_]+\b`)

func TestVariablesOnThePagesAreSettings(t *testing.T) {
	t.Parallel()
	loader := config.New(config.Config{Service: "pizzeria", Environ: []string{}, Dir: t.TempDir()})
	config.Load[hosting.Settings](loader)
	config.Load[integration.Settings](loader)
	known := []string{"PIZZERIA_PROFILE", "PIZZERIA_CONFIG"}
	for _, v := range loader.Values() {
		known = append(known, v.Name)
	}
	for page, text := range pages(t) {
		for _, name := range variable.FindAllString(text, -1) {
			require.Contains(t, known, strings.TrimSuffix(name, "_FILE"), page)
		}
	}
}

var (
	span = regexp.MustCompile("`[^`\n]+`")
	name = regexp.MustCompile(`\b([a-z]+)\.([A-Z]\w*)(?:\.([A-Z]\w*))?`)
)

// What stands in code type on a page, such as mvc.Config.Limits, is exported by the
// package of that name.
func TestNamesOnThePagesExist(t *testing.T) {
	t.Parallel()
	known := exported(t)
	for page, text := range pages(t) {
		for _, text := range span.FindAllString(text, -1) {
			for _, match := range name.FindAllStringSubmatch(text, -1) {
				names, ours := known[match[1]]
				if !ours {
					continue
				}
				require.Contains(t, names, strings.Trim(match[2]+"."+match[3], "."), "%s says %s", page, text)
			}
		}
	}
}

// exported returns what each package of the module declares: "Config" and
// "Config.Limits", by the name of the package.
func exported(t *testing.T) map[string][]string {
	t.Helper()
	found := map[string][]string{}
	folders := []string{"errs", "di", "mediator", "mapping", "mvc", "data", "hosting"}
	for _, folder := range folders {
		require.NoError(t, filepath.WalkDir(filepath.Join(root, folder), func(path string, _ fs.DirEntry, err error) error {
			if filepath.Ext(path) != ".go" || strings.HasSuffix(path, "_test.go") {
				return err
			}
			file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
			if err == nil {
				found[file.Name.Name] = append(found[file.Name.Name], declared(file)...)
			}
			return err
		}))
	}
	require.Subset(t, slices.Collect(maps.Keys(found)), folders)
	return found
}

func declared(file *ast.File) []string {
	var list []string
	for _, decl := range file.Decls {
		switch d := decl.(type) {
		case *ast.FuncDecl:
			list = append(list, qualified(d))
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				switch s := spec.(type) {
				case *ast.TypeSpec:
					list = append(append(list, s.Name.Name), members(s)...)
				case *ast.ValueSpec:
					for _, n := range s.Names {
						list = append(list, n.Name)
					}
				}
			}
		}
	}
	return list
}

// qualified returns the name of a function, a method behind its type.
func qualified(f *ast.FuncDecl) string {
	if f.Recv == nil {
		return f.Name.Name
	}
	t := f.Recv.List[0].Type
	for {
		switch e := t.(type) {
		case *ast.StarExpr:
			t = e.X
		case *ast.IndexExpr:
			t = e.X
		case *ast.IndexListExpr:
			t = e.X
		case *ast.Ident:
			return e.Name + "." + f.Name.Name
		default:
			return f.Name.Name
		}
	}
}

// members returns the fields of a struct and the methods of an interface.
func members(s *ast.TypeSpec) []string {
	var fields *ast.FieldList
	switch t := s.Type.(type) {
	case *ast.StructType:
		fields = t.Fields
	case *ast.InterfaceType:
		fields = t.Methods
	default:
		return nil
	}
	var list []string
	for _, field := range fields.List {
		for _, n := range field.Names {
			list = append(list, s.Name.Name+"."+n.Name)
		}
	}
	return list
}
