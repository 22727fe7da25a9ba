package api_test

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// step is a request that moves an order on.
type step struct {
	path string
	body any
	from []string
	time string
}

func steps() []step {
	return []step{
		{"/cook", nil, []string{"confirmed"}, "cooking_started_time"},
		{"/ready", nil, []string{"cooking"}, "ready_time"},
		{"/assign", object{"delivery_person_id": "driver-7"}, []string{"ready"}, "out_for_delivery_time"},
		{"/deliver", nil, []string{"delivering"}, "delivered_time"},
		{"/cancel", nil, []string{"confirmed", "cooking", "ready", "delivering"}, "cancelled_time"},
	}
}

func TestAnOrderGoesFromTheCounterToTheDoor(t *testing.T) {
	t.Parallel()
	app := serve(t)
	order := place(t, app)
	versions := []string{`"4"`, `"5"`, `"7"`, `"8"`} // to assign records two events
	for i, s := range steps()[:4] {
		r := app.Put(order+s.path, s.body).Expect(http.StatusOK)
		require.Equal(t, versions[i], r.Header("ETag"))
		require.Equal(t, "2026-11-20T12:00:00Z", decode(t, r)[s.time])
		require.Equal(t, string(r.Body), string(app.Get(order).Expect(http.StatusOK).Body))
	}
	require.Equal(t, "driver-7", decode(t, app.Get(order).Expect(http.StatusOK))["delivery_person_id"])
}

func TestAStepFromAnotherStatusNamesIt(t *testing.T) {
	t.Parallel()
	for _, status := range []string{"confirmed", "cooking", "ready", "delivering", "delivered", "cancelled"} {
		t.Run(status, func(t *testing.T) {
			t.Parallel()
			app := serve(t)
			for _, s := range steps() {
				order := reach(t, app, status)
				if slices.Contains(s.from, status) {
					app.Put(order+s.path, s.body).Expect(http.StatusOK)
					continue
				}
				refusal := app.Put(order+s.path, s.body).Expect(http.StatusConflict).Problem("order_state")
				require.Contains(t, decode(t, refusal)["detail"], "is "+status, s.path)
				app.Put(order+"/cancel", nil).Send() // to have room in the oven
			}
		})
	}
}

func TestAStepHoldsForTheVersionInIfMatch(t *testing.T) {
	t.Parallel()
	for _, s := range steps() {
		t.Run(strings.TrimPrefix(s.path, "/"), func(t *testing.T) {
			t.Parallel()
			app := serve(t)
			order := reach(t, app, s.from[0])
			before := app.Get(order).Expect(http.StatusOK)
			tag := before.Header("ETag")
			for _, stale := range []string{`"1"`, `"99"`, "W/" + tag, "garbage", `"garbage"`, `""`, `"-1"`, `"0"`, strings.Trim(tag, `"`), `"1", "99"`} {
				app.Put(order+s.path, s.body).Header("If-Match", stale).Expect(http.StatusPreconditionFailed).Problem("stale_order")
			}
			require.Equal(t, string(before.Body), string(app.Get(order).Expect(http.StatusOK).Body))
			app.Put(order+s.path, s.body).Header("If-Match", tag).Expect(http.StatusOK)

			for _, condition := range []string{"*", `"1", ` + tag} {
				order = reach(t, app, s.from[0])
				app.Put(order+s.path, s.body).Header("If-Match", condition).Expect(http.StatusOK)
			}
			app.Put("/api/orders/none"+s.path, s.body).Header("If-Match", tag).Expect(http.StatusNotFound).Problem("order_not_found")
			app.Put("/api/orders/none"+s.path, s.body).Expect(http.StatusNotFound).Problem("order_not_found")
		})
	}
}

func TestAnOrderIsAssignedToSomebody(t *testing.T) {
	t.Parallel()
	app := serve(t)
	order := reach(t, app, "ready")
	app.Put(order+"/assign", object{}).Expect(http.StatusUnprocessableEntity).Fault("body", "/delivery_person_id", "required")
	app.Put(order+"/assign", object{"delivery_person_id": strings.Repeat("d", 101)}).
		Expect(http.StatusUnprocessableEntity).Fault("body", "/delivery_person_id", "max")
	app.Put(order+"/assign", "{").Expect(http.StatusBadRequest).Problem("malformed_body")
	app.Put(order+"/assign", nil).Expect(http.StatusBadRequest).Problem("malformed_body")
	app.Put(order+"/assign", "{}").Header("Content-Type", "text/plain").Expect(http.StatusUnsupportedMediaType)
	require.Equal(t, "ready", decode(t, app.Get(order).Expect(http.StatusOK))["status"])
}

func TestTheKitchenIsFull(t *testing.T) {
	t.Parallel()
	app := serve(t)
	first := reach(t, app, "cooking")
	second, third := reach(t, app, "cooking"), reach(t, app, "cooking")
	waiting := place(t, app)
	app.Put(waiting+"/cook", nil).Expect(http.StatusConflict).Problem("kitchen_full")

	id := func(order string) string { return strings.TrimPrefix(order, "/api/orders/") }
	status, err := json.Marshal(object{
		"capacity": 3, "cooking": 3, "available": 0, "order_ids": []string{id(first), id(second), id(third)}, "total_orders_processed": 0,
	})
	require.NoError(t, err)
	require.JSONEq(t, string(status), string(app.Get("/api/kitchen/status").Expect(http.StatusOK).Body))

	app.Put(second+"/cancel", nil).Expect(http.StatusOK)
	app.Put(waiting+"/cook", nil).Expect(http.StatusOK)
}
