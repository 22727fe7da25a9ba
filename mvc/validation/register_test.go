package validation_test

import (
	"context"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/mvc/validation"
)

type booking struct {
	Starts time.Time `json:"starts" validate:"required"`
	Ends   time.Time `json:"ends"`
	Room   *room     `json:"room" validate:"required_with=Guests"`
	Guests int       `json:"guests"`
	Extras any       `json:"extras" validate:"omitempty"`
	Parts  []booking `json:"parts" validate:"dive"`
}

type room struct {
	Beds, Guests int
}

func TestStructRules(t *testing.T) {
	t.Parallel()
	v := validation.New(validation.Config{})
	validation.StructRule(v, func(_ context.Context, b *booking, report validation.Report) {
		if b.Ends.Before(b.Starts) {
			report("Ends", "before_start", "must not be before the start")
		}
	})
	validation.StructRule(v, func(ctx context.Context, b *booking, report validation.Report) {
		if b.Guests < 0 {
			report("", "no_guests", "must have guests")
		}
	})
	validation.StructRule(v, func(_ context.Context, r *room, report validation.Report) {
		if r.Guests > r.Beds {
			report("Guests", "too_many", "must not be more than the beds")
		}
	})
	day := time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC)
	require.Nil(t, faultsOf(t, v, booking{Starts: day, Ends: day, Extras: &room{}}))
	got := faultsOf(t, v, &booking{
		Starts: day, Room: &room{Guests: 1}, Guests: 1, Extras: map[string]room{},
		Parts: []booking{{Starts: day, Ends: day, Guests: -1}},
	})
	require.Equal(t, []errs.Field{
		{Pointer: "/room/Guests", Code: "too_many", Message: "must not be more than the beds"},
		{Pointer: "/parts/0/room", Code: "required_with", Message: "is required together with guests"},
		{Pointer: "/parts/0", Code: "no_guests", Message: "must have guests"},
		{Pointer: "/ends", Code: "before_start", Message: "must not be before the start"},
	}, got)
	require.Equal(t, []errs.Field{{Pointer: "/a/Guests", Code: "too_many", Message: "must not be more than the beds"}},
		faultsOf(t, v, map[string]room{"a": {Guests: 2}}))
}

type account struct {
	IBAN     string   `json:"iban" validate:"iban=DE"`
	Others   []string `json:"others" validate:"dive,iban"`
	Owner    base     `json:"owner" validate:"known"`
	Nickname string   `json:"nickname" validate:"phone"`
}

type tenant struct{}

func TestCustomRulesMessagesAndAliases(t *testing.T) {
	t.Parallel()
	v := validation.New(validation.Config{
		Aliases: map[string]string{"phone": "required,min=10"},
		Message: func(_ context.Context, f validation.Fault) string {
			if f.Rule.Name == "known" {
				return "unknown owner at " + f.Pointer + ", " + f.Type.Name() + " " + f.Message
			}
			return ""
		},
	})
	v.Rule("iban", func(ctx context.Context, f validation.Field) bool {
		owner := f.Parent().FieldByName("Owner").Interface().(base)
		return strings.HasPrefix(f.String(), f.Param()) && f.Value().Len() > 1 && owner.ID != "stranger" && ctx.Value(tenant{}) != "closed"
	}, "must be an IBAN", validation.Schema{Format: "iban", Pattern: "^[A-Z]{2}"})
	v.Rule("known", func(_ context.Context, f validation.Field) bool { return f.Value().Field(0).String() != "nobody" }, "must be known", validation.Schema{})

	good := account{IBAN: "DE02", Others: []string{"FR02"}, Owner: base{ID: "1"}, Nickname: "0123456789"}
	require.Nil(t, faultsOf(t, v, good))
	require.Equal(t, []errs.Field{
		{Pointer: "/iban", Code: "iban", Message: "must be an IBAN"},
		{Pointer: "/others/1", Code: "iban", Message: "must be an IBAN"},
		{Pointer: "/owner", Code: "known", Message: "unknown owner at /owner, base must be known"},
		{Pointer: "/nickname", Code: "phone", Message: "must have at least 10 characters"},
	}, faultsOf(t, v, account{IBAN: "FR02", Others: []string{"XX", ""}, Owner: base{ID: "nobody"}, Nickname: "x"}))
	require.Error(t, v.Validate(context.WithValue(context.Background(), tenant{}, "closed"), good))

	field, _ := reflect.TypeFor[account]().FieldByName("Others")
	rules, err := v.Rules(field)
	require.NoError(t, err)
	require.Equal(t, "iban", rules[0].Elem[0].Schema.Format)
	field, _ = reflect.TypeFor[account]().FieldByName("Nickname")
	rules, err = v.Rules(field)
	require.NoError(t, err)
	require.Equal(t, []string{"required", "min"}, []string{rules[0].Name, rules[1].Name})
	require.Equal(t, "phone", rules[1].Code())
}
