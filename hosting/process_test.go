package hosting_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/hosting"
	"github.com/neuroglia-go/neuroglia/mvc"
)

// childVariable makes the test binary be a service instead.
const childVariable = "HOSTING_TEST_CHILD"

func TestMain(m *testing.M) {
	if os.Getenv(childVariable) == "" {
		os.Exit(m.Run())
	}
	os.Exit(child())
}

// child is a service that counts the requests it has begun and tells at its end.
func child() int {
	var begun atomic.Int64
	builder := hosting.NewWebApplicationBuilder("child")
	builder.AddSubApp(hosting.SubApp{Path: "/", Controllers: []mvc.Registration{
		mvc.Mount("/work", http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			begun.Add(1)
			<-time.After(2 * time.Millisecond)
			_, _ = io.WriteString(w, "done")
		})),
		mvc.Mount("/hang", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.WriteHeader(http.StatusOK)
			_ = http.NewResponseController(w).Flush()
			<-r.Context().Done()
			fmt.Fprint(w, context.Cause(r.Context()))
		})),
	}})
	code := builder.Main(context.Background())
	fmt.Printf("{\"msg\":\"begun\",\"count\":%d}\n", begun.Load())
	return code
}

// process is a running child.
type process struct {
	*exec.Cmd
	url   string
	lines chan map[string]any
	log   bytes.Buffer
}

// spawn starts a child and returns once it serves.
func spawn(t *testing.T, environ ...string) *process {
	t.Helper()
	p := &process{Cmd: exec.CommandContext(t.Context(), os.Args[0], "serve"), lines: make(chan map[string]any, 100_000)}
	p.Env = append([]string{childVariable + "=1", "PORT=0", "CHILD_LOG_LEVEL=debug"}, environ...)
	stdout, err := p.StdoutPipe()
	require.NoError(t, err)
	p.Stderr = os.Stderr
	require.NoError(t, p.Start())
	go func() {
		defer close(p.lines)
		scanner := bufio.NewScanner(stdout)
		for scanner.Scan() {
			var line map[string]any
			if json.Unmarshal(scanner.Bytes(), &line) == nil {
				p.lines <- line
			}
		}
	}()
	serving := p.await(t, "serving")
	p.url = serving["root"].(string)
	return p
}

// await returns the next log line with the message.
func (p *process) await(t *testing.T, message string) map[string]any {
	t.Helper()
	for line := range p.lines {
		if line["msg"] == message {
			return line
		}
		fmt.Fprintln(&p.log, line)
	}
	require.Fail(t, "the child ended before it said "+message, p.log.String())
	return nil
}

func TestNoRequestThatWasAcceptedFails(t *testing.T) {
	t.Parallel()
	p := spawn(t)
	var answered atomic.Int64
	var clients sync.WaitGroup
	enough := make(chan struct{})
	for range 8 {
		clients.Go(func() {
			client := &http.Client{Transport: &http.Transport{}}
			for {
				resp, err := client.Post(p.url+"work", "text/plain", strings.NewReader("x"))
				if err != nil {
					return // refused: nobody listens any more
				}
				body, err := io.ReadAll(resp.Body)
				_ = resp.Body.Close()
				if err != nil || resp.StatusCode != http.StatusOK || string(body) != "done" {
					t.Errorf("an accepted request failed: %d %q %v", resp.StatusCode, body, err)
					return
				}
				if answered.Add(1) == 200 {
					close(enough)
				}
			}
		})
	}
	<-enough
	require.NoError(t, p.Process.Signal(syscall.SIGTERM))
	p.await(t, "stopped")
	begun := p.await(t, "begun")
	require.NoError(t, p.Wait())
	clients.Wait()
	require.Equal(t, strconv.FormatInt(answered.Load(), 10), fmt.Sprint(begun["count"]), "every request that was begun has been answered")
}

func TestTheSecondSignalAborts(t *testing.T) {
	t.Parallel()
	p := spawn(t, "CHILD_SERVER_DRAIN_TIMEOUT=1h")
	resp, err := http.Get(p.url + "hang")
	require.NoError(t, err)
	defer resp.Body.Close()
	require.NoError(t, p.Process.Signal(os.Interrupt))
	p.await(t, "stopping: finishing what runs")
	require.NoError(t, p.Process.Signal(syscall.SIGTERM))
	p.await(t, "begun")
	err = p.Wait()
	require.Error(t, err)
	require.Equal(t, hosting.ExitAborted, p.ProcessState.ExitCode())
}

func TestRequestsThatDoNotEndAreCutOff(t *testing.T) {
	t.Parallel()
	p := spawn(t, "CHILD_SERVER_DRAIN_TIMEOUT=50ms", "CHILD_STOP_DELAY=0s")
	resp, err := http.Get(p.url + "hang")
	require.NoError(t, err)
	defer resp.Body.Close()
	require.NoError(t, p.Process.Signal(syscall.SIGTERM))
	body, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	require.Equal(t, "the server stops and the request did not end in time", string(body))
	p.await(t, "stopped")
	p.await(t, "begun")
	require.NoError(t, p.Wait())
}

