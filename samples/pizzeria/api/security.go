package api

import (
	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/mvc"
	"github.com/neuroglia-go/neuroglia/mvc/openapi"
)

// AccountSecurity is how one signs in with an account of the pizzeria: by name and password on
// the page of the documents.
func AccountSecurity() *openapi.SecurityScheme {
	return openapi.OAuth2(openapi.OAuthFlows{Password: &openapi.OAuthFlow{TokenURL: "/api/account/token", Scopes: map[string]string{}}})
}

// needs holds the callers of a route to the policy of the request that it sends, before
// anything of theirs is read.
func needs(request auth.Protected) mvc.RouteOption { return mvc.Authorize(request.Policy()) }
