package archtest_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/hosting/archtest"
)

func TestAServiceThatKeepsTheRules(t *testing.T) {
	t.Parallel()
	archtest.Hold(t, filepath.Join("testdata", "clean"), archtest.Service{}.Rules())
}

// Each rule has a service that breaks it and no other rule; want.txt beside it has
// the findings.
func TestEachRuleFindsWhatBreaksIt(t *testing.T) {
	t.Parallel()
	for _, rule := range (archtest.Service{}).Rules() {
		t.Run(rule.Name, func(t *testing.T) {
			t.Parallel()
			folder := filepath.Join("testdata", "broken", rule.Name)
			want, err := os.ReadFile(filepath.Join(folder, "want.txt"))
			require.NoError(t, err)
			require.Equal(t, string(want), inspect(t, folder, archtest.Service{}.Rules()))
			require.Contains(t, string(want), "\n"+rule.Name+": ", "more than one finding, all of this rule")
		})
	}
}

// inspect returns the findings as lines.
func inspect(t *testing.T, folder string, rules []archtest.Rule, exceptions ...archtest.Exception) string {
	t.Helper()
	findings, err := archtest.Inspect(t.Context(), folder, rules, exceptions...)
	require.NoError(t, err)
	var lines strings.Builder
	for _, finding := range findings {
		lines.WriteString(finding.String() + "\n")
	}
	return lines.String()
}
