package config_test

import (
	"context"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/hosting/config"
)

type validatorFunc func(value any) error

func (f validatorFunc) Validate(_ context.Context, value any) error { return f(value) }

func TestRulesAreCheckedOnWhatTheSourcesGave(t *testing.T) {
	t.Parallel()
	type settings struct {
		Name    string        `validate:"required,min=3"`
		Key     config.Secret `validate:"required,min=16"`
		Workers int           `validate:"required,max=9" env:"WORKERS"`
		Lists   []string      `validate:"dive,required"`
		Kitchen kitchen
	}
	var seen any
	cfg := config.Config{
		Environ: []string{"PIZZERIA_NAME=ab", "PIZZERIA_KEY=short", "WORKERS=0", "PIZZERIA_LISTS=a,,b", "PIZZERIA_KITCHEN_CAPACITY=x"},
		Validator: validatorFunc(func(value any) error {
			seen = value
			return errs.Validation(
				errs.Field{Pointer: "/name", Code: "min", Message: "must have at least 3 characters"},
				errs.Field{Pointer: "/key", Code: "min", Message: "must have at least 16 characters"},
				errs.Field{Pointer: "/lists/1", Code: "required", Message: "must not be empty"},
				errs.Field{Pointer: "/kitchen/capacity", Code: "min", Message: "must be at least 1"},
				errs.Field{Pointer: "/elsewhere", Code: "min", Message: "belongs to nobody"},
			)
		}),
	}
	_, loader := load[settings](t, cfg)
	require.Equal(t, []config.Fault{
		{Code: config.CodeInvalid, Name: "PIZZERIA_KITCHEN_CAPACITY", Key: "kitchen.capacity", Origin: "environment", Message: `"x" is not a whole number`, Fix: "change PIZZERIA_KITCHEN_CAPACITY, for example to 3"},
		{Code: config.CodeInvalid, Name: "PIZZERIA_NAME", Key: "name", Origin: "environment", Message: "ab: must have at least 3 characters", Fix: "change PIZZERIA_NAME"},
		{Code: config.CodeInvalid, Name: "PIZZERIA_KEY", Key: "key", Origin: "environment", Message: "must have at least 16 characters", Fix: "change PIZZERIA_KEY"},
		{Code: config.CodeInvalid, Name: "PIZZERIA_LISTS", Key: "lists", Origin: "environment", Message: "[a  b]: must not be empty", Fix: "change PIZZERIA_LISTS"},
	}, loader.Faults())
	shape, ok := seen.(*struct {
		Name    string   `json:"name" validate:"min=3"`
		Key     string   `json:"key" validate:"min=16"`
		Workers int      `json:"workers" validate:"max=9"`
		Lists   []string `json:"lists" validate:"dive,required"`
		Kitchen struct {
			Capacity int           `json:"capacity" validate:"min=1"`
			Timeout  time.Duration `json:"timeout"`
		} `json:"kitchen"`
	})
	require.True(t, ok, "%T", seen)
	require.Equal(t, "short", shape.Key)
}

func TestAValidatorThatFailsIsReported(t *testing.T) {
	t.Parallel()
	_, loader := load[kitchen](t, config.Config{Validator: validatorFunc(func(any) error { return os.ErrInvalid })})
	require.ErrorContains(t, loader.Err(), "config_test.kitchen: invalid argument")
	_, loader = load[kitchen](t, config.Config{Validator: validatorFunc(func(any) error { return nil })})
	require.NoError(t, loader.Err())
}
