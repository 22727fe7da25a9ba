package cli

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data/eventstore"
	"github.com/neuroglia-go/neuroglia/data/memory"
	"github.com/neuroglia-go/neuroglia/samples/banking/application"
	"github.com/neuroglia-go/neuroglia/samples/banking/domain"
)

func add(t *testing.T, log eventstore.Store, stream, data string) {
	t.Helper()
	_, err := log.Append(t.Context(), eventstore.Batch{
		Stream: stream, Expected: eventstore.Any, Events: []eventstore.Event{{Type: "thing.done", SchemaVersion: 2, Data: []byte(data)}},
	})
	require.NoError(t, err)
}

func TestWhoFollowsSeesWhatHappens(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		log, out := memory.New(), new(bytes.Buffer)
		add(t, log, "account-1", `{"n":1}`)
		add(t, log, "account-1", `{"n":2}`)
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan error)
		go func() {
			ended <- tail{log: log, out: out, follow: true, filter: eventstore.Filter{Categories: []string{"account"}}}.print(ctx, 1)
		}()
		synctest.Wait()
		require.Equal(t, 1, strings.Count(out.String(), "\n"), "what was before is passed over")
		add(t, log, "person-1", `{"n":3}`)
		add(t, log, "account-2", `{"n":4}`)
		synctest.Wait()
		lines := strings.Split(strings.TrimSpace(out.String()), "\n")
		require.Len(t, lines, 2)
		fields := strings.Split(lines[1], "\t")
		require.Equal(t, []string{"4", "account-2@1", "thing.done.v2", `{"n":4}`}, append(fields[:1:1], fields[2:]...))
		stop()
		require.NoError(t, <-ended, "whoever follows says when it is enough")
	})
}

func TestALogThatIsAwayIsAnError(t *testing.T) {
	t.Parallel()
	log := memory.New()
	require.NoError(t, log.Close())
	for _, follow := range []bool{false, true} {
		require.Error(t, tail{log: log, out: new(bytes.Buffer), follow: follow}.print(t.Context(), 0))
	}
}

func TestAReportSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	out := new(bytes.Buffer)
	totals := []application.AuditTotals{{Currency: domain.EUR, Balances: domain.Cents(1_00), Deposits: domain.Cents(1_00)}}
	require.NoError(t, report(out, application.Audit{Accounts: 1, Totals: totals}))
	require.Equal(t, "EUR: 1.00 in all accounts, of which 0.00 is counted twice while it is under way; deposits 1.00, interest 0.00, withdrawals 0.00\n"+
		"1 accounts, 0 transfers, position 0\nthe books are in order\n", out.String())
	out.Reset()
	require.ErrorContains(t, report(out, application.Audit{Findings: []string{"account 1 is odd"}}), "1 findings")
	require.Contains(t, out.String(), "account 1 is odd")
	require.NotContains(t, out.String(), "in order")
}
