package datasession_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/auth/session"
	"github.com/neuroglia-go/neuroglia/auth/session/datasession"
	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/uow"
	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/mvc"
)

// faulty is a store whose commits fail when told to, sure of it or not.
type faulty struct {
	data.Store
	fault atomic.Pointer[error]
}

func (f *faulty) Commit(ctx context.Context, batch data.Batch) error {
	if fault := f.fault.Load(); fault != nil && len(batch.Writes) > 0 {
		return *fault
	}
	return f.Store.Commit(ctx, batch)
}

// account is a controller as services have them.
type account struct{ sessions *session.Sessions }

type credentials struct {
	Username string `json:"username"`
}

type me struct {
	UserID string `json:"user_id"`
}

func (*account) Routes(r *mvc.Routes[*account]) {
	r.Prefix("/account")
	mvc.Post(r, "/login", (*account).LogIn)
	mvc.Delete(r, "/logout", (*account).LogOut)
	mvc.Get(r, "/session", (*account).Session)
}

func (a *account) LogIn(ctx context.Context, in credentials) (mvc.None, error) {
	return mvc.None{}, uow.Do(ctx, func(ctx context.Context) error {
		_, err := a.sessions.Open(ctx, auth.Identity{Subject: in.Username})
		return err
	})
}

func (a *account) LogOut(ctx context.Context, _ struct{}) (mvc.None, error) {
	return mvc.None{}, uow.Do(ctx, a.sessions.End)
}

func (*account) Session(ctx context.Context, _ struct{}) (me, error) {
	caller, err := auth.FromContext(ctx)
	return me{caller.Subject}, err
}

// serve returns the handler of the controller, over a store that can be told to fail.
func serve(t *testing.T, url string) (http.Handler, *faulty) {
	t.Helper()
	database := &faulty{Store: open(t, url)}
	store, err := datasession.New(database, datasession.Config{})
	require.NoError(t, err)
	sessions, err := session.New(session.Config{Store: store})
	require.NoError(t, err)
	services := di.NewServices()
	app := mvc.NewApp(mvc.Config{}, mvc.Controller[*account](func() *account { return &account{sessions} }))
	app.Register(services)
	_, err = services.Build(t.Context())
	require.NoError(t, err)
	return sessions.Middleware(auth.Middleware(sessions)(app.Handler())), database
}

func TestAControllerSignsInAndOutWithTheCommit(t *testing.T) {
	t.Parallel()
	for name, url := range engines {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			handler, database := serve(t, url(t))
			call := func(method, path, body, cookie string) *http.Response {
				r := httptest.NewRequestWithContext(t.Context(), method, "/account"+path, strings.NewReader(body))
				r.Header.Set("Content-Type", "application/json")
				if cookie != "" {
					r.Header.Set("Cookie", "__Host-session="+cookie)
				}
				w := httptest.NewRecorder()
				handler.ServeHTTP(w, r)
				return w.Result()
			}
			const ann = `{"username":"ann"}`
			for status, fault := range map[int]error{
				http.StatusServiceUnavailable:  errs.Unavailable("storage_unavailable", "the database is down; try again later"),
				http.StatusInternalServerError: uow.UnknownOutcome(errors.New("the connection was lost")),
			} {
				database.fault.Store(&fault)
				answer := call("POST", "/login", ann, "")
				require.Equal(t, status, answer.StatusCode)
				require.Empty(t, answer.Header["Set-Cookie"], "no commit, no cookie")
			}
			database.fault.Store(nil)
			answer := call("POST", "/login", ann, "")
			require.Equal(t, http.StatusNoContent, answer.StatusCode)
			require.Len(t, answer.Cookies(), 1)
			token := answer.Cookies()[0].Value
			require.Equal(t, http.StatusOK, call("GET", "/session", "", token).StatusCode)
			require.Equal(t, http.StatusUnauthorized, call("GET", "/session", "", "").StatusCode)

			var down error = errs.Unavailable("storage_unavailable", "the database is down; try again later")
			database.fault.Store(&down)
			require.Empty(t, call("DELETE", "/logout", "", token).Header["Set-Cookie"], "nor a deletion")
			database.fault.Store(nil)
			require.Equal(t, http.StatusOK, call("GET", "/session", "", token).StatusCode)

			answer = call("DELETE", "/logout", "", token)
			require.Equal(t, http.StatusNoContent, answer.StatusCode)
			require.Equal(t, -1, answer.Cookies()[0].MaxAge)
			answer = call("GET", "/session", "", token)
			require.Equal(t, http.StatusUnauthorized, answer.StatusCode)
			require.Equal(t, "Bearer", answer.Header.Get("WWW-Authenticate"))
		})
	}
}
