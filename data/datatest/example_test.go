package datatest_test

import (
	"testing"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/datatest"
	"github.com/neuroglia-go/neuroglia/data/memory"
)

// An adapter runs the suites from a test of its own.
func Example() {
	open := func(*testing.T, string) data.Store { return memory.New() }
	testContract := func(t *testing.T) {
		t.Parallel()
		features := datatest.Features{}
		t.Run("store", func(t *testing.T) { datatest.TestStore(t, open, features) })
		t.Run("repository", func(t *testing.T) { datatest.TestRepository(t, open, features) })
		t.Run("unit of work", func(t *testing.T) { datatest.TestUnitOfWork(t, open, features) })
		t.Run("event store", func(t *testing.T) { datatest.TestEventStore(t, open, features) })
	}
	_ = testContract // named TestContract in a _test.go file
	// Output:
}
