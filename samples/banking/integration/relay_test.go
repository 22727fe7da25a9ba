package integration_test

import (
	"context"
	"encoding/json"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/di/ditest"
	"github.com/neuroglia-go/neuroglia/eventing"
	"github.com/neuroglia-go/neuroglia/eventing/cloudevents"
	"github.com/neuroglia-go/neuroglia/eventing/process"
	"github.com/neuroglia-go/neuroglia/eventing/transport"
	"github.com/neuroglia-go/neuroglia/hosting/health"
	"github.com/neuroglia-go/neuroglia/samples/banking/application"
	"github.com/neuroglia-go/neuroglia/samples/banking/domain"
	"github.com/neuroglia-go/neuroglia/samples/banking/integration"
)

// wire keeps what is published.
type wire struct {
	mu   sync.Mutex
	sent []cloudevents.Event
}

func (w *wire) Publish(_ context.Context, events ...cloudevents.Event) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.sent = append(w.sent, events...)
	return nil
}

// Others learn what happened, in contracts of their own, and nothing about people.
func TestWhatOthersLearn(t *testing.T) {
	t.Parallel()
	list, sent := services(integration.Settings{DatabaseURL: "memory:", EventsURL: "nats://127.0.0.1:1"}), new(wire)
	integration.Relay(list)
	di.OverrideValue[transport.Publisher](list, sent)
	container := ditest.Container(t, list)
	from, to := open(t, container), open(t, container)
	deposit(t, container, from.ID, "d1", 50_00)
	done := send(t, container, application.RequestTransfer{
		RepeatableOnce: application.RepeatableOnce{Key: "t1"}, FromAccountID: from.ID, ToAccountID: to.ID, Amount: domain.Cents(20_00), Communication: "for Ada",
	})
	refused := send(t, container, application.RequestTransfer{
		RepeatableOnce: application.RepeatableOnce{Key: "t2"}, FromAccountID: to.ID, ToAccountID: from.ID, Amount: domain.Cents(90_00),
	})
	require.NoError(t, resolve[*process.Processes](t, container).Settle(t.Context()))
	require.NoError(t, resolve[*eventing.Engine](t, container).CatchUp(t.Context()))

	counts, about := map[string]int{}, map[string][]string{}
	for _, e := range sent.sent {
		require.NoError(t, e.Validate())
		require.Equal(t, "/banking", e.Source)
		kind, ok := strings.CutPrefix(e.Type, "com.neuroglia.banking.")
		require.True(t, ok, e.Type)
		counts[kind]++
		about[kind] = append(about[kind], string(e.Data))
		for _, personal := range []string{"Ada", "Lovelace", "London", "details"} {
			require.NotContains(t, string(e.Data), personal)
		}
	}
	require.Equal(t, map[string]int{
		"person.registered.v1": 2, "account.opened.v1": 2, "transaction.recorded.v1": 3, "transfer.completed.v1": 1,
	}, counts)
	require.Contains(t, about["transfer.completed.v1"][0], done.ID)
	require.NotContains(t, about["transfer.completed.v1"][0], refused.ID)
	var amounts []string
	for _, body := range about["transaction.recorded.v1"] {
		var recorded integration.TransactionRecorded
		require.NoError(t, json.Unmarshal([]byte(body), &recorded))
		amounts = append(amounts, string(recorded.Type)+" "+recorded.Amount.String())
	}
	require.ElementsMatch(t, []string{"deposit 50.00", "transfer_in 20.00", "transfer_out -20.00"}, amounts)
}

// A broker that is down keeps nobody from his money, and health says so.
func TestTheBankRunsWithoutTheBroker(t *testing.T) {
	t.Parallel()
	list := services(integration.Settings{DatabaseURL: "memory:", EventsURL: "nats://127.0.0.1:1"})
	integration.Relay(list)
	container := ditest.Container(t, list)
	deposit(t, container, open(t, container).ID, "d1", 50_00)
	checks, err := di.ResolveAll[health.Check](container)
	require.NoError(t, err)
	require.Len(t, checks, 2)
	for _, check := range checks {
		if check.Name == "events" {
			require.True(t, check.Optional)
			require.Error(t, check.Checker.Check(t.Context()))
		}
	}
}

func TestKeysThatCannotBeReadAreRefused(t *testing.T) {
	t.Parallel()
	var secret struct{ integration.Settings }
	require.NoError(t, secret.EventsKeys.UnmarshalText([]byte("too short")))
	secret.DatabaseURL, secret.EventsURL = "memory:", "https://127.0.0.1:1/"
	list := services(secret.Settings)
	integration.Relay(list)
	container, err := list.Build(t.Context())
	if err == nil {
		_, err = di.Resolve[transport.Bus](container)
	}
	require.Error(t, err)
}
