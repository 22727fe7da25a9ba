package mvc_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/mvc"
)

// FuzzBinding sends requests of every kind at routes that bind every type: no
// answer may be a panic or a fault of the service, and every refusal is a problem.
func FuzzBinding(f *testing.F) {
	seeds := []struct{ path, query, header, media, body string }{
		{"/all/7", "text=a&flag=true&i8=1&tag=x&sizes=1,2&at=2026-01-02T03:04:05Z", "h", "", ""},
		{"/all/x", "flag=%zz&limit=1&limit=2&f64=NaN&text=%ff", "\xff", "", ""},
		{"/letters/n%2F", "page=1", "", "application/json", `{"zip":"12345","lines":[{"size":"small","wait":"1s"}]}`},
		{"/letters/n", "page=300", "", "application/json", `{"zip":1,"x":{},"lines":[1,{"size":null}]`},
		{"/signup", "", "", "application/x-www-form-urlencoded", "name=x&age=1&tag=%zz&age=2"},
		{"/upload", "", "", "multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"photo\"; filename=\"a\"\r\n\r\nx\r\n--b--\r\n"},
		{"/lists", "", "", "application/json", "[[[["},
		{"/patches", "", "", "application/merge-patch+json", `{"name":null}`},
		{"/raw", "", "", "text/plain", "\x00"},
	}
	for _, s := range seeds {
		f.Add(s.path, s.query, s.header, s.media, s.body)
	}
	app := build(f, newServices(), mvc.Config{}, mvc.Controller[*binder](func() *binder { return &binder{} }),
		mvc.Controller[*post](func() *post { return &post{} }), mvc.Controller[*forms](func() *forms { return &forms{} }))
	handler := app.Handler()
	f.Fuzz(func(t *testing.T, path, query, header, media, body string) {
		for _, method := range []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch} {
			r := httptest.NewRequest(method, "/", strings.NewReader(body))
			r.URL = &url.URL{Path: path, RawQuery: query}
			if plain, err := url.PathUnescape(path); err == nil && plain != path {
				r.URL.Path, r.URL.RawPath = plain, path
			}
			r.Header = http.Header{"X-Tenant": {header}, "X-List": {header}, "Cookie": {"crumb=" + header}, "Accept": {header}}
			if media != "" {
				r.Header.Set("Content-Type", media)
			}
			w := httptest.NewRecorder()
			handler.ServeHTTP(w, r)
			require.Less(t, w.Code, http.StatusInternalServerError, w.Body)
			if w.Code >= http.StatusBadRequest {
				require.Equal(t, mvc.MediaProblem, w.Header().Get("Content-Type"))
			}
		}
	})
}
