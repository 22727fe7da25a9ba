package sampletest

import (
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// RequireEvening types what README.md has under "An evening" over each store, and requires that
// it ends well and that what it prints contains every text in want. The README starts the service
// at the address that its default settings give.
func (p *Program) RequireEvening(t *testing.T, want ...string) {
	t.Helper()
	for _, tool := range []string{"sh", "curl", "sed"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("the walk through the README needs %s", tool)
		}
	}
	script := evening(t, readme(t))
	set := p.Settings(t)
	address := "http://" + set["HOST"] + ":" + set["PORT"]
	require.Contains(t, script, address, "the README calls the service where it listens")
	p.OnEachStore(t, func(t *testing.T, database string) {
		s := p.Service(t, database)
		s.Start()
		output, err := exec.CommandContext(t.Context(), "sh", "-eu", "-c", strings.ReplaceAll(script, address, s.URL)).CombinedOutput()
		require.NoError(t, err, string(output))
		for _, text := range want {
			require.Contains(t, string(output), text)
		}
	})
}

// RequireSettingsOfREADME requires that every setting in the table of README.md is one, with the
// default that the table gives, and that those in own, without the name of the sample, are in it.
func (p *Program) RequireSettingsOfREADME(t *testing.T, own ...string) {
	t.Helper()
	known := p.Settings(t)
	listed := defaultsIn(readme(t))
	for name, value := range listed {
		require.Contains(t, known, name)
		require.Equal(t, known[name], value, "the default of %s", name)
	}
	for _, name := range own {
		require.Contains(t, listed, p.Variable(name))
	}
}

func readme(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("README.md")
	require.NoError(t, err)
	return string(text)
}

// evening returns the script below the heading.
func evening(t *testing.T, readme string) string {
	t.Helper()
	_, rest, found := strings.Cut(readme, "## An evening\n\n```sh\n")
	require.True(t, found, "the README has no script below \"An evening\"")
	script, _, _ := strings.Cut(rest, "```")
	return script
}

// defaultsIn returns the rows of a table of settings: the defaults by variable.
func defaultsIn(readme string) map[string]string {
	defaults := map[string]string{}
	for _, row := range regexp.MustCompile("(?m)^\\| `([A-Z_]+)` \\| `([^`]*)` \\| .+ \\|$").FindAllStringSubmatch(readme, -1) {
		defaults[row[1]] = row[2]
	}
	return defaults
}
