// Package sampletest runs a sample as its operator would: it builds the program, starts it as a
// process, kills it, calls it, and holds its README and its files for containers to what the
// program says of itself.
//
//	var bank = sampletest.Program{Name: "banking"}
//
//	func TestMain(m *testing.M) { os.Exit(bank.Main(m)) }
//
//	func TestMoneyStaysWhenTheProcessIsKilled(t *testing.T) {
//		bank.OnEachStore(t, func(t *testing.T, database string) {
//			s := bank.Service(t, database)
//			s.Start()
//			status, err := s.Call(t.Context(), sampletest.Request{Method: "POST", Path: "/api/accounts", Body: "{}"}, nil)
//			s.Kill()
//			s.Start()
//		})
//	}
//
//	func TestTheKubernetesManifestsFitTheService(t *testing.T) { bank.RequireKubernetesFits(t) }
//
// The tests of a sample run in its folder, samples/<name>, whose program is cmd/<name> and whose
// settings begin with its name.
package sampletest
