package banking_test

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/internal/sampletest"
)

// bank is the service, built once; the tests of this package start it as a process, as an
// operator would.
var bank = sampletest.Program{Name: "banking"}

func TestMain(m *testing.M) { os.Exit(bank.Main(m)) }

// service is a place where the bank runs.
type service struct{ *sampletest.Service }

func newService(t *testing.T, database string) *service {
	t.Helper()
	return &service{bank.Service(t, database)}
}

// request is what is sent; without a key it has none.
type request struct {
	method, path, key, body string
}

// call sends a request and decodes the answer.
func (s *service) call(ctx context.Context, r request, out any) (int, error) {
	sent := sampletest.Request{Method: r.method, Path: r.path, Body: r.body}
	if r.key != "" {
		sent.Header = map[string]string{"Idempotency-Key": r.key}
	}
	return s.Call(ctx, sent, out)
}

// post posts and expects that to be answered as wanted.
func (s *service) post(path, key, body string, out any) {
	s.T.Helper()
	status, err := s.call(s.T.Context(), request{http.MethodPost, path, key, body}, out)
	require.NoError(s.T, err)
	require.Less(s.T, status, 300, "POST %s", path)
}

// ref is what has an id.
type ref struct {
	ID string `json:"id"`
}

// register registers somebody and returns the id.
func (s *service) register(name string) string {
	s.T.Helper()
	var person ref
	s.post("/api/persons", "", fmt.Sprintf(`{"first_name":%q,"last_name":"Lovelace","nationality":"GB","gender":"female","date_of_birth":"1990-12-10",
		"address":{"street":"St James's Square 12","postal_code":"SW1Y 4JH","city":"London","country":"GB"}}`, name), &person)
	return person.ID
}

// open opens an account with an overdraft limit of 50.00 and 100.00 in it, and returns the id.
func (s *service) open(person string) string {
	s.T.Helper()
	var account ref
	s.post("/api/accounts", "", fmt.Sprintf(`{"owner_id":%q,"currency":"EUR","overdraft_limit":"50"}`, person), &account)
	s.post("/api/accounts/"+account.ID+"/deposits", "first-"+account.ID, `{"amount":"100"}`, nil)
	return account.ID
}
