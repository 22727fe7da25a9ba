// Package sessiontest holds stores of sessions to their contract.
//
//	func TestContract(t *testing.T) {
//		sessiontest.TestStore(t, func(t *testing.T) session.Store { return mystore.New(…) }, sessiontest.Features{})
//	}
package sessiontest
