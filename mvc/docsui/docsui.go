package docsui

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"html"
	"net/http"
	"net/url"
	"path"
	"strings"
)

//go:generate ./update.sh

// Config says what the pages show. The zero value is ready for use.
type Config struct {
	// Title is the title of the page; empty means "API".
	Title string
	// SpecURL is the address of the OpenAPI document. A relative address counts
	// from the directory that the page is in: "openapi.json", the default, is
	// /api/openapi.json for a page at /api/docs.
	SpecURL string
	// OAuth says as which client Swagger UI signs its reader in where the document has an
	// OAuth 2 or OpenID Connect scheme. ReDoc does not sign in.
	OAuth OAuth
	// Connect are further origins that Swagger UI may call, such as those of the token
	// endpoints: "https://id.example.com". It always may call its own.
	Connect []string
}

// OAuth is a public client, one without a secret, of an identity provider. It uses the
// authorization code flow with PKCE. The provider must know the redirect address of the
// page: oauth2-redirect.html one level below the page, "https://shop.example/docs/oauth2-redirect.html".
type OAuth struct {
	// ClientID is the client; empty leaves it to the reader to name one.
	ClientID string
	// Scopes are asked for unless the reader unticks them.
	Scopes []string
}

// SwaggerUI returns the handler of a page on which the operations of the API can
// be tried out.
func SwaggerUI(config Config) http.Handler {
	p := newPage(config, "swagger-ui.css", "swagger-ui-bundle.js", "swagger-init.js")
	for _, name := range []string{"oauth2-redirect.html", "oauth2-redirect.js"} {
		p.assets[name] = load(name)
	}
	p.policy = policyFor(config.Connect)
	p.signIn = true
	return p
}

// ReDoc returns the handler of a page made for reading.
func ReDoc(config Config) http.Handler {
	p := newPage(config, "docs.css", "redoc.standalone.js", "redoc-init.js")
	p.policy = policyFor(nil)
	return p
}

// policyFor lets nothing in but what the server itself sends, and nothing out but to it and to
// the origins. Both pages make style elements while they run, and ReDoc searches in a worker
// made of a blob.
func policyFor(connect []string) string {
	return "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; " +
		"font-src 'self' data:; connect-src " + strings.Join(append([]string{"'self'"}, connect...), " ") +
		"; worker-src 'self' blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
}

// page serves one page and its assets.
type page struct {
	config Config
	assets map[string]*asset
	names  []string // of what the page refers to, in order
	policy string
	signIn bool
}

func newPage(config Config, names ...string) *page {
	if config.Title == "" {
		config.Title = "API"
	}
	if config.SpecURL == "" {
		config.SpecURL = "openapi.json"
	}
	p := &page{config: config, names: names, assets: map[string]*asset{"NOTICE": load("NOTICE")}}
	for _, name := range names {
		p.assets[name] = load(name)
	}
	return p
}

// ServeHTTP serves an asset where the last segment of the path names one, else the page.
func (p *page) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, "use GET or HEAD", http.StatusMethodNotAllowed)
		return
	}
	w.Header().Set("X-Content-Type-Options", "nosniff")
	at := requestPath(r)
	if a := p.assets[path.Base(at)]; a != nil {
		w.Header().Set("Content-Security-Policy", p.policy)
		w.Header().Set("Referrer-Policy", "no-referrer") // the address of the redirect page holds a code
		a.ServeHTTP(w, r)
		return
	}
	p.write(w, r, at)
}

// requestPath is the path as the client wrote it; a mux above may have taken a
// prefix off the other one.
func requestPath(r *http.Request) string {
	if u, err := url.ParseRequestURI(r.RequestURI); err == nil && u.Path != "" {
		return u.Path
	}
	return r.URL.Path
}

func (p *page) write(w http.ResponseWriter, r *http.Request, at string) {
	// Seen from /api/docs the assets are in docs/; seen from /api/docs/ they are
	// here, and the document is one level up.
	assets, up := path.Base(at)+"/", ""
	if strings.HasSuffix(at, "/") {
		assets, up = "", "../"
	}
	body := p.html(assets, p.spec(up))
	header := w.Header()
	header.Set("Content-Security-Policy", p.policy)
	header.Set("Referrer-Policy", "no-referrer")
	send(w, r, content{body, "text/html; charset=utf-8", "no-cache", etag(body, "")})
}

// html writes the page by hand: package html/template calls methods by name, which
// makes the linker keep every exported method of a program.
func (p *page) html(assets, spec string) []byte {
	var b bytes.Buffer
	spec = html.EscapeString(spec)
	fmt.Fprintf(&b, `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>%s</title>
<link rel="icon" href="data:,">
`, html.EscapeString(p.config.Title))
	for _, name := range p.names {
		form := "<script src=\"%s\" defer></script>\n"
		if strings.HasSuffix(name, ".css") {
			form = "<link rel=\"stylesheet\" href=\"%s\">\n"
		}
		fmt.Fprintf(&b, form, html.EscapeString(assets+name+"?v="+p.assets[name].version))
	}
	fmt.Fprintf(&b, `</head>
<body>
<div id="docs" data-spec="%[1]s"%[2]s></div>
<noscript>This page needs JavaScript. The document itself is at <a href="%[1]s">%[1]s</a>.</noscript>
</body>
</html>
`, spec, p.signInData(assets))
	return b.Bytes()
}

// signInData is what the script needs to sign a reader in.
func (p *page) signInData(assets string) string {
	if !p.signIn {
		return ""
	}
	return fmt.Sprintf(` data-redirect="%s" data-client="%s" data-scopes="%s"`, html.EscapeString(assets+"oauth2-redirect.html"),
		html.EscapeString(p.config.OAuth.ClientID), html.EscapeString(strings.Join(p.config.OAuth.Scopes, " ")))
}

// spec is the address of the document as the page must write it.
func (p *page) spec(up string) string {
	u, err := url.Parse(p.config.SpecURL)
	if err != nil || u.IsAbs() || u.Host != "" || strings.HasPrefix(u.Path, "/") {
		return p.config.SpecURL
	}
	return up + p.config.SpecURL
}

// version is a short hash of the bytes.
func version(b []byte) string {
	sum := sha256.Sum256(b)
	return base64.RawURLEncoding.EncodeToString(sum[:12])
}

func etag(b []byte, suffix string) string { return `"` + version(b) + suffix + `"` }
