package hosting

import (
	"net/http"

	"github.com/neuroglia-go/neuroglia/di"
)

// Middleware wraps everything that the main listener answers, documents and static files
// included.
type Middleware func(http.Handler) http.Handler

// AddMiddleware registers a constructor of a [Middleware], a function of any services, for
// what is known once the application is constructed:
//
//	hosting.AddMiddleware(builder, func(s *session.Sessions, v *token.Verifier) hosting.Middleware {
//		authenticate := auth.Middleware(token.Bearer(v), s)
//		return func(next http.Handler) http.Handler { return s.Middleware(authenticate(next)) }
//	})
//
// The first is outermost, and all of them are inside of what [WebApplicationBuilder.Use]
// adds. What the constructor needs and nobody registers is in the report of Build.
func AddMiddleware(b *WebApplicationBuilder, constructor any) {
	di.AddSingleton[Middleware](b.Services, constructor, di.Many())
}
