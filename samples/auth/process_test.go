package auth_test

import (
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/internal/sampletest"
)

// program is the service, built once; the tests of this package start it as a process, as an
// operator would.
var program = sampletest.Program{Name: "auth"}

const (
	pepper   = "a pepper that is long enough to be one"
	tokenKey = "a key that is long enough to sign tokens"
)

func TestMain(m *testing.M) {
	for name, value := range map[string]string{
		"NEUROGLIA_PROFILE": "development", "AUTH_ADMIN_PORT": "0", "AUTH_RPC_PORT": "0", "AUTH_PEPPER": pepper, "AUTH_TOKEN_KEY": tokenKey,
	} {
		if err := os.Setenv(name, value); err != nil {
			panic(err)
		}
	}
	os.Exit(program.Main(m))
}

const password = "correct horse"

func credentials(name, password string) string {
	return fmt.Sprintf(`{"username":%q,"password":%q}`, name, password)
}

// tokens are what a session is kept by.
type tokens struct {
	Access  string `json:"access_token"`
	Session string `json:"session_token"`
}

// post sends a body and returns the status, or that there was no answer.
func post(s *sampletest.Service, path, body string, out any) (int, error) {
	return s.Call(s.T.Context(), sampletest.Request{Method: http.MethodPost, Path: path, Body: body}, out)
}

// Whoever was told that they are a user, or that they are signed in, is so after a kill at any
// instruction; and whoever was told that a session is closed finds it closed.
func TestWhatWasAcknowledgedOutlivesTheProcess(t *testing.T) {
	t.Parallel()
	program.OnEachStore(t, func(t *testing.T, database string) {
		s := program.Service(t, database)
		s.Env = []string{"AUTH_LOG_LEVEL=error"}
		s.Start()
		told := newAcknowledged()
		var clients sync.WaitGroup
		stop := make(chan struct{})
		for client := range 4 {
			clients.Go(func() { signUpUntil(t, s, client, told, stop) })
		}
		for range 3 {
			told.await(t, 8)
			s.Kill()
			s.Start()
		}
		close(stop)
		clients.Wait()
		told.hold(t, s)
	})
}

// acknowledged is what clients were told.
type acknowledged struct {
	mu     sync.Mutex
	users  []string
	open   []string // session tokens
	closed []string
	more   chan struct{}
}

func newAcknowledged() *acknowledged { return &acknowledged{more: make(chan struct{}, 1<<16)} }

func (a *acknowledged) add(list *[]string, item string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	*list = append(*list, item)
	a.more <- struct{}{}
}

// await waits until so much more was acknowledged.
func (a *acknowledged) await(t *testing.T, n int) {
	t.Helper()
	for range n {
		select {
		case <-a.more:
		case <-t.Context().Done():
			return
		case <-time.After(time.Minute):
			require.Fail(t, "nothing is acknowledged any more")
		}
	}
}

// signUpUntil signs up one user after the other, signs each in twice and one of the two out.
func signUpUntil(t *testing.T, s *sampletest.Service, client int, told *acknowledged, stop <-chan struct{}) {
	for n := 0; !t.Failed(); n++ {
		select {
		case <-stop:
			return
		default:
		}
		name := fmt.Sprintf("user.%d.%d", client, n)
		if !answered(t, s, "/api/v1/account/signup", credentials(name, password), http.StatusCreated, nil) {
			continue
		}
		told.add(&told.users, name)
		var kept, ended tokens
		if answered(t, s, "/api/v1/auth/sessions", credentials(name, password), http.StatusCreated, &kept) {
			told.add(&told.open, kept.Session)
		}
		if !answered(t, s, "/api/v1/auth/sessions", credentials(name, password), http.StatusCreated, &ended) {
			continue
		}
		status, err := s.Call(t.Context(), sampletest.Request{
			Method: http.MethodDelete, Path: "/api/v1/auth/sessions/current", Header: map[string]string{"Authorization": "Bearer " + ended.Access},
		}, nil)
		if err == nil && status == http.StatusNoContent {
			told.add(&told.closed, ended.Session)
		}
	}
}

