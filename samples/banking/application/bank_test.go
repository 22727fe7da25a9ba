package application_test

import (
	"fmt"
	"log/slog"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/di/ditest"
	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/eventing"
	"github.com/neuroglia-go/neuroglia/eventing/process"
	"github.com/neuroglia-go/neuroglia/mediator"
	"github.com/neuroglia-go/neuroglia/mediator/behavior"
	"github.com/neuroglia-go/neuroglia/mvc/validation"
	"github.com/neuroglia-go/neuroglia/samples/banking/application"
	"github.com/neuroglia-go/neuroglia/samples/banking/domain"
	"github.com/neuroglia-go/neuroglia/samples/banking/integration"
)

var noon = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

// bank is the application as it runs, with its behaviours, repositories and read models. Only
// time and identities are those of the test: it is noon until wait is called, and ids are
// counted. What reacts to events does so when settle is called.
type bank struct {
	t         *testing.T
	mediator  *mediator.Mediator
	container *di.Container
	waited    atomic.Int64
	ids       atomic.Int64
	keys      atomic.Int64
}

// newBank returns a bank over a store in memory.
func newBank(t *testing.T) *bank {
	t.Helper()
	b := &bank{t: t}
	b.container = ditest.Container(t, b.services("memory:"))
	b.mediator = resolve[*mediator.Mediator](b)
	return b
}

// services are those of production but for time, identities and the log.
func (b *bank) services(database string) *di.Services {
	services := di.NewServices()
	application.Module(services)
	integration.Module(services)
	di.AddValue(services, integration.Settings{DatabaseURL: database, InterestRate: 12_000})
	di.AddValue(services, slog.New(slog.DiscardHandler))
	di.AddValue[behavior.Validator](services, validation.New(validation.Config{}))
	di.OverrideValue[application.Clock](services, func() time.Time { return noon.Add(time.Duration(b.waited.Load())) })
	di.OverrideValue[application.NewID](services, func() string { return fmt.Sprintf("id-%05d", b.ids.Add(1)) })
	return services
}

// wait lets time pass.
func (b *bank) wait(d time.Duration) { b.waited.Add(int64(d)) }

// settle carries out transfers and brings the read models up to date.
func (b *bank) settle() {
	b.t.Helper()
	require.NoError(b.t, resolve[*process.Processes](b).Settle(b.t.Context()))
	require.NoError(b.t, resolve[*eventing.Engine](b).CatchUp(b.t.Context()))
}

// resolve returns a service of the bank.
func resolve[T any](b *bank) T {
	b.t.Helper()
	service, err := di.Resolve[T](b.container)
	require.NoError(b.t, err)
	return service
}

// send sends a request that must succeed.
func send[Q mediator.Request[R], R any](b *bank, request Q) R {
	b.t.Helper()
	result, err := mediator.Send(b.t.Context(), b.mediator, request)
	require.NoError(b.t, err)
	return result
}

// refuse sends a request that must fail with the code, and returns how.
func refuse[Q mediator.Request[R], R any](b *bank, request Q, code string) *errs.Error {
	b.t.Helper()
	_, err := mediator.Send(b.t.Context(), b.mediator, request)
	require.Error(b.t, err)
	refusal := errs.From(err)
	require.Equal(b.t, code, refusal.Code, refusal.Error())
	return refusal
}

// key is a new idempotency key.
func (b *bank) key() application.RepeatableOnce {
	return application.RepeatableOnce{Key: fmt.Sprintf("key-%d", b.keys.Add(1))}
}

// ada is somebody who can be registered, with the changes.
func ada(changes ...func(*application.RegisterPerson)) application.RegisterPerson {
	cmd := application.RegisterPerson{
		FirstName: "Ada", LastName: "Lovelace", Nationality: "GB", Gender: domain.Female, DateOfBirth: "1990-12-10",
		Address: application.AddressDTO{Street: "St James's Square 12", PostalCode: "SW1Y 4JH", City: "London", State: "England", Country: "GB"},
	}
	for _, change := range changes {
		change(&cmd)
	}
	return cmd
}

// open opens an account in euros with an overdraft limit of 100.00 for somebody new.
func (b *bank) open() application.AccountDTO {
	b.t.Helper()
	return b.openFor(send(b, ada()).ID)
}

func (b *bank) openFor(personID string) application.AccountDTO {
	b.t.Helper()
	return send(b, application.OpenAccount{OwnerID: personID, Currency: domain.EUR, OverdraftLimit: domain.Cents(100_00)})
}

func (b *bank) deposit(accountID string, cents int64) application.AccountDTO {
	b.t.Helper()
	return send(b, application.Deposit{RepeatableOnce: b.key(), AccountID: accountID, Amount: domain.Cents(cents)})
}

func (b *bank) withdraw(accountID string, cents int64) application.AccountDTO {
	b.t.Helper()
	return send(b, application.Withdraw{RepeatableOnce: b.key(), AccountID: accountID, Amount: domain.Cents(cents)})
}

func (b *bank) transfer(from, to string, cents int64) application.TransferDTO {
	b.t.Helper()
	return send(b, application.RequestTransfer{RepeatableOnce: b.key(), FromAccountID: from, ToAccountID: to, Amount: domain.Cents(cents)})
}

// account returns the account as it is.
func (b *bank) account(id string) application.OwnedAccountDTO {
	b.t.Helper()
	return send(b, application.GetAccount{AccountID: id})
}
