// Package mvctest calls an HTTP API in the process of the test and holds every
// answer to the API's OpenAPI document.
//
//	document, err := app.OpenAPI()
//	require.NoError(t, err)
//	c := mvctest.New(t, app.Handler(), document)
//
//	var order OrderDTO
//	c.Post("/orders", PlaceOrder{CustomerName: "Ada"}).Expect(201).JSON(&order)
//	c.Put("/orders/"+order.ID+"/cook", nil).Header("If-Match", `"1"`).Expect(200)
//	c.Get("/orders/none").Expect(404).Problem("order_not_found")
//	c.Post("/orders", PlaceOrder{}).Expect(422).Fault("body", "/customer_name", "required")
//
// There are no sockets: a request is a call of the handler, so a test can count
// allocations, stop in the debugger and run in a synctest bubble.
//
// # What is checked
//
// An answer fails the test when the document does not name its status, its media
// type or a header that the document requires, or when its JSON does not fit the
// schema. So a test suite that covers an API proves the document, and nothing has
// to be kept in step by hand. A request to an address that the document does not
// know may only be answered with a problem of status 404 or 405;
// [Request.Undocumented] lifts all of this for hidden routes.
package mvctest
