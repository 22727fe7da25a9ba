package application_test

import (
	"reflect"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data/eventstore"
	"github.com/neuroglia-go/neuroglia/di/ditest"
	"github.com/neuroglia-go/neuroglia/samples/banking/application"
	"github.com/neuroglia-go/neuroglia/samples/banking/domain"
)

func TestTheModuleIsWiredSoundly(t *testing.T) {
	t.Parallel()
	ditest.RequireFaults(t, (&bank{t: t}).services("memory:"))
}

// Each try is a unit of its own, so retry surrounds the unit of work; and the answer is
// remembered in the unit that it is the answer of.
func TestWhatSurroundsACommand(t *testing.T) {
	t.Parallel()
	for _, p := range newBank(t).mediator.Describe() {
		if p.Message == reflect.TypeFor[application.Deposit]() {
			require.Equal(t, []string{
				"behavior.NewLogging", "behavior.NewProvenance", "behavior.NewValidation", "behavior.NewRetry", "behavior.NewUnitOfWork", "application.idempotency",
			}, p.Behaviors)
			return
		}
	}
	t.Fatal("nobody handles Deposit")
}

// Accounts of the time before there were currencies are in euros.
func TestAnOldEventIsReadAsWhatItMeansToday(t *testing.T) {
	t.Parallel()
	b := newBank(t)
	old, err := eventstore.Encode(domain.AccountOpenedV1{AccountID: "old", OwnerID: send(b, ada()).ID, OverdraftLimit: domain.Cents(5_00), At: noon})
	require.NoError(t, err)
	_, err = resolve[eventstore.Store](b).Append(t.Context(), eventstore.Batch{Stream: "account-old", Events: []eventstore.Event{old}})
	require.NoError(t, err)
	require.Equal(t, domain.EUR, b.account("old").Currency)
	require.Equal(t, "-5.00", b.withdraw("old", 5_00).Balance.String())
	b.settle()
	require.True(t, send(b, application.AuditAccounts{}).Clean())
}
