package worker_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/eventstore"
	"github.com/neuroglia-go/neuroglia/data/sqlite"
	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/eventing"
	"github.com/neuroglia-go/neuroglia/eventing/process"
	"github.com/neuroglia-go/neuroglia/eventing/projection"
	"github.com/neuroglia-go/neuroglia/hosting"
	"github.com/neuroglia-go/neuroglia/hosting/worker"
	"github.com/neuroglia-go/neuroglia/mediator"
)

// BookLent is an event of a library.
type BookLent struct {
	Title string `json:"title"`
	Torn  bool   `json:"torn"`
}

func (BookLent) EventName() string { return "book.lent.v1" }

// Loans are a row for each title.
type Loans struct {
	Title string `json:"title"`
	Count int    `json:"count"`
}

func (l Loans) RowID() string { return l.Title }

// Shelf is a projection that counts loans.
type Shelf struct{ rows *projection.Rows[Loans] }

func (s *Shelf) Lent(ctx context.Context, e BookLent) error {
	return s.rows.Upsert(ctx, e.Title, func(l *Loans) { l.Title, l.Count = e.Title, l.Count+1 })
}

// Repairs is a subscription that cannot stand torn books.
type Repairs struct{}

func (*Repairs) Lent(_ context.Context, e BookLent) error {
	if e.Torn {
		return errs.Invalid("torn", "%q is torn", e.Title)
	}
	return nil
}

// Reminding is a process that asks for a book back.
type Reminding struct{}

func (*Reminding) Lent(step *process.Step[struct{}], e BookLent) error {
	step.Send(AskBack{Title: e.Title})
	return nil
}

// AskBack is a command that breaks on torn books.
type AskBack struct {
	mediator.Command[mediator.None]
	Title string `json:"title"`
}

type askBack struct{}

func (askBack) Handle(context.Context, AskBack) (mediator.None, error) {
	return mediator.None{}, fmt.Errorf("the postman is ill")
}

// library is a service whose data is in a file, so that commands see what others have
// done.
func library(t *testing.T, database string, out *bytes.Buffer, args ...string) *hosting.WebApplicationBuilder {
	t.Helper()
	b := hosting.NewBuilder(hosting.Config{Name: "library", Args: args, Environ: []string{"LIBRARY_LOG_LEVEL=error"}, Dir: t.TempDir(), Output: out, Errors: out})
	mediator.AddHandler[askBack](b.Services, func() askBack { return askBack{} })
	di.AddSingleton[data.Store](b.Services, func() (data.Store, error) { return sqlite.Open(context.Background(), database) })
	di.AddSingleton[*eventstore.Registry](b.Services, func() (*eventstore.Registry, error) {
		return eventstore.NewRegistry(eventstore.Events(BookLent{}))
	})
	eventing.Subscribe(b.Services, eventing.Config{Name: "repairs", Retry: eventing.Retry{Attempts: 1}}, func() *Repairs { return &Repairs{} },
		eventing.On((*Repairs).Lent))
	projection.Add(b.Services, projection.Config{Name: "shelf"}, func(rows *projection.Rows[Loans]) *Shelf { return &Shelf{rows} },
		projection.On((*Shelf).Lent), projection.Keeps[Loans])
	process.Add(b.Services, process.Config{Name: "reminding", Retry: eventing.Retry{Attempts: 1}}, func() *Reminding { return &Reminding{} },
		process.Starts((*Reminding).Lent, func(e BookLent) string { return e.Title }),
		process.Sends[AskBack])
	worker.Subscriptions(b)
	worker.Projections(b)
	worker.Processes(b)
	return b
}

// run runs a command of the library and returns what it printed.
func run(t *testing.T, database string, want int, args ...string) string {
	t.Helper()
	var out bytes.Buffer
	require.Equal(t, want, library(t, database, &out, args...).Main(t.Context()), out.String())
	return out.String()
}

