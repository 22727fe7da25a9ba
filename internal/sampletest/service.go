package sampletest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// ErrNoAnswer is a request that was refused, reset or cut off. Whether it was carried out is not
// known.
var ErrNoAnswer = errors.New("no answer")

// Service is a place where the program runs: an address and a database, which outlive the
// process. It is safe for concurrent use.
type Service struct {
	// T is the test that the service is for.
	T *testing.T
	// URL is where it answers, such as "http://127.0.0.1:41234".
	URL string
	// Database is the URL of its database.
	Database string
	// Env are further variables of its processes. It is set before the first start.
	Env []string

	program *Program
	port    string
	client  *http.Client

	mu      sync.Mutex
	process *Process
}

// Service returns a place for the program, at a port that is free, where nothing runs yet. Its
// process is killed when the test is over; the output of the last one is in the log of a test that
// has failed.
func (p *Program) Service(t *testing.T, database string) *Service {
	t.Helper()
	port := freePort(t)
	s := &Service{T: t, URL: "http://127.0.0.1:" + port, Database: database, program: p, port: port, client: newClient()}
	t.Cleanup(func() {
		s.client.CloseIdleConnections()
		s.Kill()
		if current := s.current(); t.Failed() && current != nil {
			t.Log("output of the last process:\n" + current.Output())
		}
	})
	return s
}

// newClient returns a client that follows no redirect and keeps a connection for each of many
// callers.
func newClient() *http.Client {
	return &http.Client{
		Transport:     &http.Transport{MaxIdleConnsPerHost: 256},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

func freePort(t *testing.T) string {
	t.Helper()
	var config net.ListenConfig
	listener, err := config.Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	_, port, err := net.SplitHostPort(listener.Addr().String())
	require.NoError(t, err)
	require.NoError(t, listener.Close())
	return port
}

func (s *Service) current() *Process {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.process
}

// Start starts the process and returns once it is ready.
func (s *Service) Start() {
	s.T.Helper()
	s.Launch()
	s.AwaitReady()
}

// Launch starts the process and waits for nothing. It logs warnings and errors, unless Env says
// otherwise.
func (s *Service) Launch() {
	s.T.Helper()
	cmd := s.program.Command(s.T, append([]string{
		"HOST=127.0.0.1", "PORT=" + s.port,
		s.program.Variable("DATABASE_URL") + "=" + s.Database, s.program.Variable("LOG_LEVEL") + "=warn",
	}, s.Env...), "serve")
	p := Launch(s.T, cmd)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.process = p
}

// AwaitReady waits until the process says that it is ready, a minute at the most.
func (s *Service) AwaitReady() {
	s.T.Helper()
	p := s.current()
	deadline := time.After(time.Minute)
	poll := time.NewTicker(5 * time.Millisecond)
	defer poll.Stop()
	for {
		select {
		case <-poll.C:
			if s.Ready() {
				return
			}
		case <-p.Exited():
			s.T.Fatalf("%s ended at its start: %v\n%s", s.program.Name, p.Err(), p.Output())
		case <-deadline:
			s.T.Fatalf("%s was not ready within a minute", s.program.Name)
		}
	}
}

// Ready reports whether the process says that it is ready.
func (s *Service) Ready() bool {
	answer, err := s.Do(s.T.Context(), Request{Method: http.MethodGet, Path: "/health/ready"})
	return err == nil && answer.Status == http.StatusOK
}

// Kill ends the process, if there is one, at whatever instruction it is.
func (s *Service) Kill() {
	if p := s.current(); p != nil {
		p.Kill()
	}
}

// Output returns what the last process has written. It may be called once that has ended.
func (s *Service) Output() string { return s.current().Output() }

// Terminate asks the process to end and returns its exit error.
func (s *Service) Terminate() error {
	s.T.Helper()
	return s.current().Terminate(s.T)
}

// Request is what is sent.
type Request struct {
	Method string
	// Path begins with a slash and may have a query.
	Path string
	// Body is JSON, unless Header says otherwise; empty sends none.
	Body string
	// Header are headers with one value each.
	Header map[string]string
}

// Answer is what came back, read to its end.
type Answer struct {
	Status int
	Header http.Header
	Body   []byte
}

// Do sends a request and returns the answer, whatever its status is. It follows no redirect. The
// error is an [ErrNoAnswer] when there is none.
func (s *Service) Do(ctx context.Context, r Request) (Answer, error) {
	req, err := http.NewRequestWithContext(ctx, r.Method, s.URL+r.Path, bytes.NewReader([]byte(r.Body)))
	if err != nil {
		return Answer{}, err
	}
	if r.Body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	for name, value := range r.Header {
		req.Header.Set(name, value)
	}
	resp, err := s.client.Do(req)
	if err != nil {
		return Answer{}, errors.Join(ErrNoAnswer, err)
	}
	defer func() { _ = resp.Body.Close() }() // it was read
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		return Answer{}, errors.Join(ErrNoAnswer, err)
	}
	return Answer{Status: resp.StatusCode, Header: resp.Header, Body: text}, nil
}

// Call sends a request, decodes an answer below 300 into out unless that is nil, and returns the
// status.
func (s *Service) Call(ctx context.Context, r Request, out any) (int, error) {
	answer, err := s.Do(ctx, r)
	if err == nil && out != nil && answer.Status < http.StatusMultipleChoices {
		err = json.Unmarshal(answer.Body, out)
	}
	return answer.Status, err
}
