// Package oidctest holds stores of the tokens of identity providers to their contract.
//
//	func TestContract(t *testing.T) {
//		oidctest.TestStore(t, func(t *testing.T) oidc.Store { return mystore.New(…) })
//	}
package oidctest
