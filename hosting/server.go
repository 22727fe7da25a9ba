package hosting

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"strconv"
	"syscall"
	"time"

	"github.com/neuroglia-go/neuroglia/errs"
)

// server is the [Service] that listens and answers.
type server struct {
	name    string
	address string
	setting string // the variable that chooses the port, for messages
	place   string // what it is announced as, where the rest does not say
	front   bool   // it answers clients and stops together with the others that do
	http    *http.Server
	drain   time.Duration
	ready   chan struct{}
	port    int                         // the real one, once ready
	streams func(context.Context) error // waits for event streams that have left their requests; nil where there are none
}

// newServer returns a server that is not listening yet.
func newServer(name, host string, port int, handler http.Handler, cfg ServerSettings, logger *slog.Logger) *server {
	return &server{
		name:    name,
		address: net.JoinHostPort(host, strconv.Itoa(port)),
		drain:   cfg.DrainTimeout,
		ready:   make(chan struct{}),
		http: &http.Server{
			Handler:           handler,
			ReadHeaderTimeout: cfg.ReadHeaderTimeout,
			ReadTimeout:       cfg.ReadTimeout,
			WriteTimeout:      cfg.WriteTimeout,
			IdleTimeout:       cfg.IdleTimeout,
			MaxHeaderBytes:    int(cfg.MaxHeader),
			ErrorLog:          slog.NewLogLogger(logger.Handler(), slog.LevelWarn),
		},
	}
}

// String returns the name in logs.
func (s *server) String() string { return s.name }

// Ready is closed once the server listens.
func (s *server) Ready() <-chan struct{} { return s.ready }

// stopTimeout is the time that requests have to end, and a moment to cut off the rest.
func (s *server) stopTimeout() time.Duration { return s.drain + 2*time.Second }

// Run listens and serves until ctx ends, then finishes the requests that run.
func (s *server) Run(ctx context.Context) error {
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", s.address)
	if err != nil {
		return s.listenError(err)
	}
	requests, cut := context.WithCancelCause(context.WithoutCancel(ctx))
	defer cut(nil)
	s.http.BaseContext = func(net.Listener) context.Context { return requests }
	s.port = listener.Addr().(*net.TCPAddr).Port
	close(s.ready)
	served := make(chan error, 1)
	go func() { served <- s.http.Serve(listener) }()
	select {
	case err := <-served:
		return fmt.Errorf("serve %s: %w", s.address, err)
	case <-ctx.Done():
		return s.shutdown(context.WithoutCancel(ctx), cut)
	}
}

// errCutOff is why the context of a request ends that outlives the drain timeout.
var errCutOff = errors.New("the server stops and the request did not end in time")

// shutdown closes the listener and waits for the requests that run. At the
// deadline their contexts end, and a moment later their connections.
func (s *server) shutdown(ctx context.Context, cut context.CancelCauseFunc) error {
	ctx, cancel := context.WithTimeout(ctx, s.drain)
	defer cancel()
	if err := s.http.Shutdown(ctx); err == nil {
		return s.lastStreams(ctx)
	}
	cut(errCutOff)
	last, cancelLast := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
	defer cancelLast()
	if err := s.http.Shutdown(last); err == nil {
		return nil
	}
	return errors.Join(
		fmt.Errorf("requests that did not end within the drain timeout of %s were cut off", s.drain),
		s.http.Close(),
	)
}

// lastStreams waits for the event streams that the HTTP server knows nothing of.
func (s *server) lastStreams(ctx context.Context) error {
	if s.streams == nil {
		return nil
	}
	return s.streams(ctx)
}

// listenError says what to do about an address that cannot be had.
func (s *server) listenError(err error) error {
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return errs.Unavailable("port_taken", "listen on %s: another process has the port; stop it, or set %s to a free port (0 takes any)", s.address, s.setting).Wrap(err)
	case errors.Is(err, syscall.EACCES):
		return errs.Forbidden("port_refused", "listen on %s: this user may not have the port; set %s to one above 1023", s.address, s.setting).Wrap(err)
	case errors.Is(err, syscall.EADDRNOTAVAIL):
		return errs.Unavailable("no_such_address", "listen on %s: this machine has no such address; use 127.0.0.1, or 0.0.0.0 for all of its addresses", s.address).Wrap(err)
	}
	return fmt.Errorf("listen on %s: %w", s.address, err)
}

// url returns the base URL that a person on this machine can open.
func (s *server) url() string {
	host, _, _ := net.SplitHostPort(s.address)
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "localhost"
	}
	return "http://" + net.JoinHostPort(host, strconv.Itoa(s.port))
}
