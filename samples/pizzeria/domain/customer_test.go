package domain_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/samples/pizzeria/domain"
)

func TestACustomersContactFollowsTheLastOrder(t *testing.T) {
	t.Parallel()
	c := domain.RegisterCustomer(domain.Contact{
		CustomerID: "c1", Name: "Maria", Phone: "5550000001", Address: "Via Roma 1", Email: "maria@example.com",
	})
	require.False(t, c.UpdateContact("Maria", "Via Roma 1", ""), "an order without an e-mail address changes nothing")
	require.True(t, c.UpdateContact("Maria Rossi", "Via Roma 2", ""))
	require.Equal(t, domain.Contact{
		CustomerID: "c1", Name: "Maria Rossi", Phone: "5550000001", Address: "Via Roma 2", Email: "maria@example.com",
	}, c.Contact())
}
