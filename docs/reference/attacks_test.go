package reference_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// attacks are those that have to be on the page, by the first words of their rows.
var attacks = []string{
	"a token without a signature", "HS/RS confusion", "wrong key", "other issuer", "other audience", "expired", "not yet valid", "tampered claims",
	"`kid` traversal", "`kid` injection", "oversized token", "session fixation", "reuse after logout", "reuse after a change of the password", "concurrent refresh",
	"CSRF", "login CSRF", "replayed code", "wrong PKCE verifier", "wrong nonce", "open redirect", "mix-up",
	"user enumeration by body and status", "user enumeration by timing", "SQL injection", "header injection", "mass assignment", "privilege escalation by a role",
	"webhook replay", "webhook with a wrong signature", "webhook with a late timestamp", "secrets in logs",
}

var testLink = regexp.MustCompile(`\[(Test\w+)(?:/([^\]]+))?\]\(([^)]+_test\.go)\)`)

// Every attack on the page about security is held off by a test that is there: a function of
// that name in the file, and in it, or beside it, the name of the case.
func TestEveryAttackHasItsTest(t *testing.T) {
	t.Parallel()
	folder := filepath.Join(root, "docs", "concepts")
	content, err := os.ReadFile(filepath.Join(folder, "security.md"))
	require.NoError(t, err)
	_, rest, ok := strings.Cut(string(content), "<!-- attacks -->\n")
	require.True(t, ok)
	rows, _, ok := strings.Cut(rest, "<!-- end of attacks -->")
	require.True(t, ok)
	lines := strings.Split(strings.TrimSpace(rows), "\n")[2:]
	for _, attack := range attacks {
		require.True(t, anyHasPrefix(lines, "| "+attack), "%s is not on the page", attack)
	}
	for _, line := range lines {
		tests := testLink.FindAllStringSubmatch(line, -1)
		require.NotEmpty(t, tests, "%s\nhas no test", line)
		for _, match := range tests {
			functions, texts := words(t, filepath.Join(folder, match[3]))
			require.Contains(t, functions, match[1], line)
			if match[2] != "" {
				require.Contains(t, texts, match[2], line)
			}
		}
	}
}

func anyHasPrefix(lines []string, prefix string) bool {
	for _, line := range lines {
		if strings.HasPrefix(line, prefix) {
			return true
		}
	}
	return false
}

// words returns the functions of a Go file and the texts in it.
func words(t *testing.T, path string) (functions, texts []string) {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
	require.NoError(t, err)
	for node := range ast.Preorder(file) {
		switch n := node.(type) {
		case *ast.FuncDecl:
			functions = append(functions, n.Name.Name)
		case *ast.BasicLit:
			if text, err := strconv.Unquote(n.Value); err == nil && n.Kind == token.STRING {
				texts = append(texts, text)
			}
		}
	}
	return functions, texts
}
