package main

import (
	"os/exec"
	"testing"

	"github.com/stretchr/testify/require"
)

// Whoever follows the page has the files of the first so many steps, and they pass their tests.
func TestEveryStepStandsOnTheOnesBefore(t *testing.T) { //nolint:tparallel // one step after the other
	t.Parallel()
	var files []string
	for _, step := range [][]string{
		{"events.go", "state.go", "state_test.go"},
		{"account.go", "account_test.go"},
		{"stream_test.go"},
		{"accounts.go", "accounts_test.go"},
		{"past_test.go"},
		{"balances.go", "balances_test.go"},
		{"transfer.go", "transfer_test.go"},
		{"main.go", "main_test.go"},
	} {
		files = append(files, step...)
		t.Run(step[0], func(t *testing.T) {
			said, err := exec.CommandContext(t.Context(), "go", append([]string{"vet"}, files...)...).CombinedOutput()
			require.NoError(t, err, string(said))
		})
	}
}
