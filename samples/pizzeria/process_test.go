package pizzeria_test

import (
	"context"
	"fmt"
	"net/http"
	"os"
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
	os.Exit(pizzeria.Main(m))
}

// service is a place where the pizzeria runs.
type service struct{ *sampletest.Service }

func newService(t *testing.T, database string) *service {
	t.Helper()
	return &service{pizzeria.Service(t, database)}
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

// place places an order for the phone number.
func (s *service) place(ctx context.Context, phone string) (order, error) {
	body := fmt.Sprintf(`{"customer_name":"Maria","customer_phone":%q,"customer_address":"Via Roma 1",
		"pizzas":[{"name":"Margherita","size":"large","toppings":["basil"]},{"name":"Veggie","size":"small"}],"payment_method":"cash"}`, phone)
	var out order
	status, err := s.call(ctx, http.MethodPost, "/api/orders", body, &out)
	if err == nil && status != http.StatusCreated {
		err = fmt.Errorf("POST /api/orders answered %d", status)
	}
	return out, err
}

// call sends a request and decodes the answer.
func (s *service) call(ctx context.Context, method, path, body string, out any) (int, error) {
	return s.Call(ctx, sampletest.Request{Method: method, Path: path, Body: body}, out)
}
