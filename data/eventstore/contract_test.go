package eventstore_test

import (
	"testing"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/datatest"
	"github.com/neuroglia-go/neuroglia/data/memory"
)

// The suite is run by each adapter as well; here it holds the portable part.
func TestContract(t *testing.T) {
	t.Parallel()
	datatest.TestEventStore(t, func(*testing.T, string) data.Store { return memory.New() }, datatest.Features{})
}
