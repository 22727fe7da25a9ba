package application_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/memory"
	"github.com/neuroglia-go/neuroglia/data/query"
	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/mediator"
	"github.com/neuroglia-go/neuroglia/samples/pizzeria/application"
	"github.com/neuroglia-go/neuroglia/samples/pizzeria/domain"
)

func TestAPlacedOrderIsConfirmedAndPriced(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	placed := send(s, maria(func(cmd *application.PlaceOrder) {
		cmd.CustomerEmail, cmd.Notes = "maria@example.com", "ring twice"
		cmd.Pizzas = append(cmd.Pizzas, application.OrderedPizza{Name: "Veggie", Size: domain.Medium, Toppings: []string{"basil", "olives"}})
	}))

	email, notes, at, ready := "maria@example.com", "ring twice", noon, noon.Add(20*time.Minute)
	require.Equal(t, application.OrderDTO{
		ID:       placed.ID,
		Customer: &application.CustomerDTO{ID: placed.Customer.ID, Name: "Maria Rossi", Phone: "+39 06 555 0101", Address: "Via Roma 1, Napoli", Email: &email},
		Pizzas: []application.LineDTO{
			{LineID: placed.Pizzas[0].LineID, Name: "Margherita", Size: domain.Large, Toppings: []string{}, Price: domain.Cents(2078)},
			{LineID: placed.Pizzas[1].LineID, Name: "Veggie", Size: domain.Medium, Toppings: []string{"basil", "olives"}, Price: domain.Cents(2319)},
		},
		Status: domain.Confirmed, PaymentMethod: domain.Cash, Notes: &notes, TotalAmount: domain.Cents(4397),
		OrderTime: noon, ConfirmedTime: &at, EstimatedReadyTime: &ready, Version: 4,
	}, placed)
	require.Len(t, map[string]bool{placed.ID: true, placed.Customer.ID: true, placed.Pizzas[0].LineID: true, placed.Pizzas[1].LineID: true}, 4)
}

func TestAnOrderCostsWhatTheMenuSays(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	for _, pizza := range send(s, application.GetMenu{}) {
		for size, price := range pizza.Prices {
			placed := send(s, maria(func(cmd *application.PlaceOrder) {
				cmd.Pizzas = []application.OrderedPizza{{Name: pizza.Name, Size: size}}
			}))
			require.Equal(t, price, placed.TotalAmount, "%s %s", size, pizza.Name)
		}
	}
}

func TestAnOrderIsRefusedWithEveryFault(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	tests := map[string]struct {
		change func(*application.PlaceOrder)
		want   []string
	}{
		"nothing given": {
			func(cmd *application.PlaceOrder) { *cmd = application.PlaceOrder{} },
			[]string{"/customer_name required", "/customer_phone required", "/customer_address required", "/pizzas required", "/payment_method required"},
		},
		"too short": {
			func(cmd *application.PlaceOrder) { cmd.CustomerPhone, cmd.CustomerAddress = "555000000", "Roma" },
			[]string{"/customer_phone min", "/customer_address min"},
		},
		"too long": {
			func(cmd *application.PlaceOrder) {
				cmd.CustomerName, cmd.CustomerPhone = strings.Repeat("m", 101), strings.Repeat("5", 21)
				cmd.CustomerAddress, cmd.Notes = strings.Repeat("v", 201), strings.Repeat("n", 501)
			},
			[]string{"/customer_name max", "/customer_phone max", "/customer_address max", "/notes max"},
		},
		"no such things": {
			func(cmd *application.PlaceOrder) {
				cmd.CustomerEmail, cmd.PaymentMethod, cmd.Pizzas[0].Size = "maria", "gold", "huge"
			},
			[]string{"/customer_email email", "/pizzas/0/size oneof", "/payment_method oneof"},
		},
		"an empty list of pizzas": {
			func(cmd *application.PlaceOrder) { cmd.Pizzas = []application.OrderedPizza{} },
			[]string{"/pizzas min"},
		},
		"toppings": {
			func(cmd *application.PlaceOrder) {
				cmd.Pizzas[0].Toppings = make([]string, domain.MaxToppings+1)
				cmd.Pizzas = append(cmd.Pizzas, application.OrderedPizza{Name: "Veggie", Size: domain.Small, Toppings: []string{"basil", ""}})
			},
			[]string{"/pizzas/0/toppings max", "/pizzas/1/toppings/1 required"},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			refusal := refuse(s, maria(tt.change), "validation_failed")
			require.Equal(t, errs.KindUnprocessable, refusal.Kind)
			got := make([]string, len(refusal.Fields))
			for i, f := range refusal.Fields {
				got[i] = f.Pointer + " " + f.Code
			}
			require.Equal(t, tt.want, got)
		})
	}
}

