package banking_test

import "testing"

// What the README lets a reader type does what it says.
func TestTheEveningOfTheREADME(t *testing.T) {
	t.Parallel()
	bank.RequireEvening(t,
		`"balance":"1200.50"`, `"balance":"400.50"`, `"code":"idempotency_mismatch"`, `"status":"completed"`, `"owner_name":"Ada Lovelace"`,
		"time,type,amount,balance", `"code":"insufficient_funds"`, `"code":"accounts_open"`)
}

func TestTheSettingsOfTheREADME(t *testing.T) {
	t.Parallel()
	bank.RequireSettingsOfREADME(t, "DATABASE_URL", "INTEREST_RATE")
}