// lend appends loans and has everything react to them.
func lend(t *testing.T, database string, loans ...BookLent) {
	t.Helper()
	var out bytes.Buffer
	b := library(t, database, &out, "lend")
	b.AddCommand(hosting.Command{Name: "lend", Run: func(ctx context.Context, scope *di.Scope, _ []string) error {
		log, err := di.Resolve[data.Store](scope)
		require.NoError(t, err)
		for _, loan := range loans {
			require.NoError(t, appendTo(ctx, log, loan))
		}
		engine, err := di.Resolve[*eventing.Engine](scope)
		require.NoError(t, err)
		for _, name := range []string{"repairs", "shelf-v1", "reminding"} {
			if _, aside := errors.AsType[*eventing.LetterError](engine.CatchUp(ctx, name)); aside {
				require.Equal(t, "repairs", name)
			}
		}
		processes, err := di.Resolve[*process.Processes](scope)
		require.NoError(t, err)
		return processes.Settle(ctx)
	}})
	require.Zero(t, b.Main(t.Context()), out.String())
}

func appendTo(ctx context.Context, store data.Store, loan BookLent) error {
	log, err := eventstore.Of(store)
	if err != nil {
		return err
	}
	event, err := eventstore.Encode(loan)
	if err != nil {
		return err
	}
	_, err = log.Append(ctx, eventstore.Batch{Stream: eventstore.StreamName("book", loan.Title), Expected: eventstore.Any, Events: []eventstore.Event{event}})
	return err
}

func newDatabase(t *testing.T) string {
	t.Helper()
	return "sqlite:" + filepath.Join(t.TempDir(), "library.db")
}

func TestAnOperatorSettlesWhatFailed(t *testing.T) {
	t.Parallel()
	database := newDatabase(t)
	require.Contains(t, run(t, database, 0, "subscriptions", "list"), "never run")
	lend(t, database, BookLent{Title: "Emma"}, BookLent{Title: "Ulysses", Torn: true}, BookLent{Title: "Ulysses"})

	list := run(t, database, 0, "subscriptions", "list")
	require.Contains(t, list, "repairs")
	require.Contains(t, list, "1 waiting")
	require.Contains(t, list, "1 parked")

	letters := run(t, database, 0, "letters", "list", "--subscription", "repairs")
	require.Contains(t, letters, `"Ulysses" is torn`)
	require.Contains(t, letters, "2 of 2")
	require.Contains(t, run(t, database, 0, "letters", "list", "--state", "parked"), "1 of 1")

	require.Contains(t, run(t, database, 65, "letters", "drop"), "--subscription NAME")
	require.Contains(t, run(t, database, 0, "letters", "replay", "--subscription", "repairs", "--key", "book-Ulysses"), "will be tried again")
	require.Contains(t, run(t, database, 0, "letters", "drop", "--subscription", "repairs", "--state", "retrying"), "given up")
}

func TestAnOperatorSteersSubscriptions(t *testing.T) {
	t.Parallel()
	database := newDatabase(t)
	lend(t, database, BookLent{Title: "Emma"})
	run(t, database, 0, "subscriptions", "pause", "repairs")
	require.Contains(t, run(t, database, 0, "subscriptions", "list"), "paused")
	run(t, database, 0, "subscriptions", "resume", "repairs")
	require.NotContains(t, run(t, database, 0, "subscriptions", "list"), "paused")
	for _, to := range []string{"beginning", "now", "1", "2026-11-20T12:00:00Z"} {
		run(t, database, 0, "subscriptions", "move", "repairs", "--to", to)
	}
	require.Contains(t, run(t, database, 65, "subscriptions", "move", "repairs", "--to", "yesterday"), `--to is "yesterday"`)
	require.Contains(t, run(t, database, 65, "subscriptions", "pause"), "takes 1 arguments")
	require.Contains(t, run(t, database, 66, "subscriptions", "pause", "nobody"), `no subscription "nobody"`)
}

