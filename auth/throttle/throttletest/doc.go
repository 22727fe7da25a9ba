// Package throttletest holds stores of counts to their contract.
//
//	func TestContract(t *testing.T) {
//		throttletest.TestStore(t, func(t *testing.T) throttle.Store { return mystore.New(…) })
//	}
//
// A store that is a throttle.Purgeable is held to that contract as well.
package throttletest
