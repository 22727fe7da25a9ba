package mvc_test

import (
	"context"
	"errors"
	"io"
	"iter"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/mvc"
	"github.com/neuroglia-go/neuroglia/mvc/mvctest"
)

type tick struct {
	N int `json:"n"`
}

type streams struct{}

func (*streams) Routes(r *mvc.Routes[*streams]) {
	mvc.Get(r, "/file", (*streams).File, mvc.Produces("text/plain"))
	mvc.Get(r, "/empty-file", (*streams).NoFile)
	mvc.Get(r, "/stream", (*streams).Stream, mvc.Produces("text/csv", "application/octet-stream"))
	mvc.Get(r, "/lines", (*streams).Lines, mvc.Produces("application/x-ndjson"))
	mvc.SSE(r, "/ticks", (*streams).Ticks, mvc.Fails(errs.KindForbidden, "closed"))
}

// closer tells that it was closed.
type closer struct {
	*strings.Reader
	closed *bool
}

func (c closer) Close() error { *c.closed = true; return nil }

type fileRequest struct {
	Inline bool `query:"inline"`
}

func (*streams) File(_ context.Context, in fileRequest) (mvc.File, error) {
	return mvc.File{
		Name: "répört.txt", ContentType: "text/plain", ETag: "v1", Inline: in.Inline,
		Modified: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC),
		Content:  closer{strings.NewReader("0123456789"), new(bool)},
	}, nil
}
func (*streams) NoFile(context.Context, struct{}) (mvc.File, error) { return mvc.File{}, nil }

type how struct {
	How string `query:"how"`
}

func (*streams) Stream(_ context.Context, in how) (mvc.Stream, error) {
	switch in.How {
	case "nothing":
		return mvc.Stream{}, nil
	case "empty":
		return mvc.Stream{Write: func(context.Context, io.Writer) error { return nil }}, nil
	case "refuse":
		return mvc.Stream{Write: func(context.Context, io.Writer) error { return errors.New("early") }}, nil
	}
	return mvc.Stream{ContentType: "text/csv", Write: func(ctx context.Context, w io.Writer) error {
		_, err := io.WriteString(w, "a,b\n")
		if in.How == "break" {
			return errors.New("late")
		}
		return errors.Join(err, ctx.Err())
	}}, nil
}

func (*streams) Lines(_ context.Context, in how) (mvc.Stream, error) {
	return mvc.Lines(func(yield func(tick, error) bool) {
		if in.How == "refuse" {
			yield(tick{}, errs.Conflict("busy", "not now"))
			return
		}
		_ = yield(tick{1}, nil) && yield(tick{2}, nil)
	}), nil
}

type ticksRequest struct {
	How   string        `query:"how"`
	Last  int           `header:"Last-Event-ID"`
	Every time.Duration `query:"every"`
}

func (*streams) Ticks(ctx context.Context, in ticksRequest) (iter.Seq2[mvc.Event[tick], error], error) {
	if in.How == "closed" {
		return nil, errs.Forbidden("closed", "nobody may watch")
	}
	return func(yield func(mvc.Event[tick], error) bool) {
		for n := in.Last + 1; n <= in.Last+3; n++ {
			select {
			case <-ctx.Done():
				yield(mvc.Event[tick]{}, ctx.Err())
				return
			case <-time.After(in.Every):
			}
			if in.How == "fail" && n == 3 {
				yield(mvc.Event[tick]{}, errors.New("secret"))
				return
			}
			if !yield(mvc.Event[tick]{ID: strconv.Itoa(n), Name: "tick\nx: y", Data: tick{n}, Retry: 2 * time.Second}, nil) {
				return
			}
		}
	}, nil
}

func streamClient(t *testing.T) *mvctest.Client {
	t.Helper()
	return serve(t, mvc.Config{}, mvc.Controller[*streams](func() *streams { return &streams{} }))
}

func TestFiles(t *testing.T) {
	t.Parallel()
	c := streamClient(t)
	whole := c.Get("/file").Expect(http.StatusOK)
	require.Equal(t, "0123456789", string(whole.Body))
	require.Equal(t, `"v1"`, whole.Header("ETag"))
	require.Equal(t, "Fri, 02 Jan 2026 03:04:05 GMT", whole.Header("Last-Modified"))
	require.Equal(t, "attachment; filename*=utf-8''r%C3%A9p%C3%B6rt.txt", whole.Header("Content-Disposition"))
	require.Contains(t, c.Get("/file?inline=true").Expect(http.StatusOK).Header("Content-Disposition"), "inline")

	require.Equal(t, "234", string(c.Get("/file").Header("Range", "bytes=2-4").Expect(http.StatusPartialContent).Body))
	c.Get("/file").Header("If-None-Match", `"v1"`).Expect(http.StatusNotModified)
	c.Get("/file").Header("If-Match", `"v2"`).Expect(http.StatusPreconditionFailed).Problem("file_changed")
	refused := c.Get("/file").Header("Range", "bytes=20-").Expect(http.StatusRequestedRangeNotSatisfiable).Problem("range_not_satisfiable")
	require.Equal(t, "bytes */10", refused.Header("Content-Range"))
	require.Empty(t, c.Do(http.MethodHead, "/file", nil).Expect(http.StatusOK).Body)
	c.Get("/empty-file").Expect(http.StatusInternalServerError)
}

