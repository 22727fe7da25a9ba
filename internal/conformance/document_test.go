package conformance_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/internal/conformance/oracle"
)

func TestDocumentsAreValidOpenAPI31(t *testing.T) {
	t.Parallel()
	api, raw := document(t)
	require.Empty(t, api.Document().Validate(), "by our own check")

	loaded, err := oracle.Load(t.Context(), raw)
	require.NoError(t, err)
	require.Equal(t, 3, loaded.Paths.Len())

	text, err := api.Document().YAML()
	require.NoError(t, err)
	same, err := oracle.Load(t.Context(), text)
	require.NoError(t, err)
	fromJSON, err := json.Marshal(loaded)
	require.NoError(t, err)
	fromYAML, err := json.Marshal(same)
	require.NoError(t, err)
	require.JSONEq(t, string(fromJSON), string(fromYAML), "JSON and YAML say the same")
}

// The golden document of mvc/openapi uses every part of the model.
func TestEveryPartOfTheModelIsValid(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"everything.json", "everything.yaml"} {
		raw, err := os.ReadFile(filepath.Join("..", "..", "mvc", "openapi", "testdata", name))
		require.NoError(t, err)
		_, err = oracle.Load(t.Context(), raw)
		require.NoError(t, err, name)
	}
}

// lint runs the linter over a document and returns what it says.
func lint(t *testing.T, raw []byte) (string, error) {
	t.Helper()
	tool(t, "it comes with npm", "node")
	redocly := tool(t, "run npm ci in internal/conformance", "node_modules/.bin/redocly")
	file := filepath.Join(t.TempDir(), "openapi.json")
	require.NoError(t, os.WriteFile(file, raw, 0o600))
	command := exec.CommandContext(t.Context(), redocly, "lint", "--config", "redocly.yaml", file)
	command.Env = append(os.Environ(), "REDOCLY_TELEMETRY=off", "REDOCLY_SUPPRESS_UPDATE_NOTICE=true")
	out, err := command.CombinedOutput()
	return string(out), err
}

func TestDocumentsPassTheLinter(t *testing.T) {
	t.Parallel()
	_, raw := document(t)
	out, err := lint(t, raw)
	require.NoError(t, err, out)
}

func TestTheLinterFindsWhatIsWrong(t *testing.T) {
	t.Parallel()
	api, _ := document(t)
	broken := *api.Document()
	broken.Security = nil
	broken.Paths["/orders/{id}"].Get.Parameters = nil
	raw, err := broken.JSON()
	require.NoError(t, err)
	out, err := lint(t, raw)
	require.Error(t, err)
	require.Contains(t, out, "path-parameters-defined")
	require.Contains(t, out, "no-unused-components")
}
