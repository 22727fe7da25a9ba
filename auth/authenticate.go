package auth

import "net/http"

// Authenticator finds out who sent a request.
//
// It returns the zero identity when the request carries nothing of its kind (no cookie of
// its name, no bearer token of its issuer), so that the next one is asked; an
// errs.KindUnauthenticated when what it carries is no good; and any other error when it
// cannot tell, such as an errs.KindUnavailable of a store that is down. It may set headers
// of the answer, as to renew a cookie, and does not write more. It is safe for concurrent use.
type Authenticator interface {
	Authenticate(w http.ResponseWriter, r *http.Request) (Identity, error)
}

// AuthenticatorFunc is a function as an [Authenticator].
type AuthenticatorFunc func(w http.ResponseWriter, r *http.Request) (Identity, error)

// Authenticate calls the function.
func (f AuthenticatorFunc) Authenticate(w http.ResponseWriter, r *http.Request) (Identity, error) {
	return f(w, r)
}

// Middleware asks the authenticators in order who sent a request and puts the answer of the
// first that knows into its context, a fault included: it refuses nobody by itself, because
// signing in is open to a request whose cookie has expired. What a request needs is
// enforced where it is declared. It serves HTTP and RPC alike.
//
// What is answered to somebody is sent with Cache-Control: no-store, unless the handler
// says otherwise.
func Middleware(authenticators ...Authenticator) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			ctx := r.Context()
			switch identity, err := firstOf(authenticators, w, r); {
			case err != nil:
				forbidStoring(w)
				ctx = NewFaultyContext(ctx, err)
			case !identity.IsZero():
				forbidStoring(w)
				ctx = NewContext(ctx, identity)
			case !Asked(ctx):
				ctx = NewContext(ctx, Identity{})
			}
			next.ServeHTTP(w, r.WithContext(ctx))
		})
	}
}

// firstOf returns the answer of the first authenticator that knows.
func firstOf(authenticators []Authenticator, w http.ResponseWriter, r *http.Request) (Identity, error) {
	for _, a := range authenticators {
		if identity, err := a.Authenticate(w, r); err != nil || !identity.IsZero() {
			return identity, err
		}
	}
	return Identity{}, nil
}

// forbidStoring keeps an answer to one out of the caches of others.
func forbidStoring(w http.ResponseWriter) {
	if header := w.Header(); header.Get("Cache-Control") == "" {
		header.Set("Cache-Control", "no-store")
	}
}
