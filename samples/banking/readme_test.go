package banking_test

import (
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// What the README lets a reader type does what it says.
func TestTheEveningOfTheREADME(t *testing.T) {
	t.Parallel()
	for _, tool := range []string{"sh", "curl", "sed"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("the walk through the README needs %s", tool)
		}
	}
	readme, err := os.ReadFile("README.md")
	require.NoError(t, err)
	_, evening, found := strings.Cut(string(readme), "## An evening\n\n```sh\n")
	require.True(t, found)
	evening, _, _ = strings.Cut(evening, "```")

	onEachStore(t, func(t *testing.T, database string) { runEvening(t, newService(t, database), evening) })
}

func runEvening(t *testing.T, s *service, evening string) {
	t.Helper()
	s.start()
	script := strings.ReplaceAll(evening, "http://127.0.0.1:8081", s.url)
	output, err := exec.CommandContext(t.Context(), "sh", "-eu", "-c", script).CombinedOutput()
	require.NoError(t, err, string(output))
	for _, want := range []string{
		`"balance":"1200.50"`, `"balance":"400.50"`, `"code":"idempotency_mismatch"`, `"status":"completed"`, `"owner_name":"Ada Lovelace"`,
		"time,type,amount,balance", `"code":"insufficient_funds"`, `"code":"accounts_open"`,
	} {
		require.Contains(t, string(output), want)
	}
}

func TestTheSettingsOfTheREADME(t *testing.T) {
	t.Parallel()
	readme, err := os.ReadFile("README.md")
	require.NoError(t, err)
	known := settings(t)
	rows := regexp.MustCompile("(?m)^\\| `([A-Z_]+)` \\| `([^`]*)` \\| .+ \\|$").FindAllStringSubmatch(string(readme), -1)
	listed := map[string]bool{}
	for _, row := range rows {
		require.Contains(t, known, row[1])
		require.Equal(t, known[row[1]], row[2], "the default of %s", row[1])
		listed[row[1]] = true
	}
	for _, own := range []string{"BANKING_DATABASE_URL", "BANKING_INTEREST_RATE"} {
		require.True(t, listed[own], own)
	}
}

// settings returns what the config command shows with nothing but env set.
func settings(t *testing.T, env ...string) map[string]string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), binary, "config")
	cmd.Env, cmd.Dir = env, t.TempDir()
	if cmd.Env == nil {
		cmd.Env = []string{}
	}
	output, err := cmd.CombinedOutput()
	require.NoError(t, err, string(output))
	require.NotContains(t, string(output), "warning")
	found := map[string]string{}
	for line := range strings.Lines(string(output)) {
		if fields := strings.Fields(line); len(fields) >= 4 && fields[0] != "VARIABLE" {
			found[fields[0]] = fields[2]
		}
	}
	return found
}
