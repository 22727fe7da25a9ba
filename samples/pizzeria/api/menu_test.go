package api_test

import (
	"encoding/json"
	"maps"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const menu = "/api/menu/pizzas"

func diavola(changes ...object) object {
	recipe := object{"name": "Diavola", "base_price": "15.49", "description": "Spicy salami", "toppings": []string{"salami", "chili"}}
	for _, change := range changes {
		maps.Copy(recipe, change)
	}
	return recipe
}

func TestTheMenuHasSixPizzas(t *testing.T) {
	t.Parallel()
	app := serve(t)
	var pizzas []object
	require.NoError(t, json.Unmarshal(app.Get(menu).Expect(http.StatusOK).Body, &pizzas))
	names := make([]string, len(pizzas))
	for i, pizza := range pizzas {
		names[i] = pizza["name"].(string) + " " + pizza["base_price"].(string)
	}
	require.Equal(t, []string{
		"Hawaiian 15.99", "Margherita 12.99", "Pepperoni 14.99", "Quattro Formaggi 16.99", "Supreme 17.99", "Veggie 13.99",
	}, names)
	one := app.Get(menu + "/" + pizzas[1]["id"].(string)).Expect(http.StatusOK)
	require.Equal(t, pizzas[1], decode(t, one))
}

func TestAPizzaComesOntoTheMenuAndLeavesIt(t *testing.T) {
	t.Parallel()
	app := serve(t)
	added := app.Post(menu, diavola()).Expect(http.StatusCreated)
	address := added.Header("Location")
	require.Equal(t, menu+"/id-007", address)
	require.JSONEq(t, `{
		"id": "id-007", "name": "Diavola", "base_price": "15.49", "description": "Spicy salami", "toppings": ["salami", "chili"],
		"prices": {"small": "20.49", "medium": "25.14", "large": "29.78"}
	}`, string(added.Body))
	require.JSONEq(t, string(added.Body), string(app.Get(address).Expect(http.StatusOK).Body))

	changed := app.Put(address, object{"name": "Diavola", "base_price": "15.5"}).Expect(http.StatusOK)
	require.JSONEq(t, `{
		"id": "id-007", "name": "Diavola", "base_price": "15.50", "description": "", "toppings": [],
		"prices": {"small": "15.50", "medium": "20.15", "large": "24.80"}
	}`, string(changed.Body))

	require.Empty(t, app.Delete(address).Expect(http.StatusNoContent).Body)
	app.Get(address).Expect(http.StatusNotFound).Problem("pizza_not_found")
	app.Put(address, diavola()).Expect(http.StatusNotFound).Problem("pizza_not_found")
	app.Delete(address).Expect(http.StatusNotFound).Problem("pizza_not_found")
}

func TestANameIsTakenOnce(t *testing.T) {
	t.Parallel()
	app := serve(t)
	address := app.Post(menu, diavola()).Expect(http.StatusCreated).Header("Location")
	app.Post(menu, diavola()).Expect(http.StatusConflict).Problem("pizza_name_taken")
	app.Put(address, diavola(object{"name": "Margherita"})).Expect(http.StatusConflict).Problem("pizza_name_taken")
	app.Put(address, diavola()).Expect(http.StatusOK)
}

func TestARecipeIsRefused(t *testing.T) {
	t.Parallel()
	app := serve(t)
	address := app.Post(menu, diavola()).Expect(http.StatusCreated).Header("Location")
	tests := map[string]struct {
		change        object
		pointer, code string
	}{
		"no name":                  {object{"name": ""}, "/name", "required"},
		"a long name":              {object{"name": strings.Repeat("n", 101)}, "/name", "max"},
		"a name that is none":      {object{"name": 7}, "/name", "type"},
		"no price":                 {object{"base_price": nil}, "/base_price", "required"},
		"nothing for a price":      {object{"base_price": "0.00"}, "/base_price", "required"},
		"a price below nothing":    {object{"base_price": "-1.00"}, "/base_price", "type"},
		"a float for a price":      {object{"base_price": 15.49}, "/base_price", "type"},
		"a tenth of a cent":        {object{"base_price": "15.499"}, "/base_price", "type"},
		"a long description":       {object{"description": strings.Repeat("d", 501)}, "/description", "max"},
		"eleven toppings":          {object{"toppings": strings.Split("a b c d e f g h i j k", " ")}, "/toppings", "max"},
		"a topping without a name": {object{"toppings": []string{"salami", ""}}, "/toppings/1", "required"},
		"a member nobody knows":    {object{"size": "large"}, "/size", "unknown_field"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := app.For(t)
			c.Post(menu, diavola(tt.change)).Expect(http.StatusUnprocessableEntity).Problem("validation_failed").Fault("body", tt.pointer, tt.code)
			c.Put(address, diavola(tt.change)).Expect(http.StatusUnprocessableEntity).Problem("validation_failed").Fault("body", tt.pointer, tt.code)
		})
	}
}
