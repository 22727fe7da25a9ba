package session

import (
	"net/http"
	"strings"
	"time"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/errs"
)

// Transport finds the token that a request carries. Transports that can bring one to the
// client as well are a [Deliverer].
type Transport interface {
	// Extract returns the token, "" where there is none, or an errs.KindUnauthenticated
	// where there is no telling which.
	Extract(r *http.Request) (string, error)
}

// Deliverer is a [Transport] that can set the headers of an answer.
type Deliverer interface {
	Transport
	// Deliver brings the token to the client, to be kept for the time.
	Deliver(header http.Header, token auth.Secret, keep time.Duration)
	// Remove has the client forget its token.
	Remove(header http.Header)
}

// Bearer is the [Transport] of programs: the Authorization header with the scheme Bearer.
// It delivers nothing. Programs get their token in a body, from [Sessions.Issue].
type Bearer struct{}

var _ Transport = Bearer{}

// Extract returns what follows "Bearer". The scheme may be written in any case.
func (Bearer) Extract(r *http.Request) (string, error) {
	values := r.Header["Authorization"]
	if len(values) > 1 {
		return "", errs.Unauthenticated(auth.CodeNotAuthenticated, "the request has several Authorization headers; send one")
	}
	if len(values) == 0 {
		return "", nil
	}
	scheme, token, _ := strings.Cut(values[0], " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return "", nil
	}
	return strings.TrimSpace(token), nil
}
