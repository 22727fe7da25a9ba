// Package mediatortest helps to test what is built on a mediator.
//
// [New] builds the services of a test and records what passes:
//
//	m, messages := mediatortest.New(t, func(services *di.Services) {
//		mediator.AddHandler[*PlaceOrderHandler](services, NewPlaceOrderHandler)
//		mediatortest.Fake(services, func(context.Context, PriceOf) (Money, error) { return ten, nil })
//	})
//	_, err := mediator.Send(t.Context(), m, PlaceOrder{Customer: "Ada"})
//	require.NoError(t, err)
//	require.Equal(t, []OrderPlaced{{Customer: "Ada"}}, mediatortest.Of[OrderPlaced](messages))
//
// [Record] adds the recorder to services that are built elsewhere, such as those
// of a whole application, and [Fake] replaces one handler of them.
package mediatortest
