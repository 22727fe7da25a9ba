package api

import (
	"context"
	"net"
	"net/http"
	"strings"
)

// addressKey is where the address of the client is kept in a context.
type addressKey struct{}

// KeepAddress returns a middleware that lets controllers know where a request comes from. Each
// of the proxies that stand before the service adds to X-Forwarded-For whom it was called by; what
// stands before those entries was sent by the client, and is not believed.
func KeepAddress(proxies int) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			ctx := context.WithValue(r.Context(), addressKey{}, clientAddress(r, proxies))
			next.ServeHTTP(w, r.WithContext(ctx))
		})
	}
}

// clientAddress returns the address that the outermost proxy was called from, or that of who
// called the service where there is no proxy, or it left none.
func clientAddress(r *http.Request, proxies int) string {
	if proxies > 0 {
		hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
		if at := len(hops) - proxies; at >= 0 {
			if ip := net.ParseIP(strings.TrimSpace(hops[at])); ip != nil {
				return ip.String()
			}
		}
	}
	return r.RemoteAddr
}

// addressOf returns the address of the client, empty where nobody has kept it.
func addressOf(ctx context.Context) string {
	address, _ := ctx.Value(addressKey{}).(string)
	return address
}
