package domain_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/samples/pizzeria/domain"
)

func TestAPizzaCostsMoreThanNothing(t *testing.T) {
	t.Parallel()
	_, err := domain.NewPizza("p1", domain.Recipe{Name: "Free"})
	require.ErrorIs(t, err, errs.KindUnprocessable)

	p, err := domain.NewPizza("p1", domain.Recipe{Name: "Margherita", BasePrice: domain.Cents(1299)})
	require.NoError(t, err)
	require.Error(t, p.Update(domain.Recipe{Name: "Margherita"}))
	require.NoError(t, p.Update(domain.Recipe{Name: "Regina", BasePrice: domain.Cents(1399)}))
	require.Equal(t, "p1", p.ID())
	require.Equal(t, domain.Recipe{Name: "Regina", BasePrice: domain.Cents(1399)}, p.State().Recipe)
}
