package domain_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/samples/pizzeria/domain"
)

func TestPrice(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name     string
		base     string
		size     domain.Size
		toppings int
		want     string
	}{
		{"small is the base price", "12.99", domain.Small, 0, "12.99"},
		{"medium is 1.3 times, half up", "12.99", domain.Medium, 0, "16.89"},
		{"large is 1.6 times, half up", "12.99", domain.Large, 0, "20.78"},
		{"half a cent goes up", "0.15", domain.Medium, 0, "0.20"},
		{"toppings do not scale with size", "12.99", domain.Large, 2, "25.78"},
		{"medium with one topping", "12.99", domain.Medium, 1, "19.39"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			base, err := domain.ParseMoney(tt.base)
			require.NoError(t, err)
			require.Equal(t, tt.want, domain.Price(base, tt.size, tt.toppings).String())
		})
	}
}
