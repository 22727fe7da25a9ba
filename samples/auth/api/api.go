// Package api speaks HTTP for the auth service: controllers that bind a request, send it to the
// application and answer with what comes back. Who may send what is declared by the requests.
package api

import (
	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/auth/csrf"
	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/mvc"
	"github.com/neuroglia-go/neuroglia/mvc/openapi"
)

// Controllers returns the controllers below /api/v1.
func Controllers() []mvc.Registration {
	return []mvc.Registration{
		mvc.Controller[*StatusController](NewStatusController),
		mvc.Controller[*AccountController](NewAccountController),
		mvc.Controller[*SessionsController](NewSessionsController),
		mvc.Controller[*ProfileController](NewProfileController),
		mvc.Controller[*UsersController](NewUsersController),
	}
}

// Home returns the controllers at the root.
func Home() []mvc.Registration {
	return []mvc.Registration{mvc.Controller[*HomeController](NewHomeController)}
}

// Contents returns the controllers below /v1.
func Contents() []mvc.Registration {
	return []mvc.Registration{
		mvc.Controller[*PostsController](NewPostsController),
		mvc.Controller[*CommentsController](NewCommentsController),
		mvc.Controller[*WebhookController](NewWebhookController),
	}
}

// Describe says in the documents what the routes cannot say of themselves.
func Describe(config *mvc.Config) {
	config.Tags = []openapi.Tag{
		{Name: "Account", Description: "To sign up, and to sign in and out with a cookie."},
		{Name: "Sessions", Description: "To sign in and out with tokens."},
		{Name: "Profile", Description: "Who one is."},
		{Name: "Users", Description: "Who is there, and what they may do."},
	}
	describe(config)
}

// DescribeContents is [Describe] for [Contents].
func DescribeContents(config *mvc.Config) {
	config.Tags = []openapi.Tag{
		{Name: "Posts", Description: "What members write."},
		{Name: "Comments", Description: "What members write about that."},
		{Name: "Members", Description: "Who they are, as their identity provider says."},
	}
	describe(config)
}

func describe(config *mvc.Config) {
	config.SecuritySchemes = map[string]*openapi.SecurityScheme{
		"bearer": {Type: "http", Scheme: "bearer", BearerFormat: "JWT"},
		"cookie": {Type: "apiKey", In: "cookie", Name: "access_token"},
	}
	config.Describe = func(document *openapi.Document) {
		document.Info.License = &openapi.License{Name: "Apache 2.0", Identifier: "Apache-2.0"}
	}
}

// What several routes answer.

func rule() mvc.RouteOption { return mvc.Fails(errs.KindInvalid, "domain_rule") }

func taken() mvc.RouteOption { return mvc.Fails(errs.KindConflict, "username_taken") }

func busy() mvc.RouteOption { return mvc.Fails(errs.KindUnavailable, "hasher_busy") }

// elsewhere is for what changes something: it has to begin here if it comes with a cookie.
func elsewhere() mvc.RouteOption {
	return mvc.Fails(errs.KindForbidden, csrf.CodeCrossSite, csrf.CodeToken)
}

func credentials() mvc.RouteOption {
	return mvc.Fails(errs.KindUnauthenticated, "invalid_credentials", "account_inactive")
}

func throttled() mvc.RouteOption { return mvc.Fails(errs.KindTooMany, "too_many_attempts") }

func member() mvc.RouteOption {
	return mvc.Fails(errs.KindForbidden, auth.CodeForbidden, "unknown_user", "member_inactive")
}

func vouched() mvc.RouteOption { return mvc.Fails(errs.KindUnavailable, "idp_unavailable") }

func undecided() mvc.RouteOption { return mvc.Fails(errs.KindUnavailable, "authz_unavailable") }
