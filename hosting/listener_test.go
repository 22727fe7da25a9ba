package hosting_test

import (
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/hosting"
	"github.com/neuroglia-go/neuroglia/hosting/health"
)

func listener(handler http.HandlerFunc) hosting.Listener {
	return hosting.Listener{Name: "extra", Setting: "SHOP_EXTRA_PORT", Handler: func(hosting.Host) (http.Handler, error) { return handler, nil }}
}

func TestAListenerIsGivenWhatTheApplicationIsMadeOf(t *testing.T) {
	t.Parallel()
	f := newFixture(t, nil)
	var given hosting.Host
	l := listener(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "extra") })
	inner := l.Handler
	l.Handler = func(h hosting.Host) (http.Handler, error) { given = h; return inner(h) }
	f.AddListener(l)
	app, err := f.Build()
	require.NoError(t, err)
	require.Nil(t, app.ListenerHandler("extra"))
	require.NoError(t, app.Start(t.Context()))
	require.NotNil(t, app.ListenerHandler("extra"))
	require.Nil(t, app.ListenerHandler("other"))
	require.Equal(t, "shop", given.Name)
	require.Same(t, app.Container(), given.Container)
	require.Equal(t, health.Serving, given.Monitor.Phase())
	select {
	case <-given.Draining:
		t.Fatal("it drains before anybody said so")
	default:
	}
	require.NoError(t, app.Stop(t.Context()))
	<-given.Draining
}

func TestAListenerThatCannotBeMadeStopsTheStart(t *testing.T) {
	t.Parallel()
	f := newFixture(t, nil)
	f.AddListener(hosting.Listener{Name: "extra", Handler: func(hosting.Host) (http.Handler, error) { return nil, errors.New("no keys") }})
	app, err := f.Build()
	require.NoError(t, err)
	require.ErrorContains(t, app.Start(t.Context()), "no keys")
}

func TestListenersHaveNamesOfTheirOwn(t *testing.T) {
	t.Parallel()
	f := newFixture(t, nil)
	for _, name := range []string{"extra", "", "extra"} {
		f.AddListener(hosting.Listener{Name: name})
	}
	_, err := f.Build()
	require.ErrorContains(t, err, `the listener name "" is empty or taken`)
	require.ErrorContains(t, err, `the listener name "extra" is empty or taken`)
}

// Each listener waits for its requests, and together they take no longer than one: the
// request of each ends only when both have stopped accepting.
func TestListenersDrainTogether(t *testing.T) {
	t.Parallel()
	f := newFixture(t, nil)
	begun, finish := make(chan struct{}, 2), make(chan struct{})
	wait := func(http.ResponseWriter, *http.Request) {
		begun <- struct{}{}
		<-finish
	}
	f.AddListener(listener(wait))
	f.AddSubApp(mount("/", "/wait", wait))
	places, stop := serve(t, f)
	extra, web := places()["extra"].(string), strings.TrimSuffix(places()["root"].(string), "/")
	answered, ended := make(chan error, 2), make(chan error, 1)
	for _, url := range []string{extra + "/wait", web + "/wait"} {
		go func() { answered <- fetch(t, url) }()
		<-begun
	}
	go func() { ended <- stop() }()
	awaitClosed(t, extra)
	awaitClosed(t, web)
	close(finish)
	require.NoError(t, <-answered)
	require.NoError(t, <-answered)
	require.NoError(t, <-ended)
	require.Len(t, f.out.lines(t, "service stopped"), 2)
}

// fetch gets the page.
func fetch(t *testing.T, url string) error {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		return err
	}
	return response.Body.Close()
}

// awaitClosed returns when nobody listens at the URL any more.
func awaitClosed(t *testing.T, url string) {
	t.Helper()
	for {
		conn, err := new(net.Dialer).DialContext(t.Context(), "tcp", strings.TrimPrefix(url, "http://"))
		if err != nil {
			return
		}
		require.NoError(t, conn.Close())
	}
}

// A listener that dies takes the process with it: it is not ready any more, and it does not
// end as if all were well.
func TestAListenerThatDiesStopsTheApplication(t *testing.T) {
	t.Parallel()
	f := newFixture(t, nil)
	var monitor *health.Monitor
	f.AddListener(hosting.Listener{Name: "extra", Handler: func(h hosting.Host) (http.Handler, error) {
		monitor = h.Monitor
		return http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			_ = r.Context().Value(http.ServerContextKey).(*http.Server).Close() // as the kernel may do with a socket
		}), nil
	}})
	code := make(chan int, 1)
	go func() { code <- f.Main(t.Context()) }()
	var extra string
	require.Eventually(t, func() bool {
		for _, line := range f.out.lines(t, "serving") {
			extra, _ = line["extra"].(string)
		}
		return extra != ""
	}, time.Minute, time.Millisecond)
	require.Equal(t, health.Serving, monitor.Phase())
	require.Error(t, fetch(t, extra))
	require.Equal(t, 70, <-code)
	require.Equal(t, health.Draining, monitor.Phase())
	require.Contains(t, f.out.lines(t, "a service failed; the application stops")[0]["error"], "service extra server: serve")
}
