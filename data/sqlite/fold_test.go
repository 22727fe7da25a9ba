package sqlite_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/aggregate"
	"github.com/neuroglia-go/neuroglia/data/eventstore"
	"github.com/neuroglia-go/neuroglia/data/query"
	"github.com/neuroglia-go/neuroglia/data/sqlite"
	"github.com/neuroglia-go/neuroglia/data/uow"
	"github.com/neuroglia-go/neuroglia/errs"
)

// account is the aggregate of the process that is killed: kept as a document of its state,
// with its events in the log.
type account struct{ aggregate.Root[accountState] }

type accountState struct {
	ID      string `json:"id"`
	Balance int64  `json:"balance"`
	Moves   int64  `json:"moves"`
}

type (
	accountOpened struct {
		ID string `json:"id"`
	}
	moneyMoved struct {
		Cents int64 `json:"cents"`
	}
)

func (accountOpened) EventName() string { return "account.opened.v1" }

func (moneyMoved) EventName() string { return "account.money_moved.v1" }

func (s accountState) AggregateID() string { return s.ID }

func (s accountState) Apply(event aggregate.Event) accountState {
	switch e := event.(type) {
	case accountOpened:
		s.ID = e.ID
	case moneyMoved:
		s.Balance += e.Cents
		s.Moves++
	}
	return s
}

const accountsOfAChild = 8

var accountConfig = data.Config{Collection: "accounts"}

type accounts = data.Repository[*account, string]

func openAccounts(ctx context.Context, url string) (*sqlite.Store, accounts, error) {
	store, err := sqlite.Open(ctx, url)
	if err != nil {
		return nil, nil, err
	}
	all, err := data.NewRepository[*account, string](store, accountConfig)
	return store.(*sqlite.Store), all, err
}

// transfer is what a process that will be killed does from several goroutines: move
// money from one account to another, in one unit, over and over.
func transfer(url, round string) error {
	store, all, err := openAccounts(context.Background(), url)
	if err != nil {
		return err
	}
	failed := make(chan error)
	for writer := range childWriters {
		go func() { failed <- transferAs(store, all, fmt.Sprintf("%s-%d", round, writer)) }()
	}
	for range childWriters {
		if err := <-failed; err != nil {
			return err
		}
	}
	return store.Close()
}

func transferAs(store *sqlite.Store, all accounts, writer string) error {
	ctx := context.Background()
	for n := range 1 << 30 {
		from, to := fmt.Sprint(rand.IntN(accountsOfAChild)), fmt.Sprint(rand.IntN(accountsOfAChild))
		note := fmt.Sprintf("%s-%d", writer, n)
		for {
			err := uow.Do(ctx, func(ctx context.Context) error {
				return errors.Join(move(ctx, all, from, -int64(n)), move(ctx, all, to, int64(n)), move(ctx, all, "own-"+writer, 1))
			})
			if !errors.Is(err, errs.KindConflict) {
				if err != nil {
					return err
				}
				break
			}
		}
		// A log of its own, which the same transactions may carry.
		if _, err := store.Append(ctx, eventstore.Batch{Stream: "note-" + note, Events: happened(2)}); err != nil {
			return err
		}
		if _, err := fmt.Println(note); err != nil {
			return err
		}
	}
	return nil
}

func move(ctx context.Context, all accounts, id string, cents int64) error {
	a, err := all.Get(ctx, id)
	if errors.Is(err, errs.KindNotFound) {
		a = new(account)
		a.Record(accountOpened{id})
		a.Record(moneyMoved{cents})
		return all.Add(ctx, a)
	}
	if err != nil {
		return err
	}
	a.Record(moneyMoved{cents})
	return all.Update(ctx, a)
}

// TestKilledProcessLeavesStateAndEventsAsOne kills a process in the middle of its
// transactions, again and again, and folds the events of what it left.
func TestKilledProcessLeavesStateAndEventsAsOne(t *testing.T) {
	t.Parallel()
	for _, synchronous := range []string{"full", "normal"} {
		t.Run(synchronous, func(t *testing.T) {
			t.Parallel()
			url := "sqlite:" + filepath.Join(t.TempDir(), "crash.db") + "?synchronous=" + synchronous
			acknowledged := map[string]bool{}
			commits := 0
			for round := range 6 {
				writeUntilKilled(t, mixedChild(t, url, round), 1+rand.IntN(killAfter()), acknowledged)
				commits = verifyFold(t, url, acknowledged)
			}
			t.Logf("%d transactions of documents and events, %d acknowledged", commits, len(acknowledged))
		})
	}
}

// killAfter is how many acknowledgments a process lives to give at most.
func killAfter() int {
	if testing.Short() {
		return 50
	}
	return 400
}

func mixedChild(t *testing.T, url string, round int) *exec.Cmd {
	t.Helper()
	cmd := child(t, url, round)
	cmd.Env = append(cmd.Env, childMixed+"=1")
	return cmd
}

// verifyFold opens what was left and returns how many transfers there were.
func verifyFold(t *testing.T, url string, acknowledged map[string]bool) (transfers int) {
	t.Helper()
	store, all, err := openAccounts(t.Context(), url)
	require.NoError(t, err)
	defer func() { require.NoError(t, store.Close()) }()

	folded := map[string]*accountState{}
	versions := map[string]int64{}
	var last eventstore.Position
	for r, err := range store.ReadAll(t.Context(), 0, eventstore.Filter{}) {
		require.NoError(t, err)
		require.Greater(t, r.Position, last)
		require.Equal(t, versions[r.Stream]+1, r.Version, "%s has a gap", r.Stream)
		last, versions[r.Stream] = r.Position, r.Version
		if r.Category() == "account" {
			applyTo(t, folded, r)
		}
	}
	page, err := all.Find(t.Context(), query.All())
	require.NoError(t, err)
	require.Len(t, folded, len(page.Items))
	var sum, own int64
	for _, a := range page.Items {
		require.Equal(t, *folded[a.ID()], a.State(), "the state of account %s is not the fold of its events", a.ID())
		require.Equal(t, versions[accountConfig.Stream(a.ID())], a.Version())
		if strings.HasPrefix(a.ID(), "own-") {
			own += a.State().Moves
			continue
		}
		sum += a.State().Balance
	}
	require.Zero(t, sum, "half of a transfer is there")
	for note := range acknowledged {
		require.EqualValues(t, 2, versions["note-"+note], "%s was acknowledged and is gone", note)
	}
	return int(own)
}

func applyTo(t *testing.T, folded map[string]*accountState, r eventstore.Record) {
	t.Helper()
	_, id, _ := strings.Cut(r.Stream, "-")
	if folded[id] == nil {
		folded[id] = new(accountState)
	}
	switch r.Type {
	case "account.opened":
		var e accountOpened
		require.NoError(t, data.Decode(r.Data, &e))
		*folded[id] = folded[id].Apply(e)
	case "account.money_moved":
		var e moneyMoved
		require.NoError(t, data.Decode(r.Data, &e))
		*folded[id] = folded[id].Apply(e)
	default:
		require.Fail(t, "an unknown event", r.Type)
	}
}
