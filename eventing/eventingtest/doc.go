// Package eventingtest holds adapters of eventing to their contracts.
//
//	func TestTransport(t *testing.T) {
//		eventingtest.TestTransport(t, eventingtest.Features{Stores: true, Groups: true, DeadLetters: true},
//			func(t *testing.T) eventingtest.Place {
//				server := testenv.NATS(t)
//				return eventingtest.Place{Open: func(t *testing.T) (transport.Bus, eventingtest.Line) {
//					line, url := testenv.NewProxy(t, server)
//					bus, err := natsbus.Open(t.Context(), url)
//					require.NoError(t, err)
//					return bus, line
//				}}
//			})
//	}
//
// It is run against the real broker, over connections that it cuts. What an adapter cannot
// do it says by [Features]; then it is held to refusing that in plain words instead of
// losing events without any.
package eventingtest
