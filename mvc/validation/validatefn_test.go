//go:build !validator_novalidatefn

package validation_test

import (
	"errors"
	"testing"
)

type even int

func (e *even) Validate() error {
	if *e%2 != 0 {
		return errors.New("odd")
	}
	return nil
}

func (e even) IsSmall() bool { return e < 10 }

func TestValidateFnCallsMethods(t *testing.T) {
	t.Parallel()
	type numbers struct {
		One  even   `validate:"validateFn"`
		Two  *even  `validate:"omitempty,validateFn=IsSmall"`
		List []even `validate:"dive,validateFn"`
		None even   `validate:"validateFn=Missing"`
	}
	big := even(12)
	requireSame(t, &numbers{One: 2, List: []even{4}})
	requireSame(t, &numbers{One: 1, Two: &big, List: []even{2, 3}})
}