func TestAnOperatorSettlesProcesses(t *testing.T) {
	t.Parallel()
	database := newDatabase(t)
	lend(t, database, BookLent{Title: "Emma"}, BookLent{Title: "Persuasion"})
	stuck := run(t, database, 0, "processes", "list", "--stuck")
	require.Contains(t, stuck, "Emma")
	require.Contains(t, stuck, "the postman is ill")
	run(t, database, 0, "processes", "resume", "reminding", "Emma")
	run(t, database, 0, "processes", "abort", "reminding", "Persuasion", "--reason", "lost")
	run(t, database, 0, "processes", "abandon", "reminding", "Emma")
	require.NotContains(t, run(t, database, 0, "processes", "list", "--stuck"), "Emma")
}

func TestAnOperatorSeesProjections(t *testing.T) {
	t.Parallel()
	database := newDatabase(t)
	lend(t, database, BookLent{Title: "Emma"})
	list := run(t, database, 0, "projections", "list")
	require.Contains(t, list, "shelf")
	run(t, database, 0, "projections", "switch", "shelf", "1")
	rebuilt := run(t, database, 0, "projections", "rebuild", "shelf")
	require.Contains(t, rebuilt, "[##############################]")
	require.Contains(t, run(t, database, 0, "projections", "status"), "shelf")
	require.Contains(t, run(t, database, 66, "projections", "compare", "shelf", "1", "2"), "shelf")
	require.Contains(t, run(t, database, 65, "projections", "compare", "shelf", "1", "b"), `"b" is no version`)
	require.Contains(t, run(t, database, 66, "projections", "rebuild", "nobody"), "nobody")
	require.NotEmpty(t, run(t, database, 73, "projections", "drop", "shelf", "1"), "this program has it")
	require.Contains(t, run(t, database, 65, "projections", "switch", "shelf", "two"), `"two" is no version`)
}

// NewLoans are the rows of the second version of the shelf, which LastingShelf makes.
type NewLoans struct{ Loans }

type LastingShelf struct{ rows *projection.Rows[NewLoans] }

func (s *LastingShelf) Lent(ctx context.Context, e BookLent) error {
	return s.rows.Put(ctx, NewLoans{Loans{Title: e.Title, Count: 1}})
}

func TestAnOperatorRebuildsTheNewestVersion(t *testing.T) {
	t.Parallel()
	database := newDatabase(t)
	lend(t, database, BookLent{Title: "Emma"})
	rebuild := func(args ...string) string {
		var out bytes.Buffer
		b := library(t, database, &out, append([]string{"projections", "rebuild", "shelf"}, args...)...)
		projection.Add(b.Services, projection.Config{Name: "shelf", Version: 2},
			func(rows *projection.Rows[NewLoans]) *LastingShelf { return &LastingShelf{rows} },
			projection.On((*LastingShelf).Lent), projection.Keeps[NewLoans])
		require.Zero(t, b.Main(t.Context()), out.String())
		return out.String()
	}
	require.Contains(t, rebuild(), "shelf, version 2\n")
	require.Contains(t, rebuild("1"), "shelf, version 1\n")
}

// A client that hands back the token of its write reads what it wrote.
func TestClientsReadTheirOwnWrites(t *testing.T) {
	t.Parallel()
	var asked []eventstore.Position
	handler := worker.Consistency(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if position, ok := projection.TokenOf(r.Context()); ok {
			asked = append(asked, position)
		}
		if r.Method == http.MethodPost {
			eventstore.Advance(r.Context(), 4711)
		}
		_ = json.NewEncoder(w).Encode("done")
		require.NoError(t, http.NewResponseController(w).Flush(), "what the writer can do it still can")
	}))
	call := func(method, token string) string {
		r := httptest.NewRequestWithContext(t.Context(), method, "/", strings.NewReader(""))
		if token != "" {
			r.Header.Set(projection.Header, token)
		}
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, r)
		require.Equal(t, http.StatusOK, w.Code)
		return w.Header().Get(projection.Header)
	}
	token := call(http.MethodPost, "")
	require.Equal(t, projection.FormatToken(4711), token)
	require.Empty(t, call(http.MethodGet, token), "nothing was written")
	call(http.MethodGet, "no token!")
	require.Equal(t, []eventstore.Position{4711}, asked)
}
