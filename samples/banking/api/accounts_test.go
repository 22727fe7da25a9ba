package api_test

import (
	"encoding/csv"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestMoneyGoesInAndOut(t *testing.T) {
	t.Parallel()
	app := serve(t)
	person := register(t, app)
	account := open(t, app, person)
	r := app.Post(account+"/deposits", object{"amount": "120.50", "communication": "salary"}).Header("Idempotency-Key", "d1").Expect(http.StatusCreated)
	require.Equal(t, account+"/transactions", r.Header("Location"))
	require.Equal(t, "120.50", decode(t, r)["balance"])
	r = app.Post(account+"/withdrawals", object{"amount": "200"}).Header("Idempotency-Key", "w1").Expect(http.StatusCreated)
	require.Equal(t, "-79.50", decode(t, r)["balance"])
	require.Equal(t, "20.50", decode(t, r)["available"], "100.00 may be owed")
	app.Post(account+"/withdrawals", object{"amount": "20.51"}).Header("Idempotency-Key", "w2").Expect(http.StatusConflict).Problem("insufficient_funds")

	now := decode(t, app.Get(account).Expect(http.StatusOK))
	require.Equal(t, "-79.50", now["balance"])
	require.Equal(t, "Ada Lovelace", now["owner_name"])
	listed := decode(t, app.Get("/api/accounts/by-owner/"+idOf(person)).Header("Consistency-Token", r.Header("Consistency-Token")).Expect(http.StatusOK))
	require.Equal(t, []any{now}, listed["items"], "the read model says the same as the events")
}

func TestWhatMoneyCannotDo(t *testing.T) {
	t.Parallel()
	app := serve(t)
	account := open(t, app, register(t, app))
	for _, path := range []string{account + "/deposits", account + "/withdrawals"} {
		app.Post(path, object{"amount": "1"}).Expect(http.StatusUnprocessableEntity).Fault("header", "/Idempotency-Key", "required")
		for _, amount := range []any{"", "1.234", "one", 1.5, "1e3"} {
			app.Post(path, object{"amount": amount}).Header("Idempotency-Key", key()).Expect(http.StatusUnprocessableEntity)
		}
		app.Post(path, object{}).Header("Idempotency-Key", key()).Expect(http.StatusUnprocessableEntity).Fault("body", "/amount", "required")
		app.Post(path, object{"amount": "-1"}).Header("Idempotency-Key", key()).Expect(http.StatusBadRequest).Problem("domain_rule")
		app.Post(path, object{"amount": "1", "communication": strings.Repeat("x", 141)}).Header("Idempotency-Key", key()).
			Expect(http.StatusUnprocessableEntity).Fault("body", "/communication", "max")
	}
	for _, path := range []string{"/deposits", "/withdrawals"} {
		app.Post("/api/accounts/none"+path, object{"amount": "1"}).Header("Idempotency-Key", key()).Expect(http.StatusNotFound).Problem("account_not_found")
	}
	require.Equal(t, "0.00", decode(t, app.Get(account).Expect(http.StatusOK))["balance"])
}

func TestAnAccountIsOpenedForSomebody(t *testing.T) {
	t.Parallel()
	app := serve(t)
	person := register(t, app)
	account := object{"owner_id": idOf(person), "currency": "EUR", "overdraft_limit": "0"}
	app.Post("/api/accounts", with(account, object{"owner_id": "none"})).Expect(http.StatusNotFound).Problem("person_not_found")
	app.Post("/api/accounts", with(account, object{"currency": "XXX"})).Expect(http.StatusUnprocessableEntity).Fault("body", "/currency", "oneof")
	app.Post("/api/accounts", with(account, object{"owner_id": ""})).Expect(http.StatusUnprocessableEntity).Fault("body", "/owner_id", "required")
	app.Post("/api/accounts", with(account, object{"overdraft_limit": "-1"})).Expect(http.StatusBadRequest).Problem("domain_rule")
}

func TestTheOverdraftLimit(t *testing.T) {
	t.Parallel()
	app := serve(t)
	account := open(t, app, register(t, app))
	app.Post(account+"/withdrawals", object{"amount": "80"}).Header("Idempotency-Key", key()).Expect(http.StatusCreated)
	app.Put(account+"/overdraft-limit", object{"overdraft_limit": "79.99"}).Expect(http.StatusConflict).Problem("overdraft_in_use")
	changed := decode(t, app.Put(account+"/overdraft-limit", object{"overdraft_limit": "250"}).Expect(http.StatusOK))
	require.Equal(t, "170.00", changed["available"])
	app.Put(account+"/overdraft-limit", object{"overdraft_limit": "-1"}).Expect(http.StatusBadRequest).Problem("domain_rule")
	app.Put(account+"/overdraft-limit", object{}).Expect(http.StatusUnprocessableEntity).Fault("body", "/overdraft_limit", "required")
	app.Put("/api/accounts/none/overdraft-limit", object{"overdraft_limit": "1"}).Expect(http.StatusNotFound).Problem("account_not_found")
}

func TestAnAccountIsClosedAtZero(t *testing.T) {
	t.Parallel()
	app := serve(t)
	account := open(t, app, register(t, app))
	put(t, app, account, "10")
	app.Post(account+"/close", nil).Expect(http.StatusConflict).Problem("account_not_empty")
	app.Post(account+"/withdrawals", object{"amount": "10"}).Header("Idempotency-Key", key()).Expect(http.StatusCreated)
	require.Equal(t, true, decode(t, app.Post(account+"/close", nil).Expect(http.StatusOK))["closed"])

	app.Post(account+"/close", nil).Expect(http.StatusConflict).Problem("account_closed")
	app.Post(account+"/deposits", object{"amount": "1"}).Header("Idempotency-Key", key()).Expect(http.StatusConflict).Problem("account_closed")
	app.Post(account+"/withdrawals", object{"amount": "1"}).Header("Idempotency-Key", key()).Expect(http.StatusConflict).Problem("account_closed")
	app.Put(account+"/overdraft-limit", object{"overdraft_limit": "1"}).Expect(http.StatusConflict).Problem("account_closed")
	app.Post("/api/accounts/none/close", nil).Expect(http.StatusNotFound).Problem("account_not_found")
}

func TestWhatMovedIsTold(t *testing.T) {
	t.Parallel()
	app := serve(t)
	account := open(t, app, register(t, app))
	put(t, app, account, "100")
	put(t, app, account, "20")
	token := app.Post(account+"/withdrawals", object{"amount": "50", "communication": "=cash"}).Header("Idempotency-Key", key()).
		Expect(http.StatusCreated).Header("Consistency-Token")
	get := func(path string) object {
		return decode(t, app.Get(account+path).Header("Consistency-Token", token).Expect(http.StatusOK))
	}
	all := get("/transactions")
	require.EqualValues(t, 3, all["total"])
	var balances []any
	for _, item := range all["items"].([]any) {
		balances = append(balances, item.(object)["balance"])
	}
	require.Equal(t, []any{"70.00", "120.00", "100.00"}, balances, "the latest first")
	second := all["items"].([]any)[1].(object)
	at := url.QueryEscape(second["at"].(string))
	require.EqualValues(t, 2, get("/transactions?from=" + at)["total"], "from is included")
	require.EqualValues(t, 1, get("/transactions?to=" + at)["total"], "to is not")
	page := get("/transactions?page=2&page_size=1")
	require.Equal(t, []any{second}, page["items"])
	require.Equal(t, "120.00", get("?as_of=" + at)["balance"], "the account as of a transaction has it")

	app.Get(account + "/transactions?from=yesterday").Expect(http.StatusUnprocessableEntity)
	app.Get("/api/accounts/none/transactions").Expect(http.StatusNotFound).Problem("account_not_found")

	month := time.Now().UTC().Format("2006-01")
	r := app.Get(account+"/statement.csv?month="+month).Header("Consistency-Token", token).Expect(http.StatusOK)
	table, err := csv.NewReader(strings.NewReader(string(r.Body))).ReadAll()
	require.NoError(t, err)
	require.Len(t, table, 4)
	require.Equal(t, []string{"time", "type", "amount", "balance", "currency", "counterparty", "communication", "transaction_id"}, table[0])
	require.Equal(t, []string{"withdrawal", "-50.00", "70.00", "EUR", "", "'=cash"}, table[3][1:7], "text is no formula")
	empty := app.Get(account + "/statement.csv?month=2020-01").Expect(http.StatusOK)
	require.Equal(t, 1, strings.Count(string(empty.Body), "\n"))
	app.Get(account+"/statement.csv").Expect(http.StatusUnprocessableEntity).Fault("query", "/month", "required")
	app.Get(account+"/statement.csv?month=2026-13").Expect(http.StatusUnprocessableEntity).Fault("query", "/month", "datetime")
	app.Get("/api/accounts/none/statement.csv?month=" + month).Expect(http.StatusNotFound).Problem("account_not_found")

	days := decode(t, app.Get("/api/totals/daily").Header("Consistency-Token", token).Expect(http.StatusOK))
	require.Equal(t, "120.00", days["items"].([]any)[0].(object)["deposits"])
	require.Equal(t, "50.00", days["items"].([]any)[0].(object)["withdrawals"])
}

func TestAnAccountThatDoesNotExist(t *testing.T) {
	t.Parallel()
	app := serve(t)
	app.Get("/api/accounts/none").Expect(http.StatusNotFound).Problem("account_not_found")
	account := open(t, app, register(t, app))
	app.Get(account + "?as_of=2020-01-01T00:00:00Z").Expect(http.StatusNotFound).Problem("account_not_found")
	app.Get(account + "?as_of=soon").Expect(http.StatusUnprocessableEntity)
}
