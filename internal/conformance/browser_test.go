package conformance_test

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// render opens the page in a browser that reaches nothing but this machine and
// returns the document it made and what it logged.
func render(t *testing.T, url string, flags ...string) (dom, console string) {
	t.Helper()
	chromium := tool(t, "apt-get install --no-install-recommends chromium", "chromium", "chromium-browser", "google-chrome")
	var stdout, stderr bytes.Buffer
	command := exec.CommandContext(
		t.Context(), chromium, append(flags, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
			"--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
			"--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1", "--user-data-dir="+t.TempDir(),
			"--enable-logging=stderr", "--virtual-time-budget=20000", "--dump-dom", url)...,
	)
	command.Stdout, command.Stderr = &stdout, &stderr
	require.NoError(t, command.Run(), stderr.String())
	for line := range strings.Lines(stderr.String()) {
		if strings.Contains(line, "CONSOLE") {
			console += line
		}
	}
	return stdout.String(), console
}

func TestPagesRenderEveryOperationWithoutTheNetwork(t *testing.T) {
	api, _ := document(t)
	server := httptest.NewServer(api.Handler())
	t.Cleanup(server.Close)

	tests := []struct {
		name, path string
		mark       string // what the page makes of an operation id
	}{
		{"Swagger UI", "/api/docs", `id="operations-Orders-`},
		{"Swagger UI with a slash", "/api/docs/", `id="operations-Orders-`},
		{"ReDoc", "/api/redoc", `id="tag/Orders/operation/`},
		{"ReDoc with a slash", "/api/redoc/", `id="tag/Orders/operation/`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			dom, console := render(t, server.URL+test.path)
			require.Empty(t, console, "the console stays silent: no error, nothing refused by the policy, nothing asked of others")
			for _, item := range api.Document().Paths {
				for _, op := range item.Operations() {
					require.Contains(t, dom, test.mark+op.OperationID+`"`)
					require.Contains(t, dom, op.Summary)
				}
			}
		})
	}
}

// The console would tell: a page that asks others, or that its policy refuses, does
// not pass for a good one.
func TestTheBrowserTellsWhatPagesMustNotDo(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ page, want string }{
		"asks another host": {`<img src="https://cdn.example.com/logo.svg">`, "cdn.example.com"},
		"has inline script": {`<script>document.title = "x"</script>`, "Content Security Policy"},
		"throws":            {`<script src="/throw.js"></script>`, "went wrong"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.URL.Path == "/throw.js" {
					_, _ = io.WriteString(w, `throw new Error("went wrong")`)
					return
				}
				w.Header().Set("Content-Security-Policy", "default-src 'self'")
				_, _ = io.WriteString(w, "<!DOCTYPE html><html><head>"+test.page+"</head></html>")
			}))
			t.Cleanup(server.Close)
			_, console := render(t, server.URL)
			require.Contains(t, console, test.want)
		})
	}
}
