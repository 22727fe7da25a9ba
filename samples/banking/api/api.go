// Package api speaks HTTP for the bank: controllers that bind a request, send it to the
// application and answer with what comes back.
package api

import (
	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/mvc"
	"github.com/neuroglia-go/neuroglia/mvc/openapi"
)

// Controllers returns every controller of the API.
func Controllers() []mvc.Registration {
	return []mvc.Registration{
		mvc.Controller[*PersonsController](NewPersonsController),
		mvc.Controller[*AccountsController](NewAccountsController),
		mvc.Controller[*TransfersController](NewTransfersController),
		mvc.Controller[*TotalsController](NewTotalsController),
	}
}

// Describe says in the document what the routes cannot say of themselves.
func Describe(config *mvc.Config) {
	config.Tags = []openapi.Tag{
		{Name: "Persons", Description: "Who has accounts."},
		{Name: "Accounts", Description: "Money in one currency, and what moved."},
		{Name: "Transfers", Description: "Money on its way from one account to another."},
		{Name: "Totals", Description: "Figures."},
	}
	config.Describe = func(document *openapi.Document) {
		document.Info.License = &openapi.License{Name: "Apache 2.0", Identifier: "Apache-2.0"}
	}
}

// The refusals that routes share.

// raced are the conflicts of commands that met others too often.
func raced() mvc.RouteOption {
	return mvc.Fails(errs.KindConflict, "stale_version", "idempotency_race")
}

// mismatch is an idempotency key that was used for another request.
func mismatch() mvc.RouteOption {
	return mvc.Fails(errs.KindUnprocessable, "idempotency_mismatch")
}

// behind is a read model that has not yet seen what the consistency token asks for.
func behind() mvc.RouteOption { return mvc.Fails(errs.KindUnavailable, "read_model_behind") }

func rule() mvc.RouteOption { return mvc.Fails(errs.KindInvalid, "domain_rule") }

func noPerson() mvc.RouteOption { return mvc.Fails(errs.KindNotFound, "person_not_found") }

func erased() mvc.RouteOption { return mvc.Fails(errs.KindGone, "person_erased") }

func noAccount() mvc.RouteOption { return mvc.Fails(errs.KindNotFound, "account_not_found") }
