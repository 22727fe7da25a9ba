package rpc_test

import (
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// What is generated is what the pinned plugins make of the .proto now.
func TestTheGeneratedCodeIsFresh(t *testing.T) {
	t.Parallel()
	for dir, plugins := range map[string][]string{
		filepath.Join("..", "..", "..", "hosting", "rpc", "internal", "shopv1"): {"shop.proto", "go", "connect-go:simple"},
		filepath.Join("..", "..", "..", "samples", "auth", "rpc", "postv1"):     {"post_v1.proto", "go", "connect-go:simple"},
		"faultsv1": {"faults.proto", "go", "go-grpc", "connect-go:simple"},
	} {
		t.Run(plugins[0], func(t *testing.T) {
			t.Parallel()
			source, err := filepath.Abs(dir)
			require.NoError(t, err)
			out := t.TempDir()
			command := exec.CommandContext(t.Context(), "go", append([]string{"run", "./protogen", "-C", source, "-out", out}, plugins...)...)
			command.Dir = filepath.Join("..", "..", "tools")
			said, err := command.CombinedOutput()
			require.NoError(t, err, "%s", said)
			fresh, committed := contents(t, out), contents(t, source)
			require.Equal(t, len(fresh), len(committed), "a file that nothing generates any more")
			for name, text := range fresh {
				require.Equal(t, text, committed[name], "%s is stale; run go generate in %s", name, dir)
			}
		})
	}
}

// contents returns the Go files below the folder.
func contents(t *testing.T, dir string) map[string]string {
	t.Helper()
	files := make(map[string]string)
	require.NoError(t, filepath.WalkDir(dir, func(path string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".go") {
			return err
		}
		text, err := os.ReadFile(path)
		name, _ := filepath.Rel(dir, path)
		files[name] = string(text)
		return err
	}))
	return files
}
