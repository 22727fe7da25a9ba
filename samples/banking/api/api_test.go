package api_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/hosting/hosttest"
	"github.com/neuroglia-go/neuroglia/mvc/mvctest"
	"github.com/neuroglia-go/neuroglia/samples/banking"
)

// serve returns the whole bank, put together as the program does it, over a store in memory.
// Its client holds every answer to the OpenAPI document.
func serve(t *testing.T) *hosttest.App {
	t.Helper()
	return serveOver(t, "memory:")
}

func serveOver(t *testing.T, database string) *hosttest.App {
	t.Helper()
	return hosttest.New(t, banking.Configure, hosttest.Name(banking.Name),
		hosttest.Setting("BANKING_DATABASE_URL", database), hosttest.Setting("BANKING_LOG_LEVEL", "warn"))
}

// object is a JSON object as a client without our types sees it.
type object = map[string]any

func decode(t *testing.T, r *mvctest.Response) object {
	t.Helper()
	var o object
	require.NoError(t, json.Unmarshal(r.Body, &o))
	return o
}

// with returns the object with changes.
func with(o object, changes ...object) object {
	o = maps.Clone(o)
	for _, change := range changes {
		maps.Copy(o, change)
	}
	return o
}

func ada(changes ...object) object {
	return with(object{
		"first_name": "Ada", "last_name": "Lovelace", "nationality": "GB", "gender": "female", "date_of_birth": "1990-12-10",
		"address": object{"street": "St James's Square 12", "postal_code": "SW1Y 4JH", "city": "London", "state": "England", "country": "GB"},
	}, changes...)
}

// register registers a person and returns the address of one: "/api/persons/…".
func register(t *testing.T, app *hosttest.App, changes ...object) string {
	t.Helper()
	return app.Post("/api/persons", ada(changes...)).Expect(http.StatusCreated).Header("Location")
}

// open opens an account in euros and returns its address.
func open(t *testing.T, app *hosttest.App, person string, changes ...object) string {
	t.Helper()
	account := with(object{"owner_id": idOf(person), "currency": "EUR", "overdraft_limit": "100.00"}, changes...)
	return app.Post("/api/accounts", account).Expect(http.StatusCreated).Header("Location")
}

// idOf returns the last part of an address.
func idOf(address string) string { return address[strings.LastIndexByte(address, '/')+1:] }

// put puts money into an account.
func put(t *testing.T, app *hosttest.App, account, amount string) *mvctest.Response {
	t.Helper()
	return app.Post(account+"/deposits", object{"amount": amount}).Header("Idempotency-Key", key()).Expect(http.StatusCreated)
}

// key is a new idempotency key.
func key() string { return fmt.Sprintf("k-%d", time.Now().UnixNano()) }

// settle waits for a transfer to be over, and returns it.
func settle(t *testing.T, app *hosttest.App, transfer string) object {
	t.Helper()
	poll := time.NewTicker(2 * time.Millisecond)
	defer poll.Stop()
	for {
		now := decode(t, app.Get(transfer).Expect(http.StatusOK))
		switch now["status"] {
		case "completed", "rejected", "compensated":
			return now
		}
		select {
		case <-poll.C:
		case <-t.Context().Done():
			t.Fatalf("the transfer is %v and goes no further", now["status"])
		}
	}
}

func TestTheAPIDescribesItself(t *testing.T) {
	t.Parallel()
	app := serve(t)
	document := decode(t, app.Get("/api/openapi.json").Undocumented().Expect(http.StatusOK))
	require.Equal(t, "Banking", document["info"].(object)["title"])
	paths := document["paths"].(object)
	require.Len(t, paths, 15)
	for path, methods := range map[string][]string{
		"/api/persons": {"get", "post"}, "/api/persons/{id}": {"get", "delete"}, "/api/persons/{id}/address": {"put"},
		"/api/accounts": {"post"}, "/api/accounts/{id}": {"get"}, "/api/accounts/by-owner/{owner_id}": {"get"},
		"/api/accounts/{id}/transactions": {"get"}, "/api/accounts/{id}/statement.csv": {"get"},
		"/api/accounts/{id}/deposits": {"post"}, "/api/accounts/{id}/withdrawals": {"post"},
		"/api/accounts/{id}/overdraft-limit": {"put"}, "/api/accounts/{id}/close": {"post"},
		"/api/transfers": {"post"}, "/api/transfers/{id}": {"get"}, "/api/totals/daily": {"get"},
	} {
		for _, method := range methods {
			operation, ok := paths[path].(object)[method].(object)
			require.True(t, ok, "%s %s", method, path)
			require.NotEmpty(t, operation["summary"], "%s %s", method, path)
		}
	}
}

// A client switches on codes, so the document names all that a route refuses with.
func TestTheDocumentNamesTheCodes(t *testing.T) {
	t.Parallel()
	paths := decode(t, serve(t).Get("/api/openapi.json").Undocumented().Expect(http.StatusOK))["paths"].(object)
	for operation, codes := range map[string]map[string]string{
		"post /api/persons":                   {"400": "domain_rule", "422": "idempotency_mismatch"},
		"get /api/persons/{id}":               {"404": "person_not_found", "410": "person_erased"},
		"delete /api/persons/{id}":            {"404": "person_not_found", "409": "accounts_open", "410": "person_erased"},
		"post /api/accounts":                  {"404": "person_not_found", "422": "idempotency_mismatch"},
		"post /api/accounts/{id}/deposits":    {"404": "account_not_found", "409": "account_closed", "422": "idempotency_mismatch"},
		"post /api/accounts/{id}/withdrawals": {"409": "insufficient_funds"},
		"post /api/accounts/{id}/close":       {"409": "account_not_empty"},
		"post /api/transfers":                 {"400": "currency_mismatch, domain_rule, malformed_body, same_account", "404": "account_not_found"},
		"get /api/transfers/{id}":             {"404": "transfer_not_found"},
	} {
		method, path, _ := strings.Cut(operation, " ")
		responses := paths[path].(object)[method].(object)["responses"].(object)
		for status, want := range codes {
			require.Contains(t, responses[status].(object)["description"], want, "%s %s", operation, status)
		}
	}
}
