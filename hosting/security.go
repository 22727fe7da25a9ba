package hosting

import (
	"fmt"
	"maps"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/neuroglia-go/neuroglia/mvc/openapi"
)

// security is the headers by which browsers are careful with an answer. A handler that
// says otherwise is left alone. Nil does nothing.
type security struct {
	always http.Header
	hsts   []string // Strict-Transport-Security, nil for none
}

// What an answer may load and who may show it in a frame: nothing and nobody for data,
// whatever the page itself says for the rest.
var (
	policyOfData  = []string{"default-src 'none'; frame-ancestors 'none'"}
	policyOfPages = []string{"frame-ancestors 'none'"}
)

func newSecurity(settings ServerSettings) *security {
	if !settings.SecurityHeaders {
		return nil
	}
	s := &security{always: http.Header{
		"X-Content-Type-Options": {"nosniff"},
		"X-Frame-Options":        {"DENY"},
		"Referrer-Policy":        {"strict-origin-when-cross-origin"},
	}}
	if settings.HSTS > 0 {
		s.hsts = []string{fmt.Sprintf("max-age=%d", int64(settings.HSTS.Seconds()))}
	}
	return s
}

// begin sets what does not depend on the answer. The values are shared, which net/http only
// reads.
func (s *security) begin(header http.Header, r *http.Request) {
	if s == nil {
		return
	}
	maps.Copy(header, s.always)
	if s.hsts != nil && overTLS(r) && !isLocal(r.Host) {
		header["Strict-Transport-Security"] = s.hsts
	}
}

// finish sets the policy of the content, which is known when the answer begins.
func (s *security) finish(header http.Header) {
	if s == nil || len(header["Content-Security-Policy"]) > 0 {
		return
	}
	switch {
	case isData(header.Get("Content-Type")):
		header["Content-Security-Policy"] = policyOfData
	case header.Get("X-Frame-Options") == "DENY": // else a handler has said who may
		header["Content-Security-Policy"] = policyOfPages
	}
}

// keepCookie keeps a cookie that is set, for one, out of the caches that answer all. What says
// how it is to be cached knows of the content only: files and documents are the same for everybody.
func keepCookie(header http.Header) {
	if len(header["Set-Cookie"]) == 0 {
		return
	}
	caching := strings.ToLower(header.Get("Cache-Control"))
	if !strings.Contains(caching, "no-store") && !strings.Contains(caching, "private") {
		header.Set("Cache-Control", "no-store")
	}
}

// isData says whether the media type is one that programs read and no browser shows.
func isData(mediaType string) bool {
	mediaType, _, _ = strings.Cut(mediaType, ";")
	return strings.HasSuffix(mediaType, "json") || strings.HasSuffix(mediaType, "/xml") || mediaType == "text/csv"
}

// overTLS says whether the client speaks TLS, with us or with the proxy before us. Who lies
// in the header harms nobody: browsers ignore the answer's header on a plain connection.
func overTLS(r *http.Request) bool {
	if r.TLS != nil {
		return true
	}
	proto, _, _ := strings.Cut(r.Header.Get("X-Forwarded-Proto"), ",")
	return strings.EqualFold(strings.TrimSpace(proto), "https")
}

// isLocal says whether the host is the machine of the developer, where other programs
// that speak no TLS share the name.
func isLocal(host string) bool {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	ip := net.ParseIP(strings.Trim(host, "[]"))
	return host == "localhost" || strings.HasSuffix(host, ".localhost") || ip != nil && ip.IsLoopback()
}

// tokenOrigins lists the origins that a page must call to sign its reader in.
func tokenOrigins(schemes map[string]*openapi.SecurityScheme) []string {
	origins := make(map[string]bool)
	add := func(address string) {
		if u, err := url.Parse(address); err == nil && u.Scheme != "" && u.Host != "" {
			origins[u.Scheme+"://"+u.Host] = true
		}
	}
	for _, scheme := range schemes {
		add(scheme.OpenIDConnectURL)
		if scheme.Flows == nil {
			continue
		}
		for _, flow := range []*openapi.OAuthFlow{scheme.Flows.AuthorizationCode, scheme.Flows.ClientCredentials, scheme.Flows.Password} {
			if flow != nil {
				add(flow.TokenURL)
				add(flow.RefreshURL)
			}
		}
	}
	return slices.Sorted(maps.Keys(origins))
}
