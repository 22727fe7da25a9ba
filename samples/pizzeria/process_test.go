package pizzeria_test

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/neuroglia-go/neuroglia/internal/sampletest"
)

// pizzeria is the service, built once; the tests of this package start it as a process, as an
// operator would.
var pizzeria = sampletest.Program{Name: "pizzeria"}

func TestMain(m *testing.M) {
	if bus := os.Getenv(witnessBus); bus != "" {
		os.Exit(bearWitness(bus, os.Getenv(witnessDatabase)))
	}
	if err := os.Setenv("PIZZERIA_PROFILE", "development"); err != nil { // for its accounts
		panic(err)
	}
	os.Exit(pizzeria.Main(m))
}

// service is a place where the pizzeria runs.
type service struct {
	*sampletest.Service
	cookie atomic.Value // of the manager, who may do everything
}

func newService(t *testing.T, database string) *service {
	t.Helper()
	return &service{Service: pizzeria.Service(t, database)}
}

// signIn opens a session of the manager, which is in the database and outlives the process.
func (s *service) signIn(ctx context.Context) error {
	answer, err := s.Do(ctx, sampletest.Request{
		Method: http.MethodPost, Path: "/api/account/login", Body: `{"username":"marta","password":"marinara"}`,
	})
	if err != nil {
		return err
	}
	if answer.Status != http.StatusOK {
		return fmt.Errorf("POST /api/account/login answered %d", answer.Status)
	}
	cookie, _, _ := strings.Cut(answer.Header.Get("Set-Cookie"), ";")
	s.cookie.Store(cookie)
	return nil
}

type order struct {
	ID          string `json:"id"`
	Status      string `json:"status"`
	TotalAmount string `json:"total_amount"`
	Version     int64  `json:"version"`
	Customer    struct {
		ID    string `json:"id"`
		Phone string `json:"phone"`
	} `json:"customer"`
	Pizzas []struct {
		LineID string `json:"line_id"`
		Price  string `json:"price"`
	} `json:"pizzas"`
}

// place places an order for the phone number, as a guest.
func (s *service) place(ctx context.Context, phone string) (order, error) {
	body := fmt.Sprintf(`{"customer_name":"Maria","customer_phone":%q,"customer_address":"Via Roma 1",
		"pizzas":[{"name":"Margherita","size":"large","toppings":["basil"]},{"name":"Veggie","size":"small"}],"payment_method":"cash"}`, phone)
	var out order
	status, err := s.Call(ctx, sampletest.Request{Method: http.MethodPost, Path: "/api/orders", Body: body}, &out)
	if err == nil && status != http.StatusCreated {
		err = fmt.Errorf("POST /api/orders answered %d", status)
	}
	return out, err
}

// call sends a request as the manager and decodes the answer.
func (s *service) call(ctx context.Context, method, path, body string, out any) (int, error) {
	header, err := s.credentials(ctx)
	if err != nil {
		return 0, err
	}
	return s.Call(ctx, sampletest.Request{Method: method, Path: path, Body: body, Header: header}, out)
}

// credentials are the headers of a request of the manager, who signs in for the first one.
func (s *service) credentials(ctx context.Context) (map[string]string, error) {
	if s.cookie.Load() == nil {
		if err := s.signIn(ctx); err != nil {
			return nil, err
		}
	}
	return map[string]string{"Cookie": s.cookie.Load().(string)}, nil
}
