package csrf

import (
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/errs"
)

// Codes of the refusals, all of errs.KindForbidden.
const (
	// CodeCrossSite is for a request that another site began.
	CodeCrossSite = "cross_site_request"
	// CodeToken is for a request without a token of its session.
	CodeToken = "csrf_token_invalid"
)

// minKey is the least length of a key.
const minKey = 32

// Config says what is refused and how.
type Config struct {
	// TrustedOrigins may send requests as this site may: "https://admin.example.com". They
	// still need a token where tokens are wanted.
	TrustedOrigins []string
	// Bypass are the patterns of routes, as http.ServeMux has them, that anybody may call
	// from anywhere: a webhook that proves itself by a signature.
	Bypass []string
	// Key has requests in a session need a token that is made with it; at least 32 bytes,
	// the same in all replicas. Empty means that where they come from is enough.
	Key auth.Secret
	// Insecure is for development without TLS: the cookie of the token is no Secure one, and
	// is named "csrf" instead of "__Host-csrf".
	Insecure bool
	// Refuse answers a request that is refused, or that an errs.KindInternal keeps from being
	// looked at. Nil means a problem document of the status 403, or 500.
	Refuse func(w http.ResponseWriter, r *http.Request, err error)
	// Logger is told of what answers with 500, unless Refuse does; nil means slog.Default().
	Logger *slog.Logger
}

// Protection refuses requests that other sites began. It is safe for concurrent use.
type Protection struct {
	config  Config
	origins *http.CrossOriginProtection
	bypass  *http.ServeMux
}

// New returns the protection of the config, or every fault of it.
func New(config Config) (*Protection, error) {
	p := &Protection{config: config, origins: http.NewCrossOriginProtection(), bypass: http.NewServeMux()}
	var faults []error
	for _, origin := range config.TrustedOrigins {
		if err := p.origins.AddTrustedOrigin(origin); err != nil {
			faults = append(faults, fmt.Errorf("trusted origin %q: write it as \"https://host\" or \"https://host:port\": %w", origin, err))
		}
	}
	for _, pattern := range config.Bypass {
		if err := handle(p.bypass, pattern); err != nil {
			faults = append(faults, err)
		}
	}
	if n := len(config.Key.Reveal()); n > 0 && n < minKey {
		faults = append(faults, fmt.Errorf("the key has %d bytes; draw at least %d at random", n, minKey))
	}
	if config.Refuse == nil {
		p.config.Refuse = p.refuse
	}
	if config.Logger == nil {
		p.config.Logger = slog.Default()
	}
	if err := errors.Join(faults...); err != nil {
		return nil, fmt.Errorf("csrf: %w", err)
	}
	return p, nil
}

// handle adds a pattern, whose faults http.ServeMux panics about.
func handle(mux *http.ServeMux, pattern string) (err error) {
	defer func() {
		if fault := recover(); fault != nil {
			err = fmt.Errorf("bypass %q is no pattern of http.ServeMux, such as \"POST /webhook\": %v", pattern, fault)
		}
	}()
	mux.Handle(pattern, bypass{})
	return nil
}

// bypass marks the patterns that anybody may call.
type bypass struct{}

func (bypass) ServeHTTP(http.ResponseWriter, *http.Request) {}

// Middleware refuses what [Protection.Check] does. It belongs inside of auth.Middleware
// where tokens are wanted, because they are those of a session.
func (p *Protection) Middleware(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := p.Check(r); err != nil {
			p.config.Refuse(w, r, err)
			return
		}
		p.offer(w, r)
		next.ServeHTTP(w, r)
	})
}

// Check returns an errs.KindForbidden for a request that another site may have begun, and an
// errs.KindInternal where tokens are wanted and nobody has asked whose request it is, see
// [auth.Asked]. It may read the body of a form, and leaves it to be read again.
func (p *Protection) Check(r *http.Request) error {
	if safe(r.Method) || bearer(r) || p.bypassed(r) {
		return nil
	}
	if err := p.origins.Check(r); err != nil {
		return errs.Forbidden(CodeCrossSite, "the request was begun by another site; do it from a page of this one").Wrap(err)
	}
	return p.checkToken(r)
}

// safe says whether the method is one that changes nothing.
func safe(method string) bool {
	return method == http.MethodGet || method == http.MethodHead || method == http.MethodOptions
}

// bearer says whether the request proves itself by what no browser adds.
func bearer(r *http.Request) bool {
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	return strings.EqualFold(scheme, "Bearer") && strings.TrimSpace(token) != ""
}

func (p *Protection) bypassed(r *http.Request) bool {
	// It is not enough that there is a pattern: a path that http.ServeMux would clean has
	// one too, and may be another route to the router.
	handler, _ := p.bypass.Handler(r)
	_, ok := handler.(bypass)
	return ok
}

// refuse answers with the problem that err is.
func (p *Protection) refuse(w http.ResponseWriter, r *http.Request, err error) {
	failure, status := errs.From(err), http.StatusForbidden
	if failure.Kind == errs.KindInternal { // which is for those who run it
		p.config.Logger.ErrorContext(r.Context(), "request failed", "error", err.Error())
		failure, status = errs.Internal("internal", "the service failed; the fault is on its side and has been recorded"), http.StatusInternalServerError
	}
	// A map of strings and numbers cannot fail to encode.
	body, _ := json.Marshal(map[string]any{
		"type": "about:blank", "title": http.StatusText(status), "status": status,
		"detail": failure.Message, "code": failure.Reason(), "instance": r.URL.EscapedPath(),
	})
	w.Header().Set("Content-Type", "application/problem+json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write(body) // the client may be gone
}