func TestFileIsClosed(t *testing.T) {
	t.Parallel()
	closed := false
	app := build(t, newServices(), mvc.Config{}, mvc.Controller[*fileKeeper](func() *fileKeeper { return &fileKeeper{&closed} }))
	server := httptest.NewServer(app.Handler())
	defer server.Close()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL+"/kept", nil)
	require.NoError(t, err)
	response, err := server.Client().Do(request)
	require.NoError(t, err)
	content, err := io.ReadAll(response.Body)
	require.NoError(t, errors.Join(err, response.Body.Close()))
	require.Equal(t, "kept", string(content))
	require.Equal(t, "text/plain; charset=utf-8", response.Header.Get("Content-Type"), "by the extension")
	require.True(t, closed)
}

type fileKeeper struct{ closed *bool }

func (*fileKeeper) Routes(r *mvc.Routes[*fileKeeper]) { mvc.Get(r, "/kept", (*fileKeeper).Get) }
func (k *fileKeeper) Get(context.Context, struct{}) (mvc.File, error) {
	return mvc.File{Name: "kept.txt", Content: closer{strings.NewReader("kept"), k.closed}}, nil
}

func TestStreams(t *testing.T) {
	t.Parallel()
	c := streamClient(t)
	require.Equal(t, "a,b\n", string(c.Get("/stream").Expect(http.StatusOK).Body))
	require.Empty(t, c.Get("/stream?how=empty").Expect(http.StatusOK).Body)
	require.Empty(t, c.Do(http.MethodHead, "/stream", nil).Expect(http.StatusOK).Body)
	c.Get("/stream?how=refuse").Expect(http.StatusInternalServerError).Problem("internal")
	c.Get("/stream?how=nothing").Expect(http.StatusInternalServerError)
	require.PanicsWithError(t, http.ErrAbortHandler.Error(), func() { c.Get("/stream?how=break").Send() })

	require.Equal(t, "{\"n\":1}\n{\"n\":2}\n", string(c.Get("/lines").Expect(http.StatusOK).Body))
	c.Get("/lines?how=refuse").Undocumented().Expect(http.StatusConflict).Problem("busy")
}

func TestEvents(t *testing.T) {
	t.Parallel()
	c := streamClient(t)
	response := c.Get("/ticks").Header("Last-Event-ID", "4").Header("Accept", "text/event-stream").Expect(http.StatusOK)
	require.Equal(t, "no-store", response.Header("Cache-Control"))
	require.Equal(t, "id: 5\nevent: tick\nretry: 2000\ndata: {\"n\":5}\n\n", strings.SplitAfter(string(response.Body), "\n\n")[0])
	require.Equal(t, []mvctest.Event{
		{ID: "5", Name: "tick", Retry: "2000", Data: `{"n":5}`},
		{ID: "6", Name: "tick", Retry: "2000", Data: `{"n":6}`},
		{ID: "7", Name: "tick", Retry: "2000", Data: `{"n":7}`},
	}, response.Events())

	failed := c.Get("/ticks?how=fail").Expect(http.StatusOK).Events()
	require.Len(t, failed, 3)
	require.Equal(t, "error", failed[2].Name)
	require.Contains(t, failed[2].Data, `"code":"internal"`)
	require.NotContains(t, failed[2].Data, "secret")

	c.Get("/ticks?how=closed").Expect(http.StatusForbidden).Problem("closed")
	c.Get("/ticks").Header("Accept", "application/json").Expect(http.StatusNotAcceptable)
	require.Empty(t, c.Do(http.MethodHead, "/ticks", nil).Expect(http.StatusOK).Body)
}

func TestEventsKeepTheConnectionAlive(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := streamClient(t)
		body := string(c.Get("/ticks?every=40s").Expect(http.StatusOK).Body)
		require.Equal(t, 6, strings.Count(body, ":\n\n"), "two comments in each silence of 40 seconds, every 15")
	})
}

