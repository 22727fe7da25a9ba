package application_test

import (
	"reflect"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/di/ditest"
	"github.com/neuroglia-go/neuroglia/samples/pizzeria/application"
)

func TestTheModuleIsWiredSoundly(t *testing.T) {
	t.Parallel()
	ditest.RequireFaults(t, (&shop{t: t}).services())
}

// Each try is a unit of its own, so retry surrounds the unit of work; what cannot be valid is
// not worth a unit; and who may not send it learns nothing about what is valid.
func TestWhatSurroundsACommand(t *testing.T) {
	t.Parallel()
	for _, p := range newShop(t).mediator.Describe() {
		if p.Message == reflect.TypeFor[application.PlaceOrder]() {
			require.Equal(t, []string{"behavior.NewLogging", "behavior.NewProvenance", "behavior.NewAuthorization", "behavior.NewValidation", "behavior.NewRetry", "behavior.NewUnitOfWork"}, p.Behaviors)
			return
		}
	}
	t.Fatal("nobody handles PlaceOrder")
}
