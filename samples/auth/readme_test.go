package auth_test

import (
	"os"
	"regexp"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"
)

// What the README lets a reader type does what it says.
func TestTheEveningOfTheREADME(t *testing.T) {
	t.Parallel()
	program.RequireEvening(t,
		`"username":"ada.lovelace"`, `"code":"username_taken"`, `"code":"invalid_credentials"`, `"user_id":"`, `"code":"forbidden"`,
		`"code":"not_authenticated"`, `"token_type":"Bearer"`, `"first_name":"Grace"`, `"text_content":"Hello."`, `"code":"cross_site_request"`)
}

func TestTheSettingsOfTheREADME(t *testing.T) {
	t.Parallel()
	program.RequireSettingsOfREADME(t, "DATABASE_URL", "PEPPER", "TOKEN_KEY", "PUBLIC_URL", "ADMIN_PORT", "SESSION_TTL", "WEBHOOK_SECRET")
}

// Each fault of the README has a test, and it is where the README says.
func TestTheFaultsOfTheREADMEHaveTests(t *testing.T) {
	t.Parallel()
	readme, err := os.ReadFile("README.md")
	require.NoError(t, err)
	rows := regexp.MustCompile("(?m)^\\| ([0-9]+) \\| .+ \\| \\[`(Test\\w+)`\\]\\((.+)\\) \\|$").FindAllStringSubmatch(string(readme), -1)
	require.Len(t, rows, 25)
	for i, row := range rows {
		require.Equal(t, strconv.Itoa(i+1), row[1])
		tests, err := os.ReadFile(row[3])
		require.NoError(t, err)
		require.Contains(t, string(tests), "\nfunc "+row[2]+"(t *testing.T)")
	}
}
