package memory_test

import (
	"testing"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/datatest"
	"github.com/neuroglia-go/neuroglia/data/memory"
)

func open(*testing.T, string) data.Store { return memory.New() }

func TestContract(t *testing.T) {
	t.Parallel()
	suites := map[string]func(*testing.T, datatest.Open, datatest.Features){
		"store":        datatest.TestStore,
		"repository":   datatest.TestRepository,
		"unit of work": datatest.TestUnitOfWork,
		"isolation":    datatest.TestIsolation,
		"event store":  datatest.TestEventStore,
		"lease":        datatest.TestLease,
	}
	for name, suite := range suites {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			suite(t, open, datatest.Features{})
		})
	}
}