// answered reports whether there was an answer as wanted, and none is no fault.
func answered(t *testing.T, s *sampletest.Service, path, body string, want int, out any) bool {
	status, err := post(s, path, body, out)
	switch {
	case errors.Is(err, sampletest.ErrNoAnswer), err == nil && (status == http.StatusServiceUnavailable || status == http.StatusTooManyRequests):
		return false
	case err != nil || status != want:
		t.Errorf("POST %s was answered %d, %v", path, status, err)
		return false
	}
	return true
}

// hold requires that everything is as it was told.
func (a *acknowledged) hold(t *testing.T, s *sampletest.Service) {
	t.Helper()
	t.Logf("%d users, %d sessions open, %d closed", len(a.users), len(a.open), len(a.closed))
	require.NotEmpty(t, a.users)
	for _, name := range a.users {
		status, err := post(s, "/api/v1/account/signup", credentials(name, password), nil)
		require.NoError(t, err)
		require.Equal(t, http.StatusConflict, status, name)
	}
	for status, sessions := range map[int][]string{http.StatusOK: a.open, http.StatusUnauthorized: a.closed} {
		for _, token := range sessions {
			got, err := post(s, "/api/v1/auth/sessions/refresh", fmt.Sprintf(`{"session_token":%q}`, token), nil)
			require.NoError(t, err)
			require.Equal(t, status, got)
		}
	}
}

// What an operator types, while the service runs.
func TestTheCommandsOfTheService(t *testing.T) {
	t.Parallel()
	program.OnEachStore(t, func(t *testing.T, database string) {
		s := program.Service(t, database)
		s.Start()
		status, err := post(s, "/api/v1/account/signup", credentials("ada.lovelace", password), nil)
		require.NoError(t, err)
		require.Equal(t, http.StatusCreated, status)
		var opened tokens
		_, err = post(s, "/api/v1/auth/sessions", credentials("ada.lovelace", password), &opened)
		require.NoError(t, err)
		users := sampletest.Request{Method: http.MethodGet, Path: "/api/v1/users", Header: map[string]string{"Authorization": "Bearer " + opened.Access}}
		status, err = s.Call(t.Context(), users, nil)
		require.NoError(t, err)
		require.Equal(t, http.StatusForbidden, status)

		said, err := program.Run(t, database, "users", "promote", "ada.lovelace", "super_admin")
		require.NoError(t, err, said)
		require.Equal(t, "ada.lovelace is super_admin now\n", said)
		status, err = s.Call(t.Context(), users, nil) // at once, with the token from before
		require.NoError(t, err)
		require.Equal(t, http.StatusOK, status)

		said, err = program.Run(t, database, "sessions", "purge")
		require.NoError(t, err, said)
		require.Equal(t, "0 sessions are forgotten\n", said)
		for want, args := range map[string][]string{
			"nobody is named nobody": {"users", "promote", "nobody", "admin"},
			`"king" is no role`:      {"users", "promote", "ada.lovelace", "king"},
			"say who and what":       {"users", "promote", "ada.lovelace"},
		} {
			said, err = program.Run(t, database, args...)
			require.Error(t, err)
			require.Contains(t, said, want)
		}
	})
}

