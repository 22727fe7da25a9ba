package mvc

import (
	"context"
	"net/http"

	"github.com/neuroglia-go/neuroglia/errs"
)

// Redirection is a result that sends the client elsewhere.
type Redirection struct {
	// Location is the address, sent as it is.
	Location string
	// Status is a status from 301 to 308; zero means that of the route, 303 (See
	// Other) unless a [Status] option says otherwise.
	Status int
}

func respondRedirection(_ context.Context, x *exchange, out any) error {
	redirection := out.(*Redirection)
	status := redirection.Status
	if status == 0 {
		status = x.endpoint.route.successStatus()
	}
	if redirection.Location == "" || status < http.StatusMovedPermanently || status > http.StatusPermanentRedirect {
		return errs.Internal("redirection", "the action returned a Redirection to %q with status %d", redirection.Location, status)
	}
	x.w.Header().Set("Location", redirection.Location)
	x.started = true
	x.w.WriteHeader(status)
	return nil
}
