package webhook

import (
	"context"
	"net/http"
	"slices"

	"github.com/neuroglia-go/neuroglia/errs"
)

// The headers by which an endpoint consents to get events, see "HTTP 1.1 Web Hooks for
// Event Delivery" of CloudEvents, section 4.
const (
	headerRequestOrigin = "WebHook-Request-Origin"
	headerAllowedOrigin = "WebHook-Allowed-Origin"
	headerAllowedRate   = "WebHook-Allowed-Rate"

	anyOrigin = "*"
)

// ask gets the consent of the endpoint before the first event.
func (p *Publisher) ask(ctx context.Context) error {
	if p.config.Origin == "" {
		return nil
	}
	p.mu.Lock()
	consent := p.consent
	p.mu.Unlock()
	if consent {
		return nil
	}
	a, err := p.options(ctx)
	if err != nil {
		return err
	}
	if origin := a.header.Get(headerAllowedOrigin); origin != p.config.Origin && origin != anyOrigin {
		return errs.Forbidden("webhook_no_consent",
			"the endpoint %s does not consent to get events from %q; have it answer OPTIONS with %s", p.shown, p.config.Origin, headerAllowedOrigin)
	}
	p.mu.Lock()
	p.consent = true
	p.mu.Unlock()
	return nil
}

// options asks the endpoint what it takes. Whatever it answers, it is there; but for what
// says the opposite.
func (p *Publisher) options(ctx context.Context) (answer, error) {
	a, err := p.do(ctx, http.MethodOptions, http.Header{}, nil)
	if err != nil {
		return answer{}, err
	}
	if a.status >= 500 || a.status == http.StatusTooManyRequests || a.status == http.StatusGone {
		return answer{}, p.judge(a).err
	}
	return a, nil
}

// consents answers the question of a sender. Origins that are not allowed, and those who
// say none, learn what methods there are and no more.
func (r *Receiver) consents(w http.ResponseWriter, req *http.Request) {
	origin := req.Header.Get(headerRequestOrigin)
	w.Header().Set("Allow", allowed)
	if origin != "" && (slices.Contains(r.config.Origins, origin) || slices.Contains(r.config.Origins, anyOrigin)) {
		w.Header().Set(headerAllowedOrigin, origin)
		w.Header().Set(headerAllowedRate, "*")
	}
	w.WriteHeader(http.StatusNoContent)
}
