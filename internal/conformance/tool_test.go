package conformance_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/internal/conformance/shop"
)

// tool returns the path of the first program that is there. Without one the test is
// skipped on a developer's machine and fails in CI.
func tool(t *testing.T, how string, names ...string) string {
	t.Helper()
	for _, name := range names {
		if path, err := exec.LookPath(name); err == nil {
			path, err = filepath.Abs(path)
			require.NoError(t, err)
			return path
		}
	}
	if os.Getenv("CI") == "true" {
		t.Fatalf("%s is not installed, and in CI nothing is skipped; %s", names[0], how)
	}
	t.Skipf("%s is not installed; %s", names[0], how)
	return ""
}

// document returns an API without a fault and its document.
func document(t *testing.T) (*shop.Shop, []byte) {
	t.Helper()
	api, err := shop.New("")
	require.NoError(t, err)
	raw, err := api.Document().JSON()
	require.NoError(t, err)
	return api, raw
}
