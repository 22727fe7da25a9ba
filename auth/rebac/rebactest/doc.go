// Package rebactest holds the suite that says what an authorizer has to do.
//
//	func TestContract(t *testing.T) {
//		rebactest.TestAuthorizer(t, func(t *testing.T, model *rebac.Model) rebac.Authorizer {
//			return rebac.NewMemory(model, rebac.Config{})
//		})
//	}
//
// Each subtest opens an authorizer of its own, without tuples and with a model of its own,
// and runs in parallel with the others. [TestAgreement] draws models and tuples, and holds an
// adapter for a server to the evaluator in memory.
package rebactest
