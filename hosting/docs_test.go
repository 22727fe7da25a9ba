package hosting_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"path"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/hosting"
	"github.com/neuroglia-go/neuroglia/mvc"
)

var linked = regexp.MustCompile(`(?:href|src|data-spec)="([^"]+)"`)

// TestPagesLeadToWhatTheyAreMadeOf follows every address of the pages, as a client
// that takes no compressed answers, wherever the sub-app stands.
func TestPagesLeadToWhatTheyAreMadeOf(t *testing.T) {
	t.Parallel()
	for _, prefix := range []string{"", "/api", "/deep/below"} {
		for _, page := range []string{"/docs", "/docs/", "/redoc", "/redoc/"} {
			t.Run(prefix+page, func(t *testing.T) {
				t.Parallel()
				f := newFixture(t, nil)
				f.AddSubApp(hosting.SubApp{Path: prefix, Docs: true, Controllers: []mvc.Registration{mvc.Controller[*greeter](newGreeter)}})
				server := httptest.NewServer(f.started(t).Handler())
				defer server.Close()
				ask := func(method, at string) (*http.Response, string) {
					r, err := http.NewRequestWithContext(t.Context(), method, server.URL+at, nil)
					require.NoError(t, err)
					r.Header.Set("Accept-Encoding", "identity")
					response, err := server.Client().Do(r)
					require.NoError(t, err)
					defer response.Body.Close()
					require.Equal(t, http.StatusOK, response.StatusCode, "%s %s", method, at)
					require.Empty(t, response.Header.Get("Content-Encoding"))
					body, err := io.ReadAll(response.Body)
					require.NoError(t, err)
					return response, string(body)
				}
				_, text := ask(http.MethodGet, prefix+page)
				links := 0
				for _, link := range append(linked.FindAllStringSubmatch(text, -1), []string{"", ""}) {
					at := prefix + page
					if link[1] != "" {
						address, _, _ := strings.Cut(link[1], "?")
						at = path.Join(path.Dir(at+"x"), address)
					}
					if strings.HasPrefix(link[1], "data:") {
						continue
					}
					links++
					got, body := ask(http.MethodGet, at)
					head, none := ask(http.MethodHead, at)
					require.Empty(t, none)
					require.NotEmpty(t, body)
					require.Equal(t, got.ContentLength, head.ContentLength, at)
					require.Equal(t, got.Header.Get("Content-Type"), head.Header.Get("Content-Type"), at)
					require.Equal(t, int64(len(body)), got.ContentLength, at)
				}
				require.GreaterOrEqual(t, links, 5)
			})
		}
	}
}

func TestADocumentIsSentOnce(t *testing.T) {
	t.Parallel()
	f := newFixture(t, nil)
	f.AddSubApp(api())
	app := f.started(t)
	for _, at := range []string{"/api/openapi.json", "/api/openapi.yaml"} {
		first := get(app, at)
		require.Equal(t, 200, first.Code)
		again := get(app, at, "If-None-Match", first.Header().Get("Etag"))
		require.Equal(t, http.StatusNotModified, again.Code)
		require.Empty(t, again.Body.Bytes())
		require.Equal(t, "no-cache", again.Header().Get("Cache-Control"))
	}
}
