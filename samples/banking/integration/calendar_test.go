package integration_test

import (
	"context"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/eventing"
	"github.com/neuroglia-go/neuroglia/samples/banking/application"
	"github.com/neuroglia-go/neuroglia/samples/banking/integration"
)

// The bubble begins on the first day of a month, and lasts into the next one.
func TestTheCalendarDoesWhatIsDue(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		container, err := services(integration.Settings{DatabaseURL: "memory:", InterestRate: 120_000}).Build(t.Context())
		require.NoError(t, err)
		account := open(t, container)
		deposit(t, container, account.ID, "first", 100_00)
		balance := func() string {
			return send(t, container, application.GetAccount{AccountID: account.ID}).Balance.String()
		}

		ctx, stop := context.WithCancel(t.Context())
		var running sync.WaitGroup
		require.NoError(t, resolve[*eventing.Engine](t, container).CatchUp(ctx))
		running.Go(func() { _ = resolve[*integration.Calendar](t, container).Run(ctx) })
		pass(6 * 24 * time.Hour)
		deposit(t, container, account.ID, "first", 100_00)
		require.Equal(t, "100.00", balance(), "it was carried out this week")
		pass(2 * 24 * time.Hour)
		deposit(t, container, account.ID, "first", 100_00)
		require.Equal(t, "200.00", balance(), "nobody remembers what was a week ago")
		pass(24 * 24 * time.Hour)
		require.Equal(t, "201.78", balance(), "8 days of 100.00 and 23 of 200.00 at 12 % a year")
		require.NoError(t, resolve[*eventing.Engine](t, container).CatchUp(ctx))
		pass(20 * 24 * time.Hour)
		require.Equal(t, "201.78", balance(), "once a month")
		stop()
		running.Wait()
		require.NoError(t, container.Close(context.Background()))
	})
}

// A store that is away is no reason to end: the next round may find it.
func TestTheCalendarGoesOnWhenTheStoreIsAway(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		container, err := services(integration.Settings{DatabaseURL: "memory:"}).Build(t.Context())
		require.NoError(t, err)
		calendar := resolve[*integration.Calendar](t, container)
		require.NoError(t, resolve[data.Store](t, container).Close())
		ctx, stop := context.WithTimeout(t.Context(), 5*time.Hour)
		defer stop()
		require.NoError(t, calendar.Run(ctx))
		require.Error(t, ctx.Err(), "it ran until it was told to end")
		require.NoError(t, container.Close(context.Background()))
	})
}

// pass lets time of the bubble go by.
func pass(d time.Duration) {
	<-time.After(d)
	synctest.Wait()
}
