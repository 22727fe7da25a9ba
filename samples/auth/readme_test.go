package auth_test

import "testing"

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
