// Package api speaks HTTP for the pizzeria: controllers that bind a request,
// send it to the application and answer with what comes back.
package api

import "github.com/neuroglia-go/neuroglia/mvc"

// Controllers returns every controller of the API.
func Controllers() []mvc.Registration {
	return []mvc.Registration{
		mvc.Controller[*MenuController](NewMenuController),
		mvc.Controller[*OrdersController](NewOrdersController),
		mvc.Controller[*KitchenController](NewKitchenController),
	}
}
