package consul_test

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"sort"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/hosting/config"
	"github.com/neuroglia-go/neuroglia/hosting/config/consul"
)

const token = "token-of-the-test"

// agent speaks the documented HTTP of Consul's key-value store.
type agent struct {
	t *testing.T

	mu      sync.Mutex
	values  map[string]string
	index   uint64
	changed chan struct{}
	queries []string
	noIndex bool
	answer  http.HandlerFunc // instead of all this
}

func newAgent(t *testing.T, values map[string]string) (*agent, *httptest.Server) {
	t.Helper()
	a := &agent{t: t, values: values, index: 7, changed: make(chan struct{})}
	server := httptest.NewServer(a)
	t.Cleanup(server.Close)
	return a, server
}

// change changes values and moves the index to another one.
func (a *agent) change(index uint64, change func(values map[string]string)) {
	a.mu.Lock()
	defer a.mu.Unlock()
	change(a.values)
	a.index = index
	close(a.changed)
	a.changed = make(chan struct{})
}

func (a *agent) asked() []string {
	a.mu.Lock()
	defer a.mu.Unlock()
	return append([]string(nil), a.queries...)
}

func (a *agent) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	a.mu.Lock()
	a.queries = append(a.queries, r.URL.RequestURI())
	other, changed, index := a.answer, a.changed, a.index
	a.mu.Unlock()
	query := r.URL.Query()
	assert.Equal(a.t, "true", query.Get("recurse"))
	switch {
	case other != nil:
		other(w, r)
		return
	case r.Header.Get("X-Consul-Token") != token:
		http.Error(w, "Permission denied", http.StatusForbidden)
		return
	}
	if since, _ := strconv.ParseUint(query.Get("index"), 10, 64); since == index && !a.noIndex {
		limit, err := time.ParseDuration(query.Get("wait"))
		assert.NoError(a.t, err)
		select {
		case <-changed:
		case <-r.Context().Done():
			return
		case <-time.After(limit):
		}
	}
	a.write(w, strings.TrimPrefix(r.URL.Path, "/v1/kv/"))
}

func (a *agent) write(w http.ResponseWriter, prefix string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if !a.noIndex {
		w.Header().Set("X-Consul-Index", strconv.FormatUint(a.index, 10))
	}
	var entries []map[string]any
	for key, value := range a.values {
		if strings.HasPrefix(key, prefix) {
			entries = append(entries, map[string]any{"Key": key, "Value": base64.StdEncoding.EncodeToString([]byte(value)), "ModifyIndex": a.index, "Flags": 0})
		}
	}
	if len(entries) == 0 {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	entries = append(entries, map[string]any{"Key": prefix, "Value": nil})
	sort.Slice(entries, func(i, j int) bool { return entries[i]["Key"].(string) < entries[j]["Key"].(string) })
	assert.NoError(a.t, json.NewEncoder(w).Encode(entries))
}

func source(t *testing.T, url string) *consul.Source {
	t.Helper()
	s, err := consul.New(consul.Config{
		URL: url, Prefix: "/pizzeria/test/", Token: auth.NewSecret(token),
		MinInterval: time.Millisecond, Poll: 5 * time.Millisecond, Wait: time.Minute,
	})
	require.NoError(t, err)
	return s
}

type settings struct {
	Log     struct{ Level slog.Level }
	Kitchen struct {
		Capacity int
		Oven     struct{ Heat int }
	}
}

// follow runs a monitor of the source; what is told of changes comes out of the channel.
func follow(t *testing.T, s config.Source) (*config.Live[settings], chan []string) {
	t.Helper()
	loader := config.New(config.Config{Environ: []string{"KITCHEN_CAPACITY=3"}, Dir: t.TempDir()})
	monitor := config.NewMonitor(loader, config.MonitorConfig{
		Sources: []config.Source{s}, Logger: slog.New(slog.DiscardHandler), Retry: time.Millisecond,
	})
	live := config.Watch[settings](monitor)
	require.NoError(t, monitor.Load(t.Context()))
	changes := make(chan []string, 100)
	live.OnChange(func(_, _ *settings, keys []string) { changes <- keys })
	ctx, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
	done := make(chan error, 1)
	go func() { done <- monitor.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		require.NoError(t, <-done)
	})
	return live, changes
}

func TestAChangeIsSeenByABlockingQuery(t *testing.T) {
	t.Parallel()
	a, server := newAgent(t, map[string]string{
		"pizzeria/test/LOG__LEVEL": "warn", "pizzeria/test/kitchen/oven/HEAT": "200", "pizzeria/tests/LOG__LEVEL": "error", "pizzeria/test/EMPTY": "",
	})
	live, changes := follow(t, source(t, server.URL))
	require.Equal(t, slog.LevelWarn, live.Current().Log.Level)
	require.Equal(t, 200, live.Current().Kitchen.Oven.Heat)
	require.Equal(t, 3, live.Current().Kitchen.Capacity)

	a.change(8, func(values map[string]string) {
		values["pizzeria/test/KITCHEN__CAPACITY"] = "5"
		values["pizzeria/test/KITCHEN__OVEN__HEAT"] = "230"
		delete(values, "pizzeria/test/kitchen/oven/HEAT")
	})
	require.Equal(t, []string{"kitchen.capacity", "kitchen.oven.heat"}, <-changes)
	require.Equal(t, 230, live.Current().Kitchen.Oven.Heat)

	a.change(12, func(values map[string]string) { clear(values) })
	require.Equal(t, []string{"log.level", "kitchen.capacity", "kitchen.oven.heat"}, <-changes)
	require.Equal(t, 3, live.Current().Kitchen.Capacity, "an empty folder is a 404 and falls back to the environment")
	require.Equal(t, slog.LevelInfo, live.Current().Log.Level)

	a.change(13, func(values map[string]string) { values["pizzeria/test/LOG__LEVEL"] = "error" })
	require.Equal(t, []string{"log.level"}, <-changes, "a 404 has an index to wait for as well")
	asked := a.asked()
	require.Equal(t, "/v1/kv/pizzeria/test/?recurse=true", asked[0])
	require.Equal(t, "/v1/kv/pizzeria/test/?index=7&recurse=true&wait=60s", asked[1])
	require.Contains(t, asked, "/v1/kv/pizzeria/test/?index=8&recurse=true&wait=60s")
	require.Contains(t, asked, "/v1/kv/pizzeria/test/?index=12&recurse=true&wait=60s")
}

