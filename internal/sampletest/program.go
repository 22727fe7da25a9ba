package sampletest

import (
	"context"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/internal/testenv"
)

// Program is the program of a sample. [Program.Main] builds it, and has to be the TestMain of a
// package that starts it. It is safe for concurrent use from then on.
type Program struct {
	// Name is that of the folder below samples, of the program and, in capitals, of its
	// settings.
	Name string

	binary string
}

// Main builds the program, as make run does, runs the tests and returns the code to exit with.
func (p *Program) Main(m *testing.M) int {
	dir, err := os.MkdirTemp("", p.Name)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer func() { _ = os.RemoveAll(dir) }() // in the folder for temporary files
	p.binary = filepath.Join(dir, p.Name)
	build := exec.CommandContext(context.Background(), "go", "build", "-tags", "validator_novalidatefn", "-o", p.binary, "./cmd/"+p.Name)
	build.Stdout, build.Stderr = os.Stderr, os.Stderr
	if err := build.Run(); err != nil {
		fmt.Fprintf(os.Stderr, "build %s: %v\n", p.Name, err)
		return 1
	}
	return m.Run()
}

// Variable returns the environment variable of one of the sample's own settings.
func (p *Program) Variable(setting string) string {
	return strings.ToUpper(p.Name) + "_" + setting
}

// OnEachStore runs a test over every kind of store that outlives a process, each as a parallel
// subtest with a database of its own.
func (p *Program) OnEachStore(t *testing.T, test func(t *testing.T, database string)) {
	t.Helper()
	for name, database := range map[string]func(t *testing.T) string{
		"sqlite":   func(t *testing.T) string { return "sqlite:" + filepath.Join(t.TempDir(), p.Name+".db") },
		"postgres": func(t *testing.T) string { return testenv.Postgres(t) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, database(t))
		})
	}
}

// Command returns a command of the program that runs in an empty folder until the test is over,
// with the variables of the test and env on top of them.
func (p *Program) Command(t *testing.T, env []string, args ...string) *exec.Cmd {
	t.Helper()
	require.NotEmpty(t, p.binary, "the program is not built: call Main in TestMain")
	cmd := exec.CommandContext(t.Context(), p.binary, args...)
	cmd.Dir = t.TempDir()
	cmd.Env = append(os.Environ(), env...)
	return cmd
}

// Run runs a command of the program over a database and returns what it says, logs below errors
// left out.
func (p *Program) Run(t *testing.T, database string, args ...string) (string, error) {
	t.Helper()
	output, err := p.Command(t, []string{p.Variable("DATABASE_URL") + "=" + database, p.Variable("LOG_LEVEL") + "=error"}, args...).CombinedOutput()
	return string(output), err
}

// Settings returns what the config command shows when nothing but env is set, by variable.
func (p *Program) Settings(t *testing.T, env ...string) map[string]string {
	t.Helper()
	cmd := p.Command(t, nil, "config")
	cmd.Env = append([]string{}, env...)
	output, err := cmd.CombinedOutput()
	require.NoError(t, err, string(output))
	require.NotContains(t, string(output), "warning")
	return settingsIn(string(output))
}

// settingsIn reads the table of the config command.
func settingsIn(table string) map[string]string {
	found := map[string]string{}
	for line := range strings.Lines(table) {
		if fields := strings.Fields(line); len(fields) >= 4 && fields[0] != "VARIABLE" {
			found[fields[0]] = fields[2]
		}
	}
	return found
}

// RequireRefusesSettings starts the program with settings that are wrong and requires that all of
// them are named at once, with the words in want.
func (p *Program) RequireRefusesSettings(t *testing.T, wrong map[string]string, want ...string) {
	t.Helper()
	var env []string
	for name, value := range wrong {
		env = append(env, name+"="+value)
	}
	output, err := p.Command(t, env, "serve").CombinedOutput()
	require.Error(t, err)
	for _, word := range append(slices.Collect(maps.Keys(wrong)), want...) {
		require.Contains(t, string(output), word)
	}
}

// RequireLeavesNothing runs commands that only look, each as a subtest: they end well, say
// something and leave no file behind.
func (p *Program) RequireLeavesNothing(t *testing.T, commands ...string) {
	t.Helper()
	for _, args := range commands {
		t.Run(args, func(t *testing.T) {
			t.Parallel()
			cmd := p.Command(t, nil, strings.Fields(args)...)
			output, err := cmd.CombinedOutput()
			require.NoError(t, err, string(output))
			require.NotEmpty(t, output)
			left, err := os.ReadDir(cmd.Dir)
			require.NoError(t, err)
			require.Empty(t, left)
		})
	}
}
