package banking_test

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data/eventstore"
	"github.com/neuroglia-go/neuroglia/data/sqlite"
	"github.com/neuroglia-go/neuroglia/samples/banking/domain"
)

// What an operator types, while the bank runs.
func TestTheCommandsOfTheBank(t *testing.T) {
	t.Parallel()
	bank.OnEachStore(t, func(t *testing.T, database string) {
		s := newService(t, database)
		s.Start()
		s.open(s.register("Ada"))
		said, err := bank.Run(t, database, "accounts", "audit")
		require.NoError(t, err, said)
		require.Contains(t, said, "the books are in order")

		said, err = bank.Run(t, database, "events", "tail")
		require.NoError(t, err, said)
		require.Equal(t, 4, strings.Count(said, "\n"), said)
		require.NotContains(t, said, "Lovelace")
		said, err = bank.Run(t, database, "events", "tail", "--category", "person", "--after", "1")
		require.NoError(t, err, said)
		require.Contains(t, said, "person.account.added.v1")
		require.Equal(t, 1, strings.Count(said, "\n"), said)

		said, err = bank.Run(t, database, "projections", "status")
		require.NoError(t, err, said)
		for _, name := range []string{"accounts", "daily-totals", "persons", "transactions"} {
			require.Contains(t, said, name)
		}
		said, err = bank.Run(t, database, "projections", "rebuild", "transactions")
		require.NoError(t, err, said)
		require.Contains(t, said, "100 %")
	})
}

// An audit that finds something says so to whoever called it.
func TestAnAuditThatIsNotCleanFails(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "banking.db")
	s := newService(t, "sqlite:"+path)
	s.Start()
	account := s.open(s.register("Ada"))
	s.Kill()

	store, err := sqlite.Open(t.Context(), "sqlite:"+path)
	require.NoError(t, err)
	log, err := eventstore.Of(store)
	require.NoError(t, err)
	stolen, err := eventstore.Encode(domain.FundsCaptured{TransferID: "none", Amount: domain.Cents(10_00), At: time.Now()})
	require.NoError(t, err)
	_, err = log.Append(t.Context(), eventstore.Batch{Stream: "account-" + account, Expected: eventstore.Exists, Events: []eventstore.Event{stolen}})
	require.NoError(t, err)
	require.NoError(t, store.Close())

	said, err := bank.Run(t, "sqlite:"+path, "accounts", "audit")
	var exit *exec.ExitError
	require.ErrorAs(t, err, &exit, said)
	require.Equal(t, 70, exit.ExitCode())
	require.Contains(t, said, "transfer none has moved money and was never requested")
	require.Contains(t, said, "all accounts in EUR have 90.00 without what is under way; deposits and interest less withdrawals are 100.00")
}

func TestWrongSettingsAreAllNamedAtStart(t *testing.T) {
	t.Parallel()
	bank.RequireRefusesSettings(t, map[string]string{"PORT": "eighty", "BANKING_INTEREST_RATE": "-1", "BANKING_DATABASE_URL": "mysql://localhost"}, "eighty")
}

// Whoever only wants to look needs no database, and makes none.
func TestSubcommandsNeedNoDatabase(t *testing.T) {
	t.Parallel()
	bank.RequireLeavesNothing(t, "help", "validate", "routes", "graph", "openapi", "config", "version")
}
