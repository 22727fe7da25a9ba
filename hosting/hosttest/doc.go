// Package hosttest runs a whole application inside a test: its wiring, its
// services and its middleware are those of production, only sockets, signals and the
// environment of the machine are left out.
//
//	func TestOrders(t *testing.T) {
//		app := hosttest.New(t, Configure,
//			hosttest.Setting("PIZZERIA_DATABASE_URL", "memory:"),
//			hosttest.Override[application.Clock](clock),
//		)
//		var order api.OrderDTO
//		app.Post("/api/orders", place).Expect(201).JSON(&order)
//		app.Get("/api/orders/"+order.ID).Expect(200)
//	}
//
// where Configure is the function that main gives its builder to. The profile is
// test, logs go to the log of the test, and the application is stopped at its
// end; that it stops in order is part of what is tested.
//
// The client is one of mvctest: every answer is held to the OpenAPI document of
// the sub-app that it comes from.
package hosttest
