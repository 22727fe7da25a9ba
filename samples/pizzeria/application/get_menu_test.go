package application_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/samples/pizzeria/application"
)

func TestTheMenuIsSortedByName(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	send(s, application.AddPizza{Recipe: diavola()})
	var names []string
	for _, pizza := range send(s, application.GetMenu{}) {
		names = append(names, pizza.Name)
	}
	require.Equal(t, []string{"Diavola", "Hawaiian", "Margherita", "Pepperoni", "Quattro Formaggi", "Supreme", "Veggie"}, names)
}
