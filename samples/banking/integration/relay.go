package integration

import (
	"context"
	"strings"
	"time"

	"github.com/neuroglia-go/neuroglia/data/aggregate"
	"github.com/neuroglia-go/neuroglia/data/eventstore"
	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/eventing"
	"github.com/neuroglia-go/neuroglia/eventing/natsbus"
	"github.com/neuroglia-go/neuroglia/eventing/rabbitbus"
	"github.com/neuroglia-go/neuroglia/eventing/relay"
	"github.com/neuroglia-go/neuroglia/eventing/transport"
	"github.com/neuroglia-go/neuroglia/eventing/webhook"
	"github.com/neuroglia-go/neuroglia/hosting/health"
	"github.com/neuroglia-go/neuroglia/samples/banking/application"
	"github.com/neuroglia-go/neuroglia/samples/banking/domain"
)

// PersonRegistered is what others learn of a new customer: that there is one. Who it is cannot be
// taken back once it was sent, so it is not sent.
type PersonRegistered struct {
	PersonID string    `json:"person_id"`
	Time     time.Time `json:"time"`
}

// AccountOpened is what others learn of a new account.
type AccountOpened struct {
	AccountID string          `json:"account_id"`
	OwnerID   string          `json:"owner_id"`
	Currency  domain.Currency `json:"currency"`
	Time      time.Time       `json:"time"`
}

// TransactionRecorded is what others learn of a balance that has changed.
type TransactionRecorded struct {
	TransactionID string               `json:"transaction_id"`
	AccountID     string               `json:"account_id"`
	Type          application.Movement `json:"type"`
	Amount        domain.Amount        `json:"amount"` // negative where money went out
	Time          time.Time            `json:"time"`
}

// TransferCompleted is what others learn of a transfer that has arrived.
type TransferCompleted struct {
	TransferID string    `json:"transfer_id"`
	Time       time.Time `json:"time"`
}

// Relay sends what happens in the bank to others as CloudEvents, without personal data: neither
// names nor what people write to each other.
func Relay(services *di.Services) {
	di.AddSingleton[transport.Bus](services, openBus, di.As[transport.Publisher]())
	health.Add(services, func(bus transport.Bus) health.Check {
		return health.Check{Name: "events", Checker: health.CheckerFunc(bus.Ping), Optional: true}
	})
	relay.Add(services, relay.Config{
		Subscription: eventing.Config{Name: "relay", Categories: []string{"person", "account", "transfer"}, Shards: 4},
		Source:       "/banking",
		Prefix:       "com.neuroglia.banking.",
	},
		relay.Send(func(e domain.PersonRegistered) PersonRegistered {
			return PersonRegistered{PersonID: e.PersonID, Time: e.At}
		}),
		relay.Send(func(e domain.AccountOpened) AccountOpened {
			return AccountOpened{AccountID: e.AccountID, OwnerID: e.OwnerID, Currency: e.Currency, Time: e.At}
		}, relay.As("account.opened.v1")),
		recorded(application.Deposited, func(e domain.MoneyDeposited) (domain.Amount, time.Time) { return e.Amount, e.At }),
		recorded(application.Withdrawn, func(e domain.MoneyWithdrawn) (domain.Amount, time.Time) { return e.Amount.Neg(), e.At }),
		recorded(application.TransferOut, func(e domain.FundsCaptured) (domain.Amount, time.Time) { return e.Amount.Neg(), e.At }),
		recorded(application.TransferIn, func(e domain.TransferCredited) (domain.Amount, time.Time) { return e.Amount, e.At }),
		recorded(application.Interest, func(e domain.InterestPaid) (domain.Amount, time.Time) { return e.Amount, e.At }),
		relay.SendRecord(completed, relay.As("transfer.completed.v1")),
	)
}

// recorded sends an event that changes a balance. The id is that of the read model.
func recorded[E aggregate.Event](movement application.Movement, of func(E) (domain.Amount, time.Time)) relay.Route {
	return relay.SendRecord(func(e E, r eventstore.Record) (TransactionRecorded, error) {
		amount, at := of(e)
		if amount.IsZero() { // interest of less than a cent changes no balance
			return TransactionRecorded{}, relay.ErrSkip
		}
		return TransactionRecorded{TransactionID: r.ID, AccountID: subjectOf(r), Type: movement, Amount: amount, Time: at}, nil
	}, relay.As("transaction.recorded.v1"))
}

// completed sends the last step of a transfer and leaves out those before.
func completed(e domain.TransferAdvanced, r eventstore.Record) (TransferCompleted, error) {
	if e.Status != domain.Completed {
		return TransferCompleted{}, relay.ErrSkip
	}
	return TransferCompleted{TransferID: subjectOf(r), Time: e.At}, nil
}

func subjectOf(r eventstore.Record) string {
	_, id, _ := strings.Cut(r.Stream, "-")
	return id
}

// openBus connects to the transport that the settings name. Money moves also while that is not
// there.
func openBus(settings Settings) (transport.Bus, error) {
	keys, err := webhook.ParseKeys(settings.EventsKeys.Reveal())
	if err != nil {
		return nil, err
	}
	drivers := transport.Drivers{
		"nats": natsbus.Driver, "amqp": rabbitbus.Driver, "https": webhook.Driver(webhook.PublisherConfig{Keys: keys}),
	}
	return transport.Patient(context.Background(), func(ctx context.Context) (transport.Bus, error) {
		return drivers.Open(ctx, settings.EventsURL)
	})
}
