package openfga_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/auth/rebac"
	"github.com/neuroglia-go/neuroglia/auth/rebac/openfga"
	"github.com/neuroglia-go/neuroglia/auth/rebac/rebactest"
	"github.com/neuroglia-go/neuroglia/errs"
)

var ann = rebac.Tuple{User: "user:ann", Relation: "is_owner", Object: "post:1"}

// opened returns a client of the fake, as a deployment makes one.
func opened(t *testing.T, f *fake, model *rebac.Model) *openfga.Client {
	t.Helper()
	cfg, err := openfga.Provision(t.Context(), openfga.Config{URL: f.serve().URL, Token: auth.NewSecret(fakeKey)}, "test", model)
	require.NoError(t, err)
	require.Equal(t, []string{fakeStore, fakeModel}, []string{cfg.Store, cfg.Model})
	client, err := openfga.New(cfg)
	require.NoError(t, err)
	return client
}

func TestTheClientKeepsTheContract(t *testing.T) {
	t.Parallel()
	for name, old := range map[string]bool{"a server of today": false, "a server before 1.10": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rebactest.TestAuthorizer(t, func(t *testing.T, model *rebac.Model) rebac.Authorizer {
				f := newFake(t, model)
				f.old = old
				return opened(t, f, model)
			})
		})
	}
}

func TestAConflictWithAnotherWriterIsTriedAgain(t *testing.T) {
	t.Parallel()
	model := rebac.MustParseModel(rebactest.PostModel)
	f := newFake(t, model)
	client := opened(t, f, model)
	f.conflicts = 2
	require.NoError(t, client.Write(t.Context(), []rebac.Tuple{ann}, nil))
	f.conflicts = 100
	err := client.Write(t.Context(), nil, []rebac.Tuple{ann})
	require.ErrorIs(t, err, errs.Unavailable(rebac.CodeUnavailable, ""))
	require.True(t, f.tuples[ann])
}

// Whatever is wrong with the server, nothing is allowed.
func TestItFailsClosed(t *testing.T) {
	t.Parallel()
	status := func(status int, body string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(status)
			_, _ = w.Write([]byte(body))
		}
	}
	tests := []struct {
		name   string
		answer http.HandlerFunc
	}{
		{"a wrong key", status(401, `{"code":"unauthenticated","message":"unauthenticated"}`)},
		{"no such store", status(404, `{"code":"store_id_not_found","message":"no such store"}`)},
		{"no such model", status(400, `{"code":"authorization_model_not_found","message":"no such model"}`)},
		{"an internal error", status(500, `{"code":"internal_error","message":"oops","allowed":true}`)},
		{"a server that is throttled", status(422, `{"code":"throttled_timeout_error"}`)},
		{"a proxy", status(502, "<html>bad gateway</html>")},
		{"no JSON", status(200, "allowed")},
		{"half an answer", status(200, `{"allowed":true`)},
		{"another type", status(200, `{"allowed":"yes","result":[],"objects":"all"}`)},
		{"a redirect", func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "/elsewhere", http.StatusTemporaryRedirect)
		}},
		{"a cut connection", func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }},
		{"an endless answer", func(w http.ResponseWriter, _ *http.Request) {
			_, _ = w.Write([]byte(`{"allowed":true,"x":"`))
			for line := make([]byte, 1<<16); ; {
				if _, err := w.Write(line); err != nil {
					return
				}
			}
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			server := httptest.NewServer(tt.answer)
			t.Cleanup(server.Close)
			client, err := openfga.New(openfga.Config{URL: server.URL, Store: fakeStore})
			require.NoError(t, err)
			closed(t, client, t.Context())
		})
	}
}

func TestAServerThatAnswersTooLateIsUnavailable(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body) // a server looks after the connection only when it has read the request
		<-r.Context().Done()
	}))
	t.Cleanup(server.Close)
	client, err := openfga.New(openfga.Config{URL: server.URL, Store: fakeStore, Timeout: time.Millisecond})
	require.NoError(t, err)
	closed(t, client, t.Context())
	_, err = client.Check(t.Context(), ann)
	require.ErrorIs(t, err, context.DeadlineExceeded)
}

func TestAnAnswerThatLeavesAQuestionOutIsNone(t *testing.T) {
	t.Parallel()
	for _, body := range []string{`{}`, `{"result":{"1":{"allowed":true}}}`, `{"result":{"0":{"error":{"internal_error":"internal_error"}}}}`} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(body)) }))
		t.Cleanup(server.Close)
		client, err := openfga.New(openfga.Config{URL: server.URL, Store: fakeStore})
		require.NoError(t, err)
		answers, err := client.BatchCheck(t.Context(), []rebac.Tuple{ann})
		require.ErrorIs(t, err, errs.Unavailable(rebac.CodeUnavailable, ""), body)
		require.Empty(t, answers)
		allowed, err := client.Check(t.Context(), ann)
		require.NoError(t, err)
		require.False(t, allowed, "an answer without a word is no")
	}
}

// closed asks everything and gets nothing.
func closed(t *testing.T, client *openfga.Client, ctx context.Context) { //nolint:revive // the test comes first, as it does in require
	t.Helper()
	want := errs.Unavailable(rebac.CodeUnavailable, "")
	allowed, err := client.Check(ctx, ann)
	require.ErrorIs(t, err, want)
	require.False(t, allowed)
	answers, err := client.BatchCheck(ctx, []rebac.Tuple{ann})
	require.ErrorIs(t, err, want)
	require.Empty(t, answers)
	objects, err := client.ListObjects(ctx, "user:ann", "is_owner", "post")
	require.ErrorIs(t, err, want)
	require.Empty(t, objects)
}

func TestAWrongConfigurationIsRefusedInFull(t *testing.T) {
	t.Parallel()
	_, err := openfga.New(openfga.Config{URL: "ftp://fga", Timeout: -1})
	require.EqualError(t, err, "openfga: the URL is none of a server; write it as https://fga.example.com\n"+
		"openfga: the timeout -1ns is negative; leave it out for three seconds\n"+
		"openfga: the store is not set; set it to the id that the server gave it")
	_, err = openfga.New(openfga.Config{URL: "https://user:pass@fga", Store: "x"})
	require.ErrorContains(t, err, "more than scheme")
	require.NotContains(t, err.Error(), "pass@")
}

func TestPingAsksForTheStoreWithTheKey(t *testing.T) {
	t.Parallel()
	model := rebac.MustParseModel(rebactest.PostModel)
	f := newFake(t, model)
	server := f.serve()
	for key, works := range map[string]bool{fakeKey: true, "": false, "another": false} {
		client, err := openfga.New(openfga.Config{URL: server.URL, Store: fakeStore, Token: auth.NewSecret(key)})
		require.NoError(t, err)
		err = client.Ping(t.Context())
		require.Equal(t, works, err == nil, "%q: %v", key, err)
	}
}
