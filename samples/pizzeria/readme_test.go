package pizzeria_test

import "testing"

// What the README lets a reader type does what it says.
func TestTheEveningOfTheREADME(t *testing.T) {
	t.Parallel()
	pizzeria.RequireEvening(t,
		`"name":"Quattro Formaggi"`, `"status":"cooking"`, `"available":2`, `"status":"ready"`,
		`"delivery_person_id":"dario"`, `"customer":null`, `"order_delivered"`, `"code":"forbidden"`, `"status":"delivered"`, `"total":1`, `"code":"order_state"`, `"code":"validation_failed"`)
}

func TestTheSettingsOfTheREADME(t *testing.T) {
	t.Parallel()
	pizzeria.RequireSettingsOfREADME(t, "DATABASE_URL", "KITCHEN_SIZE", "OIDC_ISSUER", "OIDC_AUDIENCE", "OIDC_ROLE_CLAIM", "OIDC_ROLES")
}
