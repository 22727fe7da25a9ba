// Package api speaks HTTP for the auth service: controllers that bind a request, send it to the
// application and answer with what comes back. Who may send what is declared by the requests.
package api

import (
	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/mvc"
	"github.com/neuroglia-go/neuroglia/mvc/openapi"
)

// Controllers returns every controller of the API.
func Controllers() []mvc.Registration {
	return []mvc.Registration{
		mvc.Controller[*AccountController](NewAccountController),
		mvc.Controller[*UsersController](NewUsersController),
	}
}

// Describe says in the document what the routes cannot say of themselves.
func Describe(config *mvc.Config) {
	config.Tags = []openapi.Tag{
		{Name: "Account", Description: "To sign up, in and out."},
		{Name: "Users", Description: "Who is there, and what they may do."},
	}
	config.Describe = func(document *openapi.Document) {
		document.Info.License = &openapi.License{Name: "Apache 2.0", Identifier: "Apache-2.0"}
	}
}

func rule() mvc.RouteOption { return mvc.Fails(errs.KindInvalid, "domain_rule") }

func taken() mvc.RouteOption { return mvc.Fails(errs.KindConflict, "username_taken") }

func busy() mvc.RouteOption {
	return mvc.Fails(errs.KindUnavailable, "hasher_busy")
}
