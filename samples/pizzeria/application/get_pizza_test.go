package application_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/samples/pizzeria/application"
)

func TestAPizzaIsFoundAsItWasAdded(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	added := send(s, application.AddPizza{Recipe: diavola()})
	require.Equal(t, added, send(s, application.GetPizza{PizzaID: added.ID}))
	require.Equal(t, errs.KindNotFound, refuse(s, application.GetPizza{PizzaID: "none"}, "pizza_not_found").Kind)
}
