package pizzeria_test

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
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/internal/testenv"
)

// TestMain builds the service once, as make run does; the tests of this package start it as a
// process, as an operator would.
func TestMain(m *testing.M) {
	os.Exit(func() int {
		if bus := os.Getenv(witnessBus); bus != "" {
			return bearWitness(bus, os.Getenv(witnessDatabase))
		}
		dir, err := os.MkdirTemp("", "pizzeria")
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
		defer os.RemoveAll(dir)
		binary = filepath.Join(dir, "pizzeria")
		build := exec.Command("go", "build", "-tags", "validator_novalidatefn", "-o", binary, "./cmd/pizzeria")
		build.Stdout, build.Stderr = os.Stderr, os.Stderr
		if err := build.Run(); err != nil {
			fmt.Fprintln(os.Stderr, "build the pizzeria:", err)
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
		"sqlite":   func(t *testing.T) string { return "sqlite:" + filepath.Join(t.TempDir(), "pizzeria.db") },
		"postgres": func(t *testing.T) string { return testenv.Postgres(t) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, database(t))
		})
	}
}

// service is a place where the pizzeria runs: an address and a database, which
// outlive the process.
type service struct {
	t        *testing.T
	url      string
	port     string
	database string
	env      []string // further settings

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
	s.launch()
	s.awaitReady()
}

func (s *service) launch() {
	s.t.Helper()
	cmd := exec.Command(binary, "serve")
	cmd.Dir = s.t.TempDir()
	cmd.Env = append(os.Environ(), "HOST=127.0.0.1", "PORT="+s.port, "PIZZERIA_DATABASE_URL="+s.database)
	cmd.Env = append(cmd.Env, s.env...)
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
}

func (s *service) awaitReady() {
	s.t.Helper()
	p := s.current()
	deadline := time.After(30 * time.Second)
	poll := time.NewTicker(5 * time.Millisecond)
	defer poll.Stop()
	for {
		select {
		case <-poll.C:
			if s.ready() {
				return
			}
		case <-p.exited:
			s.t.Fatalf("the pizzeria ended at its start: %v\n%s", p.err, p.output)
		case <-deadline:
			s.t.Fatal("the pizzeria was not ready within 30 seconds")
		}
	}
}

func (s *service) ready() bool {
	resp, err := http.Get(s.url + "/health/ready")
	if err != nil {
		return false
	}
	defer resp.Body.Close()
	return resp.StatusCode == http.StatusOK
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

// terminate asks the process to end and returns its exit error.
func (s *service) terminate() error {
	p := s.current()
	require.NoError(s.t, p.cmd.Process.Signal(syscall.SIGTERM))
	select {
	case <-p.exited:
	case <-time.After(30 * time.Second):
		s.t.Fatal("the pizzeria did not end within 30 seconds of SIGTERM")
	}
	return p.err
}

type order struct {
	ID          string `json:"id"`
	Status      string `json:"status"`
	TotalAmount string `json:"total_amount"`
	Version     int64  `json:"version"`
	Customer    struct {
		ID    string `json:"id"`
		Phone string `json:"phone"`
	} `json:"customer"`
	Pizzas []struct {
		LineID string `json:"line_id"`
		Price  string `json:"price"`
	} `json:"pizzas"`
}

// errTransport is a request that got no answer: refused, reset or cut off.
var errTransport = errors.New("no answer")

// place places an order for the phone number.
func (s *service) place(ctx context.Context, phone string) (order, error) {
	body := fmt.Sprintf(`{"customer_name":"Maria","customer_phone":%q,"customer_address":"Via Roma 1",
		"pizzas":[{"name":"Margherita","size":"large","toppings":["basil"]},{"name":"Veggie","size":"small"}],"payment_method":"cash"}`, phone)
	var out order
	status, err := s.call(ctx, http.MethodPost, "/api/orders", body, &out)
	if err == nil && status != http.StatusCreated {
		err = fmt.Errorf("POST /api/orders answered %d", status)
	}
	return out, err
}

// call sends a request and decodes the answer.
func (s *service) call(ctx context.Context, method, path, body string, out any) (int, error) {
	req, err := http.NewRequestWithContext(ctx, method, s.url+path, bytes.NewReader([]byte(body)))
	if err != nil {
		return 0, err
	}
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
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