// After a restore of the store the index begins anew.
func TestAnIndexThatGoesBackwardsIsForgotten(t *testing.T) {
	t.Parallel()
	a, server := newAgent(t, map[string]string{"pizzeria/test/LOG__LEVEL": "warn"})
	live, changes := follow(t, source(t, server.URL))
	a.change(3, func(values map[string]string) { values["pizzeria/test/LOG__LEVEL"] = "error" })
	<-changes
	require.Equal(t, slog.LevelError, live.Current().Log.Level)
	a.change(4, func(values map[string]string) { values["pizzeria/test/LOG__LEVEL"] = "debug" })
	<-changes
	require.Equal(t, slog.LevelDebug, live.Current().Log.Level)
	asked := strings.Join(a.asked(), "\n")
	require.Contains(t, asked, "index=7&")
	require.Contains(t, asked, "recurse=true\n/v1/kv/pizzeria/test/?index=", "read without an index before the next wait")
}

func TestWithoutAnIndexTheFolderIsPolled(t *testing.T) {
	t.Parallel()
	a, server := newAgent(t, map[string]string{"pizzeria/test/LOG__LEVEL": "warn"})
	a.noIndex = true
	_, changes := follow(t, source(t, server.URL))
	a.change(8, func(values map[string]string) { values["pizzeria/test/LOG__LEVEL"] = "error" })
	require.Equal(t, []string{"log.level"}, <-changes)
	require.NotContains(t, strings.Join(a.asked(), "\n"), "index=")
}

func TestWhatConsulAnswersOtherwiseIsAnError(t *testing.T) {
	t.Parallel()
	entries := func(entries ...string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("X-Consul-Index", "5")
			_, _ = fmt.Fprintf(w, "[%s]", strings.Join(entries, ","))
		}
	}
	entry := func(key, value string) string {
		return fmt.Sprintf(`{"Key":"pizzeria/test/%s","Value":%q}`, key, base64.StdEncoding.EncodeToString([]byte(value)))
	}
	tests := []struct {
		name   string
		answer http.HandlerFunc
		want   string
	}{
		{"a token that may not read", func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "no", http.StatusForbidden) }, "key_prefix read"},
		{"no leader", func(w http.ResponseWriter, _ *http.Request) {
			http.Error(w, "No cluster leader", http.StatusInternalServerError)
		}, "answered 500"},
		{"a redirect", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/x", http.StatusFound) }, "answered 302"},
		{"no JSON", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("<html>")) }, "understand the answer"},
		{"no base64", entries(`{"Key":"pizzeria/test/a","Value":"*"}`), "understand the answer"},
		{"an index that is none", func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("X-Consul-Index", "-1") }, "no number"},
		{"two keys for one setting", entries(entry("A__B", "1"), entry("a/b", "2")), `are both the setting "a.b"`},
		{"a value with something below it", entries(entry("A", "1"), entry("A__B", "2")), "keep one of them"},
		{"a value that is no text", entries(entry("A", "\xff\xfe")), "is no text"},
		{"a cut connection", func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, "ask Consul"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			a, server := newAgent(t, nil)
			a.answer = tt.answer
			_, err := source(t, server.URL).Next(t.Context(), "")
			require.ErrorContains(t, err, tt.want)
			require.NotContains(t, err.Error(), token)
		})
	}
}

func TestAnAgentThatHangsIsGivenUp(t *testing.T) {
	t.Parallel()
	a, server := newAgent(t, nil)
	a.answer = func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }
	s, err := consul.New(consul.Config{URL: server.URL, Prefix: "p", Timeout: time.Millisecond})
	require.NoError(t, err)
	_, err = s.Next(t.Context(), "")
	require.ErrorIs(t, err, context.DeadlineExceeded)
}

// An index of zero, or an agent that answers at once, makes no tight loop.
func TestNothingMakesATightLoop(t *testing.T) {
	t.Parallel()
	a, server := newAgent(t, nil)
	a.answer = func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("X-Consul-Index", "0")
		_, _ = w.Write([]byte("[]"))
	}
	s, err := consul.New(consul.Config{URL: server.URL, Prefix: "p", MinInterval: time.Hour})
	require.NoError(t, err)
	first, err := s.Next(t.Context(), "")
	require.NoError(t, err)
	require.Equal(t, "1", first.Version, "never zero, which would not wait")
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer cancel()
	_, err = s.Next(ctx, first.Version)
	require.ErrorIs(t, err, context.DeadlineExceeded)
	require.Len(t, a.asked(), 1)
}

func TestAWrongConfigurationIsRefusedInFull(t *testing.T) {
	t.Parallel()
	_, err := consul.New(consul.Config{URL: "consul:8500", Wait: time.Hour, Poll: -1})
	for _, want := range []string{"the URL is none", "the prefix is not set", "the wait 1h0m0s", "the poll -1ns is negative"} {
		require.ErrorContains(t, err, want)
	}
	_, err = consul.New(consul.Config{URL: "http://user:hunter2@consul", Prefix: "p"})
	require.Error(t, err)
	require.NotContains(t, err.Error(), "hunter2")
}
