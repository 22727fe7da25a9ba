package api_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestAPersonIsRegisteredAndMoves(t *testing.T) {
	t.Parallel()
	app := serve(t)
	person := register(t, app)
	require.Equal(t, with(ada(), object{"id": idOf(person)}), decode(t, app.Get(person).Expect(http.StatusOK)))

	address := object{"street": "Ashley Combe 1", "postal_code": "TA24 8LA", "city": "Porlock", "state": "", "country": "GB"}
	token := app.Put(person+"/address", address).Expect(http.StatusNoContent).Header("Consistency-Token")
	require.Equal(t, address, decode(t, app.Get(person).Expect(http.StatusOK))["address"])

	listed := decode(t, app.Get("/api/persons").Header("Consistency-Token", token).Expect(http.StatusOK))
	require.EqualValues(t, 1, listed["total"])
	require.Equal(t, address, listed["items"].([]any)[0].(object)["address"])
}

func TestPeopleAreListedByPages(t *testing.T) {
	t.Parallel()
	app := serve(t)
	var token string
	for _, name := range []string{"Ada", "Grace", "Hedy"} {
		token = app.Post("/api/persons", ada(object{"first_name": name})).Expect(http.StatusCreated).Header("Consistency-Token")
	}
	r := app.Get("/api/persons?page=2&page_size=2").Header("Consistency-Token", token).Expect(http.StatusOK)
	page := decode(t, r)
	require.EqualValues(t, 3, page["total"])
	require.Len(t, page["items"], 1)
	require.Equal(t, "Hedy", page["items"].([]any)[0].(object)["first_name"])
	require.Contains(t, r.Header("Link"), `rel="prev"`)
	app.Get("/api/persons?page=0").Expect(http.StatusUnprocessableEntity).Fault("query", "/page", "min")
}

func TestWhoCannotBeRegistered(t *testing.T) {
	t.Parallel()
	app := serve(t)
	app.Post("/api/persons", ada(object{"date_of_birth": "2020-01-01"})).Expect(http.StatusBadRequest).Problem("domain_rule")
	for name, tt := range map[string]struct {
		change  object
		pointer string
		code    string
	}{
		"no name":          {object{"first_name": ""}, "/first_name", "required"},
		"no country":       {object{"nationality": "XX"}, "/nationality", "iso3166_1_alpha2"},
		"no day":           {object{"date_of_birth": "10.12.1990"}, "/date_of_birth", "datetime"},
		"unknown gender":   {object{"gender": "none"}, "/gender", "oneof"},
		"no address":       {object{"address": object{}}, "/address/street", "required"},
		"a country code":   {object{"address": with(ada()["address"].(object), object{"country": "England"})}, "/address/country", "iso3166_1_alpha2"},
		"a member unknown": {object{"middle_name": "King"}, "/middle_name", "unknown_field"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			app.For(t).Post("/api/persons", ada(tt.change)).Expect(http.StatusUnprocessableEntity).Fault("body", tt.pointer, tt.code)
		})
	}
}

func TestAPersonThatDoesNotExist(t *testing.T) {
	t.Parallel()
	app := serve(t)
	app.Get("/api/persons/none").Expect(http.StatusNotFound).Problem("person_not_found")
	app.Put("/api/persons/none/address", ada()["address"]).Expect(http.StatusNotFound).Problem("person_not_found")
	app.Delete("/api/persons/none").Expect(http.StatusNotFound).Problem("person_not_found")
	app.Get("/api/accounts/by-owner/none").Expect(http.StatusNotFound).Problem("person_not_found")
}

func TestAPersonIsErased(t *testing.T) {
	t.Parallel()
	app := serve(t)
	person := register(t, app)
	account := open(t, app, person)
	app.Delete(person).Expect(http.StatusConflict).Problem("accounts_open")
	app.Post(account+"/close", nil).Expect(http.StatusOK)

	token := app.Delete(person).Expect(http.StatusNoContent).Header("Consistency-Token")
	app.Get(person).Expect(http.StatusGone).Problem("person_erased")
	app.Delete(person).Expect(http.StatusGone).Problem("person_erased")
	app.Put(person+"/address", ada()["address"]).Expect(http.StatusGone).Problem("person_erased")
	app.Post("/api/accounts", object{"owner_id": idOf(person), "currency": "EUR", "overdraft_limit": "0"}).
		Expect(http.StatusNotFound).Problem("person_not_found")
	require.EqualValues(t, 0, decode(t, app.Get("/api/persons").Header("Consistency-Token", token).Expect(http.StatusOK))["total"])

	kept := decode(t, app.Get(account).Expect(http.StatusOK))
	require.Empty(t, kept["owner_name"])
	require.Equal(t, true, kept["closed"])
	listed := decode(t, app.Get("/api/accounts/by-owner/"+idOf(person)).Header("Consistency-Token", token).Expect(http.StatusOK))
	require.EqualValues(t, 1, listed["total"], "what their accounts moved stays")
}
