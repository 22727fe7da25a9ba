//go:build validator_novalidatefn

package validation_test

import (
	"reflect"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/mvc/validation"
)

func TestValidateFnLeftOutIsAFault(t *testing.T) {
	t.Parallel()
	type number struct {
		One int `validate:"validateFn"`
	}
	_, err := validation.Compile(ours(), reflect.TypeFor[number]())
	require.ErrorContains(t, err, "validateFn is left out by the build tag validator_novalidatefn; build without the tag, or register a rule")
}
