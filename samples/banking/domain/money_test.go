package domain_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/samples/banking/domain"
)

func TestAmountsAreReadExactly(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int64{"0": 0, "12": 1200, "12.9": 1290, "12.99": 1299, "-3.50": -350, "-0.01": -1, "999999999999.99": 99999999999999} {
		got, err := domain.ParseAmount(text)
		require.NoError(t, err, text)
		require.Equal(t, want, got.InCents(), text)
	}
	for _, text := range []string{"", "-", "1.", ".5", "1.234", "1,5", "+1", "1e3", " 1", "--1", "1000000000000", "0x10", "1_0"} {
		_, err := domain.ParseAmount(text)
		require.Equal(t, "malformed_amount", errs.CodeOf(err), text)
	}
}

func TestAmountsAreStringsInJSON(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a := domain.Cents(rapid.Int64Range(-99_999_999_999_999, 99_999_999_999_999).Draw(t, "cents"))
		body, err := json.Marshal(a)
		require.NoError(t, err)
		var again domain.Amount
		require.NoError(t, json.Unmarshal(body, &again))
		require.Equal(t, a, again)
		require.Equal(t, a, a.Neg().Neg())
		require.True(t, a.Sub(a).IsZero())
	})
}
