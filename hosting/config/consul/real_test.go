package consul_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/hosting/config/consul"
)

// programVariable names the consul program; "make test-extra" builds one.
const programVariable = "NEUROGLIA_TEST_CONSUL"

// realAgent is a Consul agent of this test alone.
type realAgent struct {
	t    *testing.T
	url  string
	root string // token that may do everything
}

// startAgent starts a development agent with ACLs that deny by default.
func startAgent(t *testing.T) realAgent {
	t.Helper()
	program := os.Getenv(programVariable)
	if program == "" {
		t.Skipf("no Consul agent: run \"make test-extra\", or set %s to a consul program", programVariable)
	}
	ports := freePorts(t, 4)
	a := realAgent{t: t, url: fmt.Sprintf("http://127.0.0.1:%d", ports[0]), root: "5f1c7d2e-0d3e-4c36-9a5d-6f6f5f9e2b11"}
	acl := fmt.Sprintf(`acl { enabled = true, default_policy = "deny", tokens { initial_management = %q, agent = %q } }`, a.root, a.root)
	ctx, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
	command := exec.CommandContext(ctx, program, "agent", "-dev", "-bind", "127.0.0.1", "-client", "127.0.0.1", //nolint:gosec // the program of whoever runs the test
		"-http-port", fmt.Sprint(ports[0]), "-serf-lan-port", fmt.Sprint(ports[1]), "-serf-wan-port", fmt.Sprint(ports[2]), "-server-port", fmt.Sprint(ports[3]),
		"-grpc-port", "-1", "-grpc-tls-port", "-1", "-dns-port", "-1", "-data-dir", t.TempDir(), "-disable-host-node-id", "-hcl", acl)
	var log bytes.Buffer
	command.Stdout, command.Stderr = &log, &log
	require.NoError(t, command.Start())
	t.Cleanup(func() {
		cancel()
		_ = command.Wait() // it was killed
		if t.Failed() {
			t.Log(log.String())
		}
	})
	require.Eventually(t, func() bool {
		leader, err := a.try(http.MethodGet, "/v1/status/leader", "")
		if err != nil || len(leader) < 3 {
			return false
		}
		_, err = a.try(http.MethodPut, "/v1/kv/ready", "yes")
		return err == nil
	}, 60*time.Second, 100*time.Millisecond, "the agent leads and takes its token")
	return a
}

func freePorts(t *testing.T, n int) []int {
	t.Helper()
	var ports []int
	for range n {
		listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
		require.NoError(t, err)
		defer func() { require.NoError(t, listener.Close()) }()
		ports = append(ports, listener.Addr().(*net.TCPAddr).Port)
	}
	return ports
}

func (a realAgent) try(method, path, body string) (string, error) {
	request, err := http.NewRequestWithContext(a.t.Context(), method, a.url+path, strings.NewReader(body))
	if err != nil {
		return "", err
	}
	request.Header.Set("X-Consul-Token", a.root)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return "", err
	}
	defer func() { _ = response.Body.Close() }()
	content, err := io.ReadAll(response.Body)
	if err == nil && response.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s %s: %s: %s", method, path, response.Status, content)
	}
	return string(content), err
}

func (a realAgent) do(method, path, body string) {
	a.t.Helper()
	_, err := a.try(method, path, body)
	require.NoError(a.t, err)
}

// A service follows a real agent from an empty folder to changes, deletion and back.
func TestARealAgentIsFollowed(t *testing.T) {
	t.Parallel()
	a := startAgent(t)
	const reader = "b1b7c2c4-6d7f-4f0e-8f3b-0d5d0c2b7a10"
	a.do(http.MethodPut, "/v1/acl/policy", `{"Name":"reader","Rules":"key_prefix \"pizzeria/test/\" { policy = \"read\" }"}`)
	a.do(http.MethodPut, "/v1/acl/token", fmt.Sprintf(`{"SecretID":%q,"Policies":[{"Name":"reader"}]}`, reader))

	open := func(token string) *consul.Source {
		s, err := consul.New(consul.Config{URL: a.url, Prefix: "pizzeria/test", Token: auth.NewSecret(token), MinInterval: time.Millisecond})
		require.NoError(t, err)
		return s
	}
	live, changes := follow(t, open(reader))
	require.Equal(t, 3, live.Current().Kitchen.Capacity, "the folder is empty")

	a.do(http.MethodPut, "/v1/kv/pizzeria/test/KITCHEN__OVEN__HEAT", "230")
	require.Equal(t, []string{"kitchen.oven.heat"}, <-changes)
	a.do(http.MethodPut, "/v1/kv/pizzeria/test/LOG__LEVEL", "debug")
	require.Equal(t, []string{"log.level"}, <-changes)
	a.do(http.MethodPut, "/v1/kv/pizzeria/tests/LOG__LEVEL", "error") // another folder
	a.do(http.MethodPut, "/v1/txn", `[{"KV":{"Verb":"set","Key":"pizzeria/test/KITCHEN__CAPACITY","Value":"OQ=="}},{"KV":{"Verb":"delete","Key":"pizzeria/test/LOG__LEVEL"}}]`)
	require.Equal(t, []string{"log.level", "kitchen.capacity"}, <-changes, "a transaction is one change")
	require.Equal(t, 9, live.Current().Kitchen.Capacity)
	a.do(http.MethodDelete, "/v1/kv/pizzeria/test/?recurse=true", "")
	require.Equal(t, []string{"kitchen.capacity", "kitchen.oven.heat"}, <-changes)
	a.do(http.MethodPut, "/v1/kv/pizzeria/test/KITCHEN__CAPACITY", "4")
	require.Equal(t, []string{"kitchen.capacity"}, <-changes)

	_, err := open("00000000-0000-0000-0000-00000000dead").Next(t.Context(), "")
	require.ErrorContains(t, err, "key_prefix read", "a token that nobody knows")
}
