package session_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/data/uow"
)

func TestTheCookieIsSetHoweverTheAnswerBegins(t *testing.T) {
	t.Parallel()
	for label, test := range map[string]struct {
		write func(w http.ResponseWriter)
		want  int
	}{
		"not at all":      {func(http.ResponseWriter) {}, 1},
		"by a status":     {func(w http.ResponseWriter) { w.WriteHeader(http.StatusCreated) }, 1},
		"by a redirect":   {func(w http.ResponseWriter) { w.WriteHeader(http.StatusSeeOther) }, 1},
		"by a body":       {func(w http.ResponseWriter) { _, _ = io.WriteString(w, "hello") }, 1},
		"by a copy":       {func(w http.ResponseWriter) { _, _ = io.Copy(w, onlyReader{strings.NewReader("hello")}) }, 1},
		"by a flush":      {func(w http.ResponseWriter) { _ = http.NewResponseController(w).Flush() }, 1},
		"after hints":     {statuses(http.StatusEarlyHints, http.StatusOK), 1},
		"by a refusal":    {func(w http.ResponseWriter) { w.WriteHeader(http.StatusBadRequest) }, 0},
		"refused at last": {statuses(http.StatusEarlyHints, http.StatusConflict), 0},
	} {
		t.Run(label, func(t *testing.T) {
			t.Parallel()
			s := newService(t)
			server := httptest.NewServer(s.Middleware(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				_, err := s.Open(r.Context(), auth.Identity{Subject: "ann"})
				if err != nil {
					panic(err)
				}
				test.write(w)
			})))
			defer server.Close()
			answer, err := server.Client().Do(get(t, server.URL))
			require.NoError(t, err)
			require.NoError(t, answer.Body.Close())
			require.Len(t, answer.Header["Set-Cookie"], test.want)
		})
	}
}

// onlyReader hides that a reader can do more.
type onlyReader struct{ io.Reader }

func get(t *testing.T, url string) *http.Request {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	require.NoError(t, err)
	return r
}

// A handler that forgets to look at the error of its unit of work signs nobody in.
func TestTheCookieWaitsForTheCommit(t *testing.T) {
	t.Parallel()
	for label, fault := range map[string]error{"committed": nil, "rolled back": errors.New("on purpose")} {
		t.Run(label, func(t *testing.T) {
			t.Parallel()
			s := newService(t)
			handler := s.Middleware(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
				err := uow.Do(r.Context(), func(ctx context.Context) error {
					_, err := s.Open(ctx, auth.Identity{Subject: "ann"})
					return errors.Join(err, fault)
				})
				if (err == nil) != (fault == nil) {
					panic(err)
				}
			}))
			w := httptest.NewRecorder()
			handler.ServeHTTP(w, get(t, "/"))
			require.Equal(t, http.StatusOK, w.Code)
			require.Equal(t, fault == nil, w.Header().Get("Set-Cookie") != "")
		})
	}
}

// statuses writes several.
func statuses(all ...int) func(http.ResponseWriter) {
	return func(w http.ResponseWriter) {
		for _, status := range all {
			w.WriteHeader(status)
		}
	}
}
