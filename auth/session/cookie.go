package session

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/errs"
)

// hostPrefix has browsers refuse a cookie that another host, or no TLS, has set.
const hostPrefix = "__Host-"

// Cookie is the [Transport] of browsers. The zero value is as safe as it gets: a cookie
// "__Host-session" that scripts do not see, that is sent over TLS only, and never with a
// request that another site began.
type Cookie struct {
	// Name is that of the cookie, without the "__Host-" that a secure one has in front;
	// empty means "session".
	Name string
	// Insecure is for development without TLS: no Secure, and no "__Host-".
	Insecure bool
	// SameSite is when browsers send it with what other sites begin; zero means Strict, or
	// Lax where it is insecure. Who signs in by an identity provider needs Lax, for
	// browsers leave a strict cookie out of the requests that a redirect from there leads to.
	SameSite http.SameSite
}

var _ Deliverer = Cookie{}

// FullName returns the name that browsers see: "__Host-session".
func (c Cookie) FullName() string {
	name := c.Name
	if name == "" {
		name = "session"
	}
	if c.Insecure {
		return name
	}
	return hostPrefix + name
}

// Extract returns the value of the cookie. Two different ones are refused: the second was
// set by somebody else.
func (c Cookie) Extract(r *http.Request) (string, error) {
	token := ""
	for i, cookie := range r.CookiesNamed(c.FullName()) {
		if i > 0 && cookie.Value != token {
			return "", errs.Unauthenticated(auth.CodeNotAuthenticated,
				"the request has several cookies named %s; delete the cookies of this site and sign in again", c.FullName())
		}
		token = cookie.Value
	}
	return token, nil
}

// Deliver sets the cookie for the time, and keeps the answer out of caches.
func (c Cookie) Deliver(header http.Header, token auth.Secret, keep time.Duration) {
	header.Add("Set-Cookie", c.with(token.Reveal(), max(1, int(keep/time.Second))).String())
	header.Set("Cache-Control", "no-store")
}

// Remove deletes the cookie.
func (c Cookie) Remove(header http.Header) {
	header.Add("Set-Cookie", c.with("", -1).String())
}

// with returns the cookie; a negative age deletes it.
func (c Cookie) with(value string, age int) *http.Cookie {
	return &http.Cookie{
		Name: c.FullName(), Value: value, Path: "/", MaxAge: age,
		HttpOnly: true, Secure: !c.Insecure, SameSite: c.sameSite(),
	}
}

func (c Cookie) sameSite() http.SameSite {
	switch {
	case c.SameSite != 0:
		return c.SameSite
	case c.Insecure:
		return http.SameSiteLaxMode
	default:
		return http.SameSiteStrictMode
	}
}

func (c Cookie) check() error {
	var faults []error
	if c.with("x", 1).Valid() != nil {
		faults = append(faults, fmt.Errorf("the cookie name %q is not allowed; use letters, digits, '-' and '_'", c.Name))
	}
	if strings.HasPrefix(c.Name, "__") {
		faults = append(faults, fmt.Errorf("the cookie name %q has a prefix; leave it out, a secure cookie gets its own", c.Name))
	}
	if c.SameSite == http.SameSiteNoneMode && c.Insecure {
		faults = append(faults, errors.New("the cookie is insecure with SameSite None, which browsers refuse; choose Lax or Strict"))
	}
	return errors.Join(faults...)
}
