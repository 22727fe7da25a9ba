package api_test

import (
	"encoding/json"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/hosting/hosttest"
)

func TestAnEmptyKitchen(t *testing.T) {
	t.Parallel()
	app := serve(t)
	status := app.Get("/api/kitchen/status").Expect(http.StatusOK)
	require.JSONEq(t, `{"capacity": 3, "cooking": 0, "available": 3, "order_ids": [], "total_orders_processed": 0}`, string(status.Body))
	require.JSONEq(t, `[]`, string(app.Get("/api/kitchen/queue").Expect(http.StatusOK).Body))
	require.JSONEq(t, `[]`, string(app.Get("/api/delivery/ready").Expect(http.StatusOK).Body))
}

func TestTheKitchenAndTheDriversSeeWhatTheyHaveToDo(t *testing.T) {
	t.Parallel()
	app := serve(t)
	var queue, door []string
	for _, status := range []string{"confirmed", "cooking", "ready", "delivering", "delivered", "cancelled", "confirmed", "ready"} {
		order := reach(t, app, status)
		switch status {
		case "confirmed", "cooking":
			queue = append(queue, order)
		case "ready":
			door = append(door, order)
		}
	}
	require.Equal(t, queue, board(t, app, "/api/kitchen/queue"))
	require.Equal(t, door, board(t, app, "/api/delivery/ready"))
}

func board(t *testing.T, app *hosttest.App, path string) []string {
	t.Helper()
	var orders []any
	require.NoError(t, json.Unmarshal(app.Get(path).Expect(http.StatusOK).Body, &orders))
	return addresses(orders)
}
