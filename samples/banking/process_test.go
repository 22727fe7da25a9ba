package banking_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/internal/testenv"
)

// TestMain builds the service once, as make run does; the tests of this package start it as a
// process, as an operator would.
func TestMain(m *testing.M) {
	os.Exit(func() int {
		dir, err := os.MkdirTemp("", "banking")
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
		defer os.RemoveAll(dir)
		binary = filepath.Join(dir, "banking")
		build := exec.Command("go", "build", "-tags", "validator_novalidatefn", "-o", binary, "./cmd/banking")
		build.Stdout, build.Stderr = os.Stderr, os.Stderr
		if err := build.Run(); err != nil {
			fmt.Fprintln(os.Stderr, "build the bank:", err)
			return 1
		}
		return m.Run()
	}())
}

var binary string

// onEachStore runs a test over every kind of store that outlives a process.
func onEachStore(t *testing.T, test func(t *testing.T, database string)) {
	t.Helper()
	for name, database := range map[string]func(t *testing.T) string{
		"sqlite":   func(t *testing.T) string { return "sqlite:" + filepath.Join(t.TempDir(), "banking.db") },
		"postgres": func(t *testing.T) string { return testenv.Postgres(t) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, database(t))
		})
	}
}

// service is a place where the bank runs: an address and a database, which outlive the
// process.
type service struct {
	t        *testing.T
	url      string
	port     string
	database string

	mu      sync.Mutex
	process *process
}

type process struct {
	cmd    *exec.Cmd
	exited chan struct{}
	output *bytes.Buffer
	err    error
}

func newService(t *testing.T, database string) *service {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	_, port, err := net.SplitHostPort(listener.Addr().String())
	require.NoError(t, err)
	require.NoError(t, listener.Close())
	s := &service{t: t, url: "http://127.0.0.1:" + port, port: port, database: database}
	t.Cleanup(func() {
		s.kill()
		if t.Failed() && s.current() != nil {
			t.Log("output of the last process:\n" + s.current().output.String())
		}
	})
	return s
}

func (s *service) current() *process {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.process
}

// start starts the process and returns once it is ready.
func (s *service) start() {
	s.t.Helper()
	cmd := exec.Command(binary, "serve")
	cmd.Dir = s.t.TempDir()
	cmd.Env = append(os.Environ(), "HOST=127.0.0.1", "PORT="+s.port, "BANKING_DATABASE_URL="+s.database, "BANKING_LOG_LEVEL=warn")
	p := &process{cmd: cmd, exited: make(chan struct{}), output: new(bytes.Buffer)}
	cmd.Stdout, cmd.Stderr = p.output, p.output
	require.NoError(s.t, cmd.Start())
	go func() {
		p.err = cmd.Wait()
		close(p.exited)
	}()
	s.mu.Lock()
	s.process = p
	s.mu.Unlock()
	s.awaitReady(p)
}

func (s *service) awaitReady(p *process) {
	s.t.Helper()
	deadline := time.After(60 * time.Second)
	poll := time.NewTicker(5 * time.Millisecond)
	defer poll.Stop()
	for {
		select {
		case <-poll.C:
			if status, err := s.call(s.t.Context(), request{method: http.MethodGet, path: "/health/ready"}, nil); err == nil && status == http.StatusOK {
				return
			}
		case <-p.exited:
			s.t.Fatalf("the bank ended at its start: %v\n%s", p.err, p.output)
		case <-deadline:
			s.t.Fatal("the bank was not ready within a minute")
		}
	}
}

// kill ends the process at whatever instruction it is.
func (s *service) kill() {
	p := s.current()
	if p == nil {
		return
	}
	_ = p.cmd.Process.Kill()
	<-p.exited
}

// run runs a command of the binary over the database and returns what it says.
func run(t *testing.T, database string, args ...string) (string, error) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), binary, args...)
	cmd.Dir = t.TempDir()
	cmd.Env = append(os.Environ(), "BANKING_DATABASE_URL="+database, "BANKING_LOG_LEVEL=error")
	output, err := cmd.CombinedOutput()
	return string(output), err
}

// errTransport is a request that got no answer: refused, reset or cut off.
var errTransport = errors.New("no answer")

// request is what is sent; without a key it has none.
type request struct {
	method, path, key, body string
}

// call sends a request and decodes the answer.
func (s *service) call(ctx context.Context, r request, out any) (int, error) {
	req, err := http.NewRequestWithContext(ctx, r.method, s.url+r.path, bytes.NewReader([]byte(r.body)))
	if err != nil {
		return 0, err
	}
	if r.body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	if r.key != "" {
		req.Header.Set("Idempotency-Key", r.key)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0, errors.Join(errTransport, err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		return 0, errors.Join(errTransport, err)
	}
	if out != nil && resp.StatusCode < 300 {
		err = json.Unmarshal(text, out)
	}
	return resp.StatusCode, err
}

// post posts and expects that to be answered as wanted.
func (s *service) post(path, key, body string, out any) {
	s.t.Helper()
	status, err := s.call(s.t.Context(), request{http.MethodPost, path, key, body}, out)
	require.NoError(s.t, err)
	require.Less(s.t, status, 300, "POST %s", path)
}

// ref is what has an id.
type ref struct {
	ID string `json:"id"`
}

// register registers somebody and returns the id.
func (s *service) register(name string) string {
	s.t.Helper()
	var person ref
	s.post("/api/persons", "", fmt.Sprintf(`{"first_name":%q,"last_name":"Lovelace","nationality":"GB","gender":"female","date_of_birth":"1990-12-10",
		"address":{"street":"St James's Square 12","postal_code":"SW1Y 4JH","city":"London","country":"GB"}}`, name), &person)
	return person.ID
}

// open opens an account with an overdraft limit of 50.00 and 100.00 in it, and returns the id.
func (s *service) open(person string) string {
	s.t.Helper()
	var account ref
	s.post("/api/accounts", "", fmt.Sprintf(`{"owner_id":%q,"currency":"EUR","overdraft_limit":"50"}`, person), &account)
	s.post("/api/accounts/"+account.ID+"/deposits", "first-"+account.ID, `{"amount":"100"}`, nil)
	return account.ID
}