// Nothing that has to stay secret is written down: not in the log, however much it says, and not
// in the database as it is.
func TestNothingSecretIsWrittenDown(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "auth.db")
	s := program.Service(t, "sqlite:"+path)
	s.Env = []string{"AUTH_LOG_LEVEL=debug", "AUTH_WEBHOOK_SECRET=what the provider signs with"}
	s.Start()
	const name, wrong, next = "ada.lovelace", "the wrong horse", "the next horse"
	_, err := post(s, "/api/v1/account/signup", credentials(name, password), nil)
	require.NoError(t, err)
	_, err = post(s, "/api/v1/account/login", credentials(name, wrong), nil)
	require.NoError(t, err)
	_, err = post(s, "/api/v1/account/login", `{"username":"`+name+`","password":"`+wrong+`"`, nil) // no JSON
	require.NoError(t, err)
	in, err := s.Do(t.Context(), sampletest.Request{Method: http.MethodPost, Path: "/api/v1/account/login", Body: credentials(name, password)})
	require.NoError(t, err)
	cookie := strings.TrimPrefix(strings.Split(in.Header.Get("Set-Cookie"), ";")[0], "access_token=")
	require.NotEmpty(t, cookie)
	var opened, refreshed tokens
	_, err = post(s, "/api/v1/auth/sessions", credentials(name, password), &opened)
	require.NoError(t, err)
	_, err = post(s, "/api/v1/auth/sessions/refresh", fmt.Sprintf(`{"session_token":%q}`, opened.Session), &refreshed)
	require.NoError(t, err)
	_, err = s.Call(t.Context(), sampletest.Request{
		Method: http.MethodPatch, Path: "/api/v1/users/change_password", Body: credentials(name, next), Header: map[string]string{"Cookie": "access_token=" + cookie},
	}, nil)
	require.NoError(t, err)
	_, err = s.Call(t.Context(), sampletest.Request{Method: http.MethodGet, Path: "/v1/posts?access_token=" + opened.Access, Header: map[string]string{"Authorization": "Bearer " + opened.Access + "x"}}, nil)
	require.NoError(t, err)
	require.NoError(t, s.Terminate())

	secrets := []string{password, wrong, next, pepper, tokenKey, "what the provider signs with", cookie, opened.Access, opened.Session, refreshed.Access, strings.Split(opened.Session, ".")[1]}
	said := s.Output()
	require.Contains(t, said, "request")
	stored, err := os.ReadFile(path)
	require.NoError(t, err)
	for i, secret := range secrets {
		require.NotContains(t, said, secret, "secret %d is in the log", i)
		require.NotContains(t, string(stored), secret, "secret %d is in the database", i)
	}
}

// The address of a database has a password, which no fault tells.
func TestADatabaseThatDoesNotAnswerIsNamedWithoutItsPassword(t *testing.T) {
	t.Parallel()
	said, err := program.Run(t, "postgres://auth:hunter-and-a-half@127.0.0.1:1/auth", "users", "promote", "somebody", "admin")
	require.Error(t, err)
	require.Contains(t, said, "127.0.0.1")
	require.NotContains(t, said, "hunter-and-a-half")
}

// Replicas that start together over an empty database make what is missing once.
func TestReplicasThatStartTogether(t *testing.T) {
	t.Parallel()
	program.OnEachStore(t, func(t *testing.T, database string) {
		replicas := []*sampletest.Service{program.Service(t, database), program.Service(t, database), program.Service(t, database)}
		for _, s := range replicas {
			s.Launch()
		}
		for i, s := range replicas {
			s.AwaitReady()
			status, err := post(s, "/api/v1/account/signup", credentials(fmt.Sprintf("user.%d", i), password), nil)
			require.NoError(t, err)
			require.Equal(t, http.StatusCreated, status)
		}
		for i := range replicas {
			status, err := post(replicas[(i+1)%3], "/api/v1/account/signup", credentials(fmt.Sprintf("user.%d", i), password), nil)
			require.NoError(t, err)
			require.Equal(t, http.StatusConflict, status, "what one has stored the others have")
		}
	})
}

func TestWrongSettingsAreAllNamedAtStart(t *testing.T) {
	t.Parallel()
	program.RequireRefusesSettings(t, map[string]string{
		"AUTH_DATABASE_URL": "mysql://localhost", "AUTH_PEPPER": "short", "AUTH_TOKEN_KEY": "short", "AUTH_SESSION_TTL": "59s", "AUTH_SESSION_THRESHOLD": "1",
	}, "32", "1m")
}

// Whoever only wants to look needs no database, and makes none.
func TestCommandsThatLookLeaveNothingBehind(t *testing.T) {
	t.Parallel()
	program.RequireLeavesNothing(t, "validate", "routes", "graph", "config")
}
