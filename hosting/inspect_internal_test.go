package hosting

import (
	"reflect"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/hosting/config"
	"github.com/neuroglia-go/neuroglia/mvc"
)

type pair[A, B any] struct {
	a A
	b B
}

func TestShortType(t *testing.T) {
	t.Parallel()
	for want, typ := range map[string]reflect.Type{
		"int":                                reflect.TypeFor[int](),
		"[]*auth.Secret":                     reflect.TypeFor[[]*config.Secret](),
		"mvc.Page[auth.Secret]":              reflect.TypeFor[mvc.Page[config.Secret]](),
		"hosting.pair[auth.Secret,mvc.None]": reflect.TypeFor[pair[config.Secret, mvc.None]](),
	} {
		require.Equal(t, want, shortType(typ))
	}
}
