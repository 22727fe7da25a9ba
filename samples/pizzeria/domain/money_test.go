package domain_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/samples/pizzeria/domain"
)

func TestParseMoney(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{"12.99": "12.99", "12.9": "12.90", "12": "12.00", "0.05": "0.05", "999999999.99": "999999999.99"} {
		got, err := domain.ParseMoney(text)
		require.NoError(t, err, text)
		require.Equal(t, want, got.String())
	}
	for _, text := range []string{"", ".", "1.", ".5", "-1", "+1", "1.234", "1e3", "12,99", "1000000000", "99999999999999999999", "１２"} {
		_, err := domain.ParseMoney(text)
		require.ErrorIs(t, err, errs.KindInvalid, text)
	}
}

func TestMoneyIsAJSONString(t *testing.T) {
	t.Parallel()
	text, err := json.Marshal(domain.Cents(1839))
	require.NoError(t, err)
	require.JSONEq(t, `"18.39"`, string(text))
	var back domain.Money
	require.NoError(t, json.Unmarshal(text, &back))
	require.Equal(t, domain.Cents(1839), back)
	require.Error(t, json.Unmarshal([]byte(`18.39`), &back), "a number would have been a float")
}