func TestEventsEndWithTheRequest(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := serve(t, mvc.Config{Heartbeat: -1}, mvc.Controller[*streams](func() *streams { return &streams{} }))
		ctx, cancel := context.WithTimeout(t.Context(), 90*time.Minute)
		defer cancel()
		response := c.Get("/ticks?every=1h").Context(ctx).Expect(http.StatusOK)
		require.Len(t, response.Events(), 1)
		require.NotContains(t, string(response.Body), ":\n\n")
	})
}

// gone is a client that left.
type gone struct{ http.ResponseWriter }

func (gone) Write([]byte) (int, error) { return 0, io.ErrClosedPipe }

func TestEventsStopWhenTheClientIsGone(t *testing.T) {
	t.Parallel()
	app := build(t, newServices(), mvc.Config{}, mvc.Controller[*streams](func() *streams { return &streams{} }))
	for _, path := range []string{"/ticks", "/file"} {
		app.Handler().ServeHTTP(gone{httptest.NewRecorder()}, httptest.NewRequest(http.MethodGet, path, nil))
	}
	require.PanicsWithError(t, http.ErrAbortHandler.Error(), func() {
		app.Handler().ServeHTTP(gone{httptest.NewRecorder()}, httptest.NewRequest(http.MethodGet, "/lines", nil))
	})
}

// watcher tells when nobody watches any more.
type watcher struct{ left chan struct{} }

func (*watcher) Routes(r *mvc.Routes[*watcher]) { mvc.SSE(r, "/watch", (*watcher).Watch) }

func (w *watcher) Watch(ctx context.Context, _ struct{}) (iter.Seq2[mvc.Event[tick], error], error) {
	return func(yield func(mvc.Event[tick], error) bool) {
		defer close(w.left)
		if yield(mvc.Event[tick]{Data: tick{1}}, nil) {
			<-ctx.Done()
		}
	}, nil
}

func TestEventsOverAConnection(t *testing.T) {
	t.Parallel()
	left := make(chan struct{})
	app := build(t, newServices(), mvc.Config{Middlewares: []mvc.Middleware{mark("app")}}, mvc.Controller[*watcher](func() *watcher { return &watcher{left} }))
	server := httptest.NewServer(app.Handler())
	defer server.Close()
	ctx, leave := context.WithCancel(t.Context())
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, server.URL+"/watch", nil)
	require.NoError(t, err)
	response, err := server.Client().Do(request)
	require.NoError(t, err)
	first := make([]byte, len("data: {\"n\":1}\n\n"))
	_, err = io.ReadFull(response.Body, first)
	require.NoError(t, err, "the event is there before the next one")
	require.Equal(t, "data: {\"n\":1}\n\n", string(first))
	leave()
	<-left
	_ = response.Body.Close()
}

func TestDrainingEndsEventStreams(t *testing.T) {
	t.Parallel()
	draining, drain := context.WithCancel(t.Context())
	c := serve(t, mvc.Config{Draining: draining, Heartbeat: -1}, mvc.Controller[*endless](func() *endless { return &endless{begun: drain} }))
	events := c.Get("/endless").Undocumented().Send()
	require.Contains(t, string(events.Body), "data: 1\n")
}

// Whoever is let in for a time is not sent events for longer.
func TestEventsEndWithTheIdentity(t *testing.T) {
	t.Parallel()
	for name, of := range map[string]struct{ expires, after time.Duration }{
		"an identity that ends":            {time.Minute, time.Minute},
		"one that does not":                {0, time.Hour},
		"one that ended, by another clock": {-time.Minute, time.Hour},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				start := time.Now()
				identity := auth.Identity{Subject: "ada"}
				if of.expires != 0 {
					identity.Expires = start.Add(of.expires)
				}
				app := build(t, newServices(), mvc.Config{Heartbeat: -1}, mvc.Controller[*endless](func() *endless { return &endless{begun: func() {}} }))
				ctx, leave := context.WithTimeout(auth.NewContext(t.Context(), identity), time.Hour)
				defer leave()
				w := httptest.NewRecorder()
				app.Handler().ServeHTTP(w, httptest.NewRequestWithContext(ctx, http.MethodGet, "/endless", nil))
				require.Equal(t, of.after, time.Since(start))
				require.Equal(t, "data: 1\n\n", w.Body.String(), "which is no failure")
			})
		})
	}
}

// endless sends one event and then waits for the end of its context.
type endless struct{ begun func() }

func (*endless) Routes(r *mvc.Routes[*endless]) { mvc.SSE(r, "/endless", (*endless).Events) }

func (e *endless) Events(ctx context.Context, _ mvc.None) (iter.Seq2[mvc.Event[int], error], error) {
	return func(yield func(mvc.Event[int], error) bool) {
		if yield(mvc.Event[int]{Data: 1}, nil) {
			e.begun()
			<-ctx.Done()
		}
	}, nil
}
