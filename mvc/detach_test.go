package mvc_test

import (
	"bufio"
	"context"
	"io"
	"iter"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/mvc"
)

// tower sends what the test tells it to, on streams that leave their requests.
type tower struct {
	signals chan string
	ended   chan error // the context of each stream, when it is over
}

func (*tower) Routes(r *mvc.Routes[*tower]) {
	mvc.SSE(r, "/tower", (*tower).Watch, mvc.Detached())
	mvc.SSE(r, "/limited", (*tower).Watch, mvc.Name("limited"), mvc.Detached(), mvc.Timeout(time.Minute))
}

func (s *tower) Watch(ctx context.Context, _ mvc.None) (iter.Seq2[mvc.Event[string], error], error) {
	return func(yield func(mvc.Event[string], error) bool) {
		defer func() { s.ended <- ctx.Err() }()
		for {
			select {
			case <-ctx.Done():
				return
			case signal := <-s.signals:
				switch signal {
				case "panic":
					panic("a bug")
				case "fail":
					yield(mvc.Event[string]{}, errs.Unavailable("storm", "no view today"))
					return
				case "end":
					return
				}
				if !yield(mvc.Event[string]{Data: signal}, nil) {
					return
				}
			}
		}
	}, nil
}

// towerServer serves the tower on sockets; over is closed when the scope of a stream is.
func towerServer(t *testing.T, config mvc.Config, wrap func(http.Handler) http.Handler) (s *tower, app *mvc.App, url string, returned chan struct{}) {
	t.Helper()
	s = &tower{signals: make(chan string), ended: make(chan error, 10)}
	app = build(t, di.NewServices(), config, mvc.Controller[*tower](func() *tower { return s }))
	returned = make(chan struct{}, 10)
	server := httptest.NewServer(wrap(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		app.Handler().ServeHTTP(w, r)
		returned <- struct{}{}
	})))
	t.Cleanup(server.Close)
	return s, app, server.URL, returned
}

func plain(next http.Handler) http.Handler { return next }

func openTower(t *testing.T, url string) (lines *bufio.Reader, leave func()) {
	t.Helper()
	ctx, leave := context.WithCancel(t.Context())
	t.Cleanup(leave)
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, http.NoBody)
	require.NoError(t, err)
	resp, err := http.DefaultClient.Do(req)
	require.NoError(t, err)
	t.Cleanup(func() { _ = resp.Body.Close() })
	require.Equal(t, http.StatusOK, resp.StatusCode)
	require.Equal(t, "text/event-stream", resp.Header.Get("Content-Type"))
	return bufio.NewReader(resp.Body), leave
}

func TestADetachedStreamOutlivesItsRequest(t *testing.T) {
	t.Parallel()
	s, app, url, returned := towerServer(t, mvc.Config{}, plain)
	lines, _ := openTower(t, url+"/tower")
	<-returned
	for _, signal := range []string{"a ship", strings.Repeat("wave ", 10_000)} {
		s.signals <- signal
		line, err := lines.ReadString('\n')
		require.NoError(t, err)
		require.Equal(t, `data: "`+signal+"\"\n", line)
		_, err = lines.ReadString('\n')
		require.NoError(t, err)
	}
	waiting, stop := context.WithCancel(t.Context())
	stop()
	require.ErrorIs(t, app.Wait(waiting), context.Canceled, "a stream goes on")
	s.signals <- "end"
	_, err := lines.ReadByte()
	require.ErrorIs(t, err, io.EOF, "the client sees that this is the end")
	require.NoError(t, <-s.ended)
	require.NoError(t, app.Wait(t.Context()))
}

func TestADetachedStreamEndsWithItsClient(t *testing.T) {
	t.Parallel()
	s, app, url, returned := towerServer(t, mvc.Config{Heartbeat: time.Millisecond}, plain)
	_, leave := openTower(t, url+"/tower")
	<-returned
	leave()
	require.ErrorIs(t, <-s.ended, context.Canceled)
	require.NoError(t, app.Wait(t.Context()))
}

func TestADetachedStreamEndsWhenTheServerDrains(t *testing.T) {
	t.Parallel()
	draining, drain := context.WithCancel(t.Context())
	s, app, url, returned := towerServer(t, mvc.Config{Draining: draining}, plain)
	lines, _ := openTower(t, url+"/tower")
	<-returned
	drain()
	_, err := lines.ReadByte()
	require.ErrorIs(t, err, io.EOF)
	require.ErrorIs(t, <-s.ended, context.Canceled)
	require.NoError(t, app.Wait(t.Context()))
}

func TestADetachedStreamTellsOfItsFailure(t *testing.T) {
	t.Parallel()
	s, app, url, returned := towerServer(t, mvc.Config{}, plain)
	lines, _ := openTower(t, url+"/tower")
	<-returned
	s.signals <- "fail"
	rest, err := io.ReadAll(lines)
	require.NoError(t, err)
	require.Contains(t, string(rest), "event: error\ndata: {")
	require.Contains(t, string(rest), `"code":"storm"`)

	lines, _ = openTower(t, url+"/tower")
	<-returned
	s.signals <- "panic"
	_, err = io.ReadAll(lines)
	require.Error(t, err, "a stream that broke is not taken for one that ended")
	require.NoError(t, app.Wait(t.Context()), "and the process goes on")
}

// What cannot part with its connection, or has a say in the rest of the answer, keeps
// the stream.
func TestAStreamStaysWithItsRequest(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		config mvc.Config
		path   string
		wrap   func(http.Handler) http.Handler
	}{
		"without heartbeat": {mvc.Config{Heartbeat: -1}, "/tower", plain},
		"with a timeout":    {mvc.Config{}, "/limited", plain},
		"compressed":        {mvc.Config{}, "/tower", encoded},
		"behind a writer":   {mvc.Config{}, "/tower", opaque},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, app, url, returned := towerServer(t, test.config, test.wrap)
			_, leave := openTower(t, url+test.path)
			require.NoError(t, app.Wait(t.Context()), "none has left its request")
			leave()
			require.Error(t, <-s.ended)
			<-returned
		})
	}
}

// encoded is a middleware that encodes what passes, by its own account.
func encoded(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Encoding", "identity")
		next.ServeHTTP(w, r)
	})
}

// opaque hides everything of the writer but that it flushes.
func opaque(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		next.ServeHTTP(struct {
			http.ResponseWriter
			http.Flusher
		}{w, w.(http.Flusher)}, r)
	})
}

func TestDetachedPrintsItself(t *testing.T) {
	t.Parallel()
	require.Equal(t, "Detached()", mvc.Detached().String())
}
