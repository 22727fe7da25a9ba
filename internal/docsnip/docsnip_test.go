package docsnip_test

import (
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/internal/docsnip"
)

var update = flag.Bool("update", false, "write the snippets of the pages anew")

// Every Go snippet of the README files and of docs is code that is tested.
func TestPagesShowTheCodeAsItIs(t *testing.T) {
	t.Parallel()
	root := filepath.Join("..", "..")
	require.NoError(t, filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && (d.Name() == "node_modules" || d.Name() == "testdata" || strings.HasPrefix(d.Name(), ".") && path != root):
			return filepath.SkipDir
		case filepath.Ext(path) != ".md":
			return nil
		}
		page, err := os.ReadFile(path)
		require.NoError(t, err)
		want, err := docsnip.Render(root, string(page))
		require.NoError(t, err, path)
		if *update && want != string(page) {
			return os.WriteFile(path, []byte(want), 0o644)
		}
		require.True(t, want == string(page), "%s is behind the code; run make fmt", path)
		return nil
	}))
}

func TestRender(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	source := "package p\n\n// T is documented.\ntype T[K any] struct{ A int }\n\nfunc (t *T[K]) Do() int {\n\treturn t.A\n}\n\nconst Max = 3\n\n" +
		"func Example() {\n\tif true {\n\t\tprintln(1)\n\t}\n\t// Output: 1\n}\n"
	require.NoError(t, os.WriteFile(filepath.Join(root, "p.go"), []byte(source), 0o600))
	page := func(names, code string) string {
		return "# Page\n<!-- go: p.go" + names + " -->\n```go\n" + code + "\n```\nafter"
	}
	tests := []struct{ name, page, want, err string }{
		{name: "a type and a method", page: page("#T,T.Do", "old\nold"), want: page("#T,T.Do", "type T[K any] struct{ A int }\n\nfunc (t *T[K]) Do() int {\n\treturn t.A\n}")},
		{name: "a constant", page: page("#Max", ""), want: page("#Max", "const Max = 3")},
		{name: "the body of an example", page: page("#Example{}", ""), want: page("#Example{}", "if true {\n\tprintln(1)\n}")},
		{name: "a whole file", page: page("", ""), want: page("", strings.TrimSpace(source))},
		{name: "a page without snippets", page: "# Page\n", want: "# Page\n"},
		{name: "a snippet from nowhere", page: "# Page\n```go\nx\n```", err: "line 2: a Go snippet without a source"},
		{name: "a source without a snippet", page: "<!-- go: p.go -->\ntext", err: "is not followed by a Go fence"},
		{name: "a name that is gone", page: page("#Gone", ""), err: "p.go declares no Gone"},
		{name: "a file that is gone", page: "<!-- go: q.go -->\n```go\n```", err: "read the source of a snippet"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, err := docsnip.Render(root, tt.page)
			if tt.err != "" {
				require.ErrorContains(t, err, tt.err)
				return
			}
			require.NoError(t, err)
			require.Equal(t, tt.want, got)
		})
	}
}
