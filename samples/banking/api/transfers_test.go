package api_test

import (
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

func transfer(from, to, amount string) object {
	return object{"from_account_id": idOf(from), "to_account_id": idOf(to), "amount": amount, "communication": "rent"}
}

func statuses(transfer object) (all []any) {
	for _, step := range transfer["history"].([]any) {
		all = append(all, step.(object)["status"])
	}
	return all
}

func TestATransferArrives(t *testing.T) {
	t.Parallel()
	app := serve(t)
	person := register(t, app)
	from, to := open(t, app, person), open(t, app, person)
	put(t, app, from, "50")
	r := app.Post("/api/transfers", transfer(from, to, "30")).Header("Idempotency-Key", "t1").Expect(http.StatusAccepted)
	require.Equal(t, "requested", decode(t, r)["status"])
	require.True(t, strings.HasPrefix(r.Header("Location"), "/api/transfers/"))

	done := settle(t, app, r.Header("Location"))
	require.Equal(t, []any{"requested", "funds_held", "credited", "completed"}, statuses(done))
	require.Equal(t, "20.00", decode(t, app.Get(from).Expect(http.StatusOK))["balance"])
	require.Equal(t, "30.00", decode(t, app.Get(to).Expect(http.StatusOK))["balance"])
}

func TestATransferWithoutMoneyIsRejected(t *testing.T) {
	t.Parallel()
	app := serve(t)
	person := register(t, app)
	from, to := open(t, app, person), open(t, app, person)
	r := app.Post("/api/transfers", transfer(from, to, "100.01")).Header("Idempotency-Key", "t1").Expect(http.StatusAccepted)
	done := settle(t, app, r.Header("Location"))
	require.Equal(t, []any{"requested", "rejected"}, statuses(done))
	require.Equal(t, "insufficient_funds", done["reason"])
}

// The money is given back when the other account was closed meanwhile.
func TestATransferToAClosedAccountIsCompensated(t *testing.T) {
	t.Parallel()
	app := serve(t)
	person := register(t, app)
	from, to := open(t, app, person), open(t, app, person)
	app.Post(to+"/close", nil).Expect(http.StatusOK)
	r := app.Post("/api/transfers", transfer(from, to, "10")).Header("Idempotency-Key", "t1").Expect(http.StatusAccepted)
	done := settle(t, app, r.Header("Location"))
	require.Equal(t, []any{"requested", "funds_held", "compensated"}, statuses(done))
	require.Equal(t, "account_closed", done["reason"])
	require.Equal(t, "100.00", decode(t, app.Get(from).Expect(http.StatusOK))["available"])
}

func TestTransfersThatMakeNoSense(t *testing.T) {
	t.Parallel()
	app := serve(t)
	person := register(t, app)
	euros, dollars := open(t, app, person), open(t, app, person, object{"currency": "USD"})
	refused := func(body object, status int, code string) {
		t.Helper()
		app.Post("/api/transfers", body).Header("Idempotency-Key", key()).Expect(status).Problem(code)
	}
	refused(transfer(euros, euros, "1"), http.StatusBadRequest, "same_account")
	refused(transfer(euros, dollars, "1"), http.StatusBadRequest, "currency_mismatch")
	refused(transfer(euros, dollars, "0"), http.StatusUnprocessableEntity, "validation_failed")
	refused(transfer(euros, dollars, "-1"), http.StatusBadRequest, "domain_rule")
	refused(transfer(euros, "none", "1"), http.StatusNotFound, "account_not_found")
	refused(transfer("none", euros, "1"), http.StatusNotFound, "account_not_found")
	refused(transfer("", euros, "1"), http.StatusUnprocessableEntity, "validation_failed")
	app.Post("/api/transfers", transfer(euros, dollars, "1")).Expect(http.StatusUnprocessableEntity).Fault("header", "/Idempotency-Key", "required")
	app.Get("/api/transfers/none").Expect(http.StatusNotFound).Problem("transfer_not_found")
}

// Each money request is sent three times at once, and again after a restart: it moves money
// once and is answered each time as the first.
func TestMoneyMovesOnceForAKey(t *testing.T) { //nolint:tparallel // each goes on where the one before was
	t.Parallel()
	database := "sqlite:" + filepath.Join(t.TempDir(), "banking.db")
	requests := []struct {
		name, path string
		body       object
		status     int
	}{
		{name: "deposit", status: http.StatusCreated},
		{name: "withdrawal", status: http.StatusCreated},
		{name: "transfer", path: "/api/transfers", status: http.StatusAccepted},
	}
	answers := map[string]string{}
	var from, to string
	t.Run("three at once", func(t *testing.T) {
		app := serveOver(t, database)
		person := register(t, app)
		from, to = open(t, app, person), open(t, app, person)
		put(t, app, from, "100")
		requests[0].path, requests[0].body = from+"/deposits", object{"amount": "10"}
		requests[1].path, requests[1].body = from+"/withdrawals", object{"amount": "5"}
		requests[2].body = transfer(from, to, "30")
		for _, request := range requests {
			got := make(chan string, 3)
			var all sync.WaitGroup
			for range 3 {
				all.Go(func() {
					r := app.Post(request.path, request.body).Header("Idempotency-Key", request.name).Send()
					got <- r.Header("Location") + string(r.Body)
				})
			}
			all.Wait()
			answers[request.name] = <-got
			require.Equal(t, answers[request.name], <-got)
			require.Equal(t, answers[request.name], <-got)
		}
	})
	t.Run("after a restart", func(t *testing.T) {
		app := serveOver(t, database)
		for _, request := range requests {
			r := app.Post(request.path, request.body).Header("Idempotency-Key", request.name).Expect(request.status)
			require.Equal(t, answers[request.name], r.Header("Location")+string(r.Body), request.name)
			if request.name == "transfer" {
				require.Equal(t, "completed", settle(t, app, r.Header("Location"))["status"])
			}
		}
		require.Equal(t, "75.00", decode(t, app.Get(from).Expect(http.StatusOK))["balance"])
		require.Equal(t, "30.00", decode(t, app.Get(to).Expect(http.StatusOK))["balance"])
		app.Post(from+"/deposits", object{"amount": "11"}).Header("Idempotency-Key", "deposit").
			Expect(http.StatusUnprocessableEntity).Problem("idempotency_mismatch")
		app.Post(to+"/deposits", object{"amount": "10"}).Header("Idempotency-Key", "deposit").
			Expect(http.StatusUnprocessableEntity).Problem("idempotency_mismatch")
	})
}

// A person is registered once for a key, and the key gives nothing away to somebody else.
func TestCommandsOfPeopleMayBeRepeated(t *testing.T) {
	t.Parallel()
	app := serve(t)
	first := app.Post("/api/persons", ada()).Header("Idempotency-Key", "p1").Expect(http.StatusCreated).Header("Location")
	require.Equal(t, first, app.Post("/api/persons", ada()).Header("Idempotency-Key", "p1").Expect(http.StatusCreated).Header("Location"))
	app.Post("/api/persons", ada(object{"first_name": "Eve"})).Header("Idempotency-Key", "p1").
		Expect(http.StatusUnprocessableEntity).Problem("idempotency_mismatch")
	app.Delete(first).Header("Idempotency-Key", "e1").Expect(http.StatusNoContent)
	app.Delete(first).Header("Idempotency-Key", "e1").Expect(http.StatusNoContent)
	app.Delete(first).Expect(http.StatusGone)
}
