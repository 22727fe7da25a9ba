package mvc

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// CORSConfig says which pages of other origins may call the API from a browser.
type CORSConfig struct {
	// Origins are the origins of those pages: "https://shop.example",
	// "https://*.shop.example" for all below a domain, "*" for everybody.
	Origins []string
	// Methods are what they may call; none means GET, HEAD, POST, PUT, PATCH and
	// DELETE.
	Methods []string
	// Headers are what they may send beyond the harmless ones; none means
	// Content-Type, Authorization, If-Match, If-None-Match and Last-Event-ID.
	Headers []string
	// Expose are the headers they may read beyond the harmless ones; none means
	// ETag, Link, Location and Retry-After.
	Expose []string
	// Credentials lets the browser send cookies. It excludes "*".
	Credentials bool
	// MaxAge is how long a browser may remember the answer to a preflight; zero
	// leaves that to the browser.
	MaxAge time.Duration
}

// CORS returns the middleware of [NewCORS] and panics when the configuration is
// wrong.
func CORS(config CORSConfig) Middleware {
	middleware, err := NewCORS(config)
	if err != nil {
		panic(err)
	}
	return middleware
}

// NewCORS returns a middleware that answers preflights and marks the answers to
// allowed origins (the Fetch standard, section 3.2). Requests of other origins
// pass unmarked: the browser keeps the answer from the page. Put it before
// middleware that authenticates, because preflights carry no credentials.
func NewCORS(config CORSConfig) (Middleware, error) {
	c := &cors{CORSConfig: config}
	if len(config.Origins) == 0 {
		return nil, errors.New("CORS: no origin is allowed; name at least one in Origins")
	}
	for _, origin := range config.Origins {
		if err := c.allow(origin); err != nil {
			return nil, err
		}
	}
	if c.everybody && config.Credentials {
		return nil, errors.New(`CORS: Origins has "*" and Credentials is set, which would let every page act for its visitors; name the origins`)
	}
	c.methods = strings.Join(orDefault(config.Methods, "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"), ", ")
	c.headers = strings.Join(orDefault(config.Headers, "Content-Type", "Authorization", "If-Match", "If-None-Match", "Last-Event-ID"), ", ")
	c.expose = strings.Join(orDefault(config.Expose, "ETag", "Link", "Location", "Retry-After"), ", ")
	return c.wrap, nil
}

func orDefault(list []string, other ...string) []string {
	if len(list) == 0 {
		return other
	}
	return list
}

// cors is a configuration made ready.
type cors struct {
	CORSConfig
	everybody                bool
	exact                    []string
	below                    [][2]string // what stands before and after the *
	methods, headers, expose string
}

func (c *cors) allow(origin string) error {
	origin = strings.ToLower(origin)
	scheme, host, found := strings.Cut(origin, "://")
	before, after, wild := strings.Cut(origin, "*")
	switch {
	case origin == "*":
		c.everybody = true
	case !found || scheme == "" || host == "" || strings.ContainsAny(host, "/?#"):
		return fmt.Errorf("CORS: %q is no origin; write scheme://host[:port] and no path", origin)
	case wild && (!strings.HasPrefix(host, "*.") || strings.Contains(after, "*")):
		return fmt.Errorf("CORS: %q has its * in the wrong place; write scheme://*.domain", origin)
	case wild:
		c.below = append(c.below, [2]string{before, after})
	default:
		c.exact = append(c.exact, origin)
	}
	return nil
}

func (c *cors) allows(origin string) bool {
	if c.everybody {
		return true
	}
	origin = strings.ToLower(origin)
	return slices.Contains(c.exact, origin) || slices.ContainsFunc(c.below, func(around [2]string) bool {
		return len(origin) > len(around[0])+len(around[1]) &&
			strings.HasPrefix(origin, around[0]) && strings.HasSuffix(origin, around[1])
	})
}

func (c *cors) wrap(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		origin := r.Header.Get("Origin")
		header := w.Header()
		if !c.everybody {
			header.Add("Vary", "Origin")
		}
		preflight := r.Method == http.MethodOptions && origin != "" && r.Header.Get("Access-Control-Request-Method") != ""
		if origin != "" && c.allows(origin) {
			c.mark(header, origin, preflight)
		}
		if preflight {
			w.WriteHeader(http.StatusNoContent)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func (c *cors) mark(header http.Header, origin string, preflight bool) {
	if c.everybody {
		origin = "*"
	}
	header.Set("Access-Control-Allow-Origin", origin)
	if c.Credentials {
		header.Set("Access-Control-Allow-Credentials", "true")
	}
	if !preflight {
		header.Set("Access-Control-Expose-Headers", c.expose)
		return
	}
	header.Set("Access-Control-Allow-Methods", c.methods)
	header.Set("Access-Control-Allow-Headers", c.headers)
	if c.MaxAge > 0 {
		header.Set("Access-Control-Max-Age", strconv.Itoa(int(c.MaxAge.Seconds())))
	}
}
