package application_test

import (
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/mediator"
	"github.com/neuroglia-go/neuroglia/samples/pizzeria/application"
	"github.com/neuroglia-go/neuroglia/samples/pizzeria/domain"
)

func diavola() application.Recipe {
	return application.Recipe{Name: "Diavola", BasePrice: domain.Cents(1549), Description: "Spicy salami", Toppings: []string{"salami", "chili"}}
}

func TestAnAddedPizzaIsPricedBySizeAndToppings(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	added := send(s, application.AddPizza{Recipe: diavola()})
	require.Equal(t, application.PizzaDTO{
		ID: added.ID, Name: "Diavola", BasePrice: domain.Cents(1549), Description: "Spicy salami", Toppings: []string{"salami", "chili"},
		Prices: map[domain.Size]domain.Money{
			domain.Small: domain.Cents(1549 + 500), domain.Medium: domain.Cents(2014 + 500), domain.Large: domain.Cents(2478 + 500),
		},
	}, added)
	order := send(s, maria(func(cmd *application.PlaceOrder) {
		cmd.Pizzas = []application.OrderedPizza{{Name: "Diavola", Size: domain.Medium, Toppings: added.Toppings}}
	}))
	require.Equal(t, added.Prices[domain.Medium], order.TotalAmount)
}

func TestANameIsOnTheMenuOnce(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	recipe := diavola()
	recipe.Name = "Margherita"
	refusal := refuse(s, application.AddPizza{Recipe: recipe}, "pizza_name_taken")
	require.Equal(t, errs.KindConflict, refusal.Kind)
	require.Len(t, send(s, application.GetMenu{}), 6)

	const managers = 8
	codes := make(chan string, managers)
	var adding sync.WaitGroup
	for range managers {
		adding.Go(func() {
			_, err := mediator.Send(s.ctx(), s.mediator, application.AddPizza{Recipe: diavola()})
			codes <- codeOf(err)
		})
	}
	adding.Wait()
	require.Equal(t, map[string]int{"": 1, "pizza_name_taken": managers - 1}, count(codes))
	require.Len(t, send(s, application.GetMenu{}), 7)
}

func TestARecipeIsRefusedWithEveryFault(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	margherita := send(s, application.GetMenu{})[1]
	tests := map[string]struct {
		recipe application.Recipe
		want   []string
	}{
		"nothing given": {application.Recipe{}, []string{"/name required", "/base_price required"}},
		"too much": {
			application.Recipe{
				Name: strings.Repeat("n", 101), BasePrice: domain.Cents(1), Description: strings.Repeat("d", 501),
				Toppings: make([]string, domain.MaxToppings+1),
			},
			[]string{"/name max", "/description max", "/toppings max"},
		},
		"a topping without a name": {application.Recipe{Name: "Diavola", BasePrice: domain.Cents(1), Toppings: []string{""}}, []string{"/toppings/0 required"}},
		"a price below nothing":    {application.Recipe{Name: "Diavola", BasePrice: domain.Cents(-1)}, []string{"/base_price gt"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, refusal := range []*errs.Error{
				refuse(s, application.AddPizza{Recipe: tt.recipe}, "validation_failed"),
				refuse(s, application.UpdatePizza{PizzaID: margherita.ID, Recipe: tt.recipe}, "validation_failed"),
			} {
				var got []string
				for _, f := range refusal.Fields {
					got = append(got, f.Pointer+" "+f.Code)
				}
				require.Equal(t, tt.want, got)
			}
		})
	}
}
