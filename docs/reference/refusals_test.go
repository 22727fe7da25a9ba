package reference_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/mvc"
)

// notes is a controller that can be refused in every way.
type notes struct{}

type note struct {
	Text string `json:"text" validate:"max=20"`
}

func (*notes) Routes(r *mvc.Routes[*notes]) {
	mvc.Post(r, "/notes", (*notes).Add, mvc.MaxBody(64))
	mvc.Get(r, "/fails", (*notes).Fail)
	mvc.Get(r, "/panics", (*notes).Panic)
	mvc.Get(r, "/mine", (*notes).Fail, mvc.Name("mine"), mvc.Authorize(auth.Role("writer")))
	mvc.Get(r, "/waits", (*notes).Wait, mvc.Timeout(time.Nanosecond))
}

func (*notes) Add(_ context.Context, in note) (note, error) { return in, nil }
func (*notes) Fail(context.Context, struct{}) (note, error) {
	return note{}, errors.New("the password is hunter2")
}
func (*notes) Panic(context.Context, struct{}) (note, error) { panic("hunter2") }
func (*notes) Wait(ctx context.Context, _ struct{}) (n note, e error) {
	<-ctx.Done()
	return n, ctx.Err()
}

// refusals asks for each of them and notes what comes back.
func refusals(t *testing.T) string {
	services := di.NewServices()
	signedIn := auth.AuthenticatorFunc(func(_ http.ResponseWriter, r *http.Request) (auth.Identity, error) {
		return auth.Identity{Subject: r.Header.Get("Authorization")}, nil
	})
	app := mvc.NewApp(mvc.Config{
		Logger: slog.New(slog.DiscardHandler), Middlewares: []mvc.Middleware{auth.Middleware(signedIn)},
	}, mvc.Controller[*notes](func() *notes { return &notes{} }))
	app.Register(services)
	rows := [][]string{{"status", "code", "when"}}
	ask := func(when, method, path, body string, header ...string) {
		rows = append(rows, refusal(t, app.Handler(), when, request(method, path, body, header...)))
	}
	const isJSON = "application/json"
	starting := refusal(t, app.Handler(), "the handler is asked before `Build`", request(http.MethodGet, "/notes", ""))
	_, err := services.Build(t.Context())
	require.NoError(t, err)

	ask("the body is no JSON, or not whole; the detail says where", http.MethodPost, "/notes", `{"text":`, "Content-Type", isJSON)
	ask("the route needs a policy, and nobody is signed in; what is wrong with credentials has codes of its own", http.MethodGet, "/mine", "")
	ask("the route needs a policy, and who is signed in does not satisfy it", http.MethodGet, "/mine", "", "Authorization", "ann")
	ask("nothing is served at the path", http.MethodGet, "/nothing", "")
	ask("the path has other methods; `Allow` lists them", http.MethodDelete, "/notes", "")
	ask("no media type that the client accepts is offered", http.MethodGet, "/fails", "", "Accept", "image/png")
	ask("the body is beyond the limit", http.MethodPost, "/notes", `{"text":"`+strings.Repeat("x", 64)+`"}`, "Content-Type", isJSON)
	ask("the body is of a type that is not read here", http.MethodPost, "/notes", `text=a`, "Content-Type", "text/plain")
	ask("values that cannot be read, members that are unknown, rules that are broken: `errors` lists all of them", http.MethodPost,
		"/notes", `{"text":"`+strings.Repeat("x", 21)+`"}`, "Content-Type", isJSON)
	ask("an error that nobody classified; its text is logged and not sent", http.MethodGet, "/fails", "")
	ask("a panic; logged with its stack", http.MethodGet, "/panics", "")
	rows = append(rows, starting)
	ask("the action gives up at the route's `Timeout`", http.MethodGet, "/waits", "")
	return table(rows)
}

func request(method, path, body string, header ...string) *http.Request {
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	return r
}

func refusal(t *testing.T, handler http.Handler, when string, r *http.Request) []string {
	t.Helper()
	w := httptest.NewRecorder()
	handler.ServeHTTP(w, r)
	require.Equal(t, mvc.MediaProblem, w.Header().Get("Content-Type"), when)
	text, err := io.ReadAll(w.Body)
	require.NoError(t, err)
	require.NotContains(t, string(text), "hunter2")
	var problem mvc.Problem
	require.NoError(t, json.Unmarshal(text, &problem))
	return []string{fmt.Sprint(w.Code), code(problem.Code), when}
}
