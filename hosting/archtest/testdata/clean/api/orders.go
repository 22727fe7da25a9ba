package api

import (
	"net/http"

	"github.com/neuroglia-go/neuroglia/hosting/archtest/testdata/clean/application/orders"
)

// Summary begins as a statement does, and is none.
const Summary = "Delete an order, or select one from the list"

func Ship(w http.ResponseWriter, r *http.Request) { _ = orders.ShipOrder{ID: r.PathValue("id")} }