func TestAPizzaThatIsNotOnTheMenuLeavesNothingBehind(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	refusal := refuse(s, maria(func(cmd *application.PlaceOrder) {
		cmd.Pizzas = append(cmd.Pizzas, application.OrderedPizza{Name: "margherita", Size: domain.Small})
	}), "unknown_pizza")
	require.Equal(t, errs.KindInvalid, refusal.Kind)
	require.Contains(t, refusal.Message, `"margherita"`)
	require.Empty(t, customers(s), "the customer was registered in the same unit of work")
	require.Zero(t, send(s, application.ListOrders{Page: 1, PageSize: 1}).Total)
}

func TestACustomerIsKnownByPhone(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	first := send(s, maria(func(cmd *application.PlaceOrder) { cmd.CustomerEmail = "maria@example.com" }))
	moved := send(s, maria(func(cmd *application.PlaceOrder) { cmd.CustomerAddress = "Via Milano 2, Napoli" }))
	other := send(s, maria(func(cmd *application.PlaceOrder) { cmd.CustomerPhone = "+39 06 555 0102" }))

	require.Equal(t, first.Customer.ID, moved.Customer.ID)
	require.NotEqual(t, first.Customer.ID, other.Customer.ID)
	require.Equal(t, "Via Milano 2, Napoli", moved.Customer.Address)
	require.Equal(t, "maria@example.com", *moved.Customer.Email, "an order without an e-mail address keeps the known one")
	require.Nil(t, other.Customer.Email)
	require.Equal(t, first, send(s, application.GetOrder{OrderID: first.ID}), "an order keeps what it was placed with")
	require.Len(t, customers(s), 2)

	refuse(s, maria(func(cmd *application.PlaceOrder) {
		cmd.CustomerAddress, cmd.Pizzas[0].Name = "Via Torino 3, Napoli", "Calzone"
	}), "unknown_pizza")
	require.Equal(t, "Via Milano 2, Napoli", customers(s)[0].Address, "a refused order changes no customer")
}

// What an order writes is in one commit, or a crash could leave half of it.
func TestAnOrderAndItsCustomerAreOneCommit(t *testing.T) {
	t.Parallel()
	var commits commitLog
	s := newShop(t, func(services *di.Services) {
		di.Decorate[data.Store](services, func(store data.Store) data.Store {
			commits.Store = store.(*memory.Store)
			return &commits
		})
	})
	commits.batches = nil
	send(s, maria())
	send(s, maria())
	send(s, maria(func(cmd *application.PlaceOrder) { cmd.CustomerName = "Maria Bianchi" }))
	require.Equal(t, []string{"customers orders", "orders", "customers orders"}, commits.batches)
}

// commitLog notes which collections each commit writes to.
type commitLog struct {
	*memory.Store
	batches []string
}

func (l *commitLog) Commit(ctx context.Context, batch data.Batch) error {
	var collections []string
	for _, write := range batch.Writes {
		if write.Op != data.Check {
			collections = append(collections, write.Collection)
		}
	}
	l.batches = append(l.batches, strings.Join(collections, " "))
	return l.Store.Commit(ctx, batch)
}

// Phones ring at once, and all callers have the same new number.
func TestConcurrentOrdersOfANewPhoneRegisterOneCustomer(t *testing.T) {
	t.Parallel()
	const callers = 8
	s := newShop(t, atOnce[*domain.Customer](callers))
	var calls sync.WaitGroup
	for i := range callers {
		calls.Go(func() {
			_, err := mediator.Send(s.ctx(), s.mediator, maria(func(cmd *application.PlaceOrder) {
				cmd.CustomerAddress = fmt.Sprintf("Via Roma %d, Napoli", i)
			}))
			if err != nil {
				t.Error(err)
			}
		})
	}
	calls.Wait()
	all := customers(s)
	require.Len(t, all, 1)
	page := send(s, application.ListOrders{Page: 1, PageSize: 100})
	require.Equal(t, callers, page.Total)
	for _, order := range page.Items {
		require.Equal(t, all[0].ID, order.Customer.ID)
	}
}

func customers(s *shop) []domain.CustomerState {
	s.t.Helper()
	found, err := resolve[application.Customers](s).Find(s.t.Context(), query.All())
	require.NoError(s.t, err)
	return query.MapPage(found, func(c *domain.Customer) domain.CustomerState { return c.State() }).Items
}
