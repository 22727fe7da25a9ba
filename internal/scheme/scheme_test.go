package scheme_test

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/internal/scheme"
)

var errLocked = errors.New("the door is locked")

func TestOpen(t *testing.T) {
	t.Parallel()
	type driver func(ctx context.Context, url string) (string, error)
	echo := func(_ context.Context, url string) (string, error) { return url, nil }
	door := scheme.Kind{Noun: "door", Drivers: "house.Drivers"}
	for _, test := range []struct {
		name, url, want, code, says string
		drivers                     map[string]driver
	}{
		{"the scheme is in lower case", "WOOD:Oak", "wood:Oak", "", "", map[string]driver{"wood": echo}},
		{"no scheme", "oak", "", "invalid_door_url", "begin it with wood:", map[string]driver{"wood": echo}},
		{"an unknown one", "tin:x", "", "invalid_door_url", `unknown scheme "tin"; use glass:, steel: or wood:`, map[string]driver{"wood": echo, "glass": echo, "steel": echo}},
		{"no driver", "tin:x", "", "invalid_door_url", "there is none in house.Drivers", nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got, err := scheme.Open(t.Context(), door, test.drivers, test.url)
			require.Equal(t, test.want, got)
			if test.code == "" {
				require.NoError(t, err)
				return
			}
			require.Equal(t, test.code, errs.CodeOf(err))
			require.ErrorContains(t, err, test.says)
		})
	}
	locked := map[string]driver{"wood": func(context.Context, string) (string, error) { return "", errLocked }}
	_, err := scheme.Open(t.Context(), door, locked, "wood:oak")
	require.ErrorIs(t, err, errLocked)
	require.EqualError(t, err, "open the wood door: the door is locked")
}
