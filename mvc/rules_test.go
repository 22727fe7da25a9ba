package mvc_test

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/mvc"
	"github.com/neuroglia-go/neuroglia/mvc/mvctest"
	"github.com/neuroglia-go/neuroglia/mvc/openapi"
	"github.com/neuroglia-go/neuroglia/mvc/validation"
)

type bank struct{}

func newBank() *bank { return &bank{} }

func (*bank) Routes(r *mvc.Routes[*bank]) {
	mvc.Post(r, "/transfers", (*bank).Transfer)
	mvc.Patch(r, "/transfers/{currency}", (*bank).Change)
	mvc.Patch(r, "/limits", (*bank).Limit)
	mvc.Put(r, "/limits", (*bank).Limit, mvc.Name("setLimit"))
	mvc.Put(r, "/lists", (*bank).List)
}

type currency string

func (currency) Values() []currency { return []currency{"EUR", "CHF"} }

type transfer struct {
	To   string `json:"to" validate:"iban"`
	Memo string `json:"memo" validate:"memo"`
	Tags []struct {
		Code string `json:"code" validate:"omitempty,plate"`
	} `json:"tags" validate:"dive"`
}

func (*bank) Transfer(context.Context, transfer) (mvc.None, error) { return mvc.None{}, nil }

type changeTransfer struct {
	Currency currency             `path:"currency"`
	Others   []currency           `query:"other"`
	Notes    mvc.Optional[string] `json:"notes" validate:"max=5"`
	Next     mvc.Optional[string] `json:"next" validate:"required,iban"`
}

func (*bank) Change(context.Context, changeTransfer) (mvc.None, error) { return mvc.None{}, nil }

type limit struct {
	Amount int  `json:"amount" validate:"required"`
	Active bool `json:"active" validate:"required"`
}

func (*bank) Limit(context.Context, limit) (mvc.None, error)  { return mvc.None{}, nil }
func (*bank) List(context.Context, []limit) (mvc.None, error) { return mvc.None{}, nil }

// bankConfig is one with rules of its own.
func bankConfig() mvc.Config {
	v := validation.New(validation.Config{Aliases: map[string]string{"memo": "required,max=20"}})
	v.Rule("iban", func(_ context.Context, f validation.Field) bool { return strings.HasPrefix(f.String(), "DE") },
		"must be an IBAN", validation.Schema{Format: "iban", Pattern: "^[A-Z]{2}[0-9]*$", Example: "DE89"})
	v.Rule("plate", func(context.Context, validation.Field) bool { return true }, "", validation.Schema{MaxLength: 9})
	return mvc.Config{Validator: v}
}

func TestOptionalsAndEnumerationsOfARequestAreChecked(t *testing.T) {
	t.Parallel()
	client := serve(t, bankConfig(), mvc.Controller[*bank](newBank))
	change := func(path string, body map[string]any, status int) *mvctest.Response {
		return client.Patch(path, body).Expect(status)
	}
	change("/transfers/EUR?other=CHF", map[string]any{"next": "DE1"}, http.StatusNoContent)
	change("/transfers/EUR", map[string]any{"next": "DE1", "notes": nil}, http.StatusNoContent)
	change("/transfers/USD?other=CHF&other=USD", map[string]any{"next": nil, "notes": "much too long"}, http.StatusUnprocessableEntity).
		Problem("validation_failed").
		Fault("path", "/currency", "oneof").Fault("query", "/other/1", "oneof").
		Fault("body", "/next", "required").Fault("body", "/notes", "max")
	change("/transfers/EUR", map[string]any{"next": "FR1"}, http.StatusUnprocessableEntity).
		Problem("validation_failed").Fault("body", "/next", "iban")
}

func TestRulesAndAliasesOfTheApplicationReachTheDocument(t *testing.T) {
	t.Parallel()
	document, err := mvc.NewApp(bankConfig(), mvc.Controller[*bank](newBank)).OpenAPI()
	require.NoError(t, err)
	body := document.Paths["/transfers"].Post.RequestBody
	require.True(t, body.Required, "the alias asks for a memo")
	schema := document.ResolveSchema(body.Content[openapi.MediaJSON].Schema)
	to, memo := schema.Properties.Get("to"), schema.Properties.Get("memo")
	require.Equal(t, "iban ^[A-Z]{2}[0-9]*$", to.Format+" "+to.Pattern)
	require.Equal(t, []any{"DE89"}, to.Examples)
	require.Equal(t, []string{"memo"}, schema.Required)
	require.Equal(t, 20, *memo.MaxLength)
	tag := document.ResolveSchema(schema.Properties.Get("tags")).Items
	require.Equal(t, 9, *tag.Properties.Get("code").MaxLength)
	next := document.ResolveSchema(document.Paths["/transfers/{currency}"].Patch.RequestBody.Content[openapi.MediaJSON].Schema).Properties.Get("next")
	require.Equal(t, "iban", next.Format)
}

func TestWarningsNameTheRouteAndTheRemedy(t *testing.T) {
	t.Parallel()
	app := mvc.NewApp(bankConfig(), mvc.Controller[*bank](newBank))
	warnings := app.Warnings()
	require.Len(t, warnings, 2, "one for each field, however many routes take it")
	require.Equal(t, "PATCH /limits", warnings[0].Route)
	require.Regexp(t, `^the route PATCH /limits \(.*rules_test\.go:\d+\): mvc_test\.limit\.Amount: tag "required": required refuses 0; make it a pointer, or say what is meant: ne=0, gt=0$`, warnings[0].String())
	require.Equal(t, "required refuses false", warnings[1].Rule.Problem)
}

type listed struct{}

type misspelt struct {
	Name string `json:"name" validate:"requird"`
}

func (*listed) Routes(r *mvc.Routes[*listed]) {
	mvc.Put(r, "/items", (*listed).Items)
	mvc.Put(r, "/tables", (*listed).Tables)
}

func (*listed) Items(context.Context, []*misspelt) (mvc.None, error) { return mvc.None{}, nil }

func (*listed) Tables(context.Context, map[string][]misspelt) (mvc.None, error) {
	return mvc.None{}, nil
}

func TestTheElementsOfAListAreCompiledAtBuild(t *testing.T) {
	t.Parallel()
	faults := faultsOf(t, mvc.Controller[*listed](func() *listed { return nil }))
	require.Len(t, faults, 2)
	require.Contains(t, faults[0].Message, `tag "requird": the rule "requird" is unknown`)
}
