// Package api speaks HTTP for the pizzeria: controllers that bind a request,
// send it to the application and answer with what comes back.
package api

import (
	"github.com/neuroglia-go/neuroglia/mvc"
	"github.com/neuroglia-go/neuroglia/mvc/openapi"
)

// Controllers returns every controller of the API.
func Controllers() []mvc.Registration {
	return []mvc.Registration{
		mvc.Controller[*MenuController](NewMenuController),
		mvc.Controller[*OrdersController](NewOrdersController),
		mvc.Controller[*KitchenController](NewKitchenController),
		mvc.Controller[*ManagementController](NewManagementController),
		mvc.Controller[*EventsController](NewEventsController),
		mvc.Controller[*AccountController](NewAccountController),
	}
}

// Describe says in the document what the routes cannot say of themselves.
func Describe(config *mvc.Config) {
	config.Tags = []openapi.Tag{
		{Name: "Menu", Description: "What there is to eat, and what it costs."},
		{Name: "Orders", Description: "Orders on their way from the counter to the door."},
		{Name: "Kitchen", Description: "What the kitchen and the drivers have to do."},
		{Name: "Customers", Description: "What customers are told."},
		{Name: "Management", Description: "Figures."},
		{Name: "Events", Description: "What other services tell."},
		{Name: "Account", Description: "To sign in and out."},
	}
	config.Describe = func(document *openapi.Document) {
		document.Info.License = &openapi.License{Name: "Apache 2.0", Identifier: "Apache-2.0"}
	}
}