func TestATakenPortSaysWhatToDo(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer listener.Close()
	port := listener.Addr().(*net.TCPAddr).Port
	f := newFixture(t, nil, "PORT="+strconv.Itoa(port))
	require.Equal(t, 69, f.Main(t.Context()))
	require.Equal(t, fmt.Sprintf("service web server: listen on 127.0.0.1:%d: another process has the port; stop it, or set PORT to a free port (0 takes any): listen tcp 127.0.0.1:%[1]d: bind: address already in use\n", port), f.errors.String())

	f = newFixture(t, nil, "HOST=192.0.2.1")
	require.Equal(t, 69, f.Main(t.Context()))
	require.Contains(t, f.errors.String(), "this machine has no such address; use 127.0.0.1, or 0.0.0.0 for all of its addresses")
	f = newFixture(t, nil, "HOST=no.such.host.invalid")
	require.Equal(t, 70, f.Main(t.Context()))
	require.Contains(t, f.errors.String(), "listen on no.such.host.invalid:0")
}

// serve runs an application until the test ends it, and returns what it said
// about where it serves.
func serve(t *testing.T, f *fixture) (places func() map[string]any, stop func() error) {
	t.Helper()
	app, err := f.Build()
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- app.Run(ctx) }()
	return func() map[string]any {
			for {
				if lines := f.out.lines(t, "serving"); len(lines) > 0 {
					return lines[0]
				}
				select {
				case err := <-ended:
					require.NoError(t, err)
				case <-time.After(time.Millisecond):
				}
			}
		}, func() error {
			cancel()
			return <-ended
		}
}

func TestTheAdminListener(t *testing.T) {
	t.Parallel()
	f := newFixture(t, nil, "SHOP_ADMIN_PORT=0", "SHOP_ADMIN_PPROF=true", "SHOP_TYPO=1")
	f.AddSubApp(api())
	places, stop := serve(t, f)
	admin := places()["admin"].(string)
	call := func(method, path string) (int, string) {
		r, err := http.NewRequestWithContext(t.Context(), method, admin+path, nil)
		require.NoError(t, err)
		resp, err := http.DefaultClient.Do(r)
		require.NoError(t, err)
		defer resp.Body.Close()
		body, err := io.ReadAll(resp.Body)
		require.NoError(t, err)
		return resp.StatusCode, string(body)
	}
	for path, want := range map[string]string{
		"/health/ready": `"status":"ready"`, "/health/live": "alive", "/version": `"version":"1.2.3"`,
		"/routes": `"path":"/api/greetings/{name}"`, "/graph": "*hosting_test.greeter (scoped, promoted)", "/graph?format=mermaid": "flowchart",
		"/log/level": `{"level":"INFO"}`, "/debug/pprof/cmdline": "hosting",
	} {
		status, body := call(http.MethodGet, path)
		require.Equal(t, 200, status, path)
		require.Contains(t, body, want, path)
	}
	status, body := call(http.MethodPut, "/log/level?level=debug")
	require.Equal(t, 200, status)
	require.JSONEq(t, `{"level":"DEBUG"}`, body)
	status, _ = call(http.MethodPut, "/log/level?level=loud")
	require.Equal(t, 400, status)
	status, _ = call(http.MethodGet, "/graph?format=png")
	require.Equal(t, 400, status)
	require.Len(t, f.out.lines(t, "unknown setting"), 1)
	require.Equal(t, admin+"/health/ready", places()["health"])
	require.Contains(t, places()["api_docs"], "/api/docs")
	require.NoError(t, stop())
	require.Len(t, f.out.lines(t, "stopped"), 1)
}

func TestAServiceThatFailsStopsTheApplication(t *testing.T) {
	t.Parallel()
	f := newFixture(t, nil)
	fail := make(chan struct{})
	hosting.AddService[hosting.ServiceFunc](f.Services, func() hosting.ServiceFunc {
		return func(context.Context) error { <-fail; return fmt.Errorf("lost the queue") }
	})
	places, stop := serve(t, f)
	require.Contains(t, places()["web"], "http://127.0.0.1:")
	close(fail)
	require.EqualError(t, stop(), "service hosting.ServiceFunc: lost the queue")
	require.Len(t, f.out.lines(t, "stopped, not in order"), 1)
}

func TestPeopleAreToldWhereEverythingIs(t *testing.T) {
	t.Parallel()
	f := newFixture(t, nil, "SHOP_PROFILE=development", "HOST=0.0.0.0")
	f.AddSubApp(api())
	app, err := f.Build()
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- app.Run(ctx) }()
	for !strings.Contains(f.out.String(), "Ctrl-C") {
		<-time.After(time.Millisecond)
	}
	cancel()
	require.NoError(t, <-ended)
	require.Regexp(t, `(?s)shop is serving \(development\)\n\n  api +http://localhost:\d+/api\n  api docs +http://localhost:\d+/api/docs\n  health +http://localhost:\d+/health/ready\n\n  Ctrl-C stops it\n`, f.out.String())
}
