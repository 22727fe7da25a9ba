package data_test

import (
	"testing"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/datatest"
	"github.com/neuroglia-go/neuroglia/data/memory"
)

// The suites are run by each adapter as well; here they hold the portable part.
func TestContract(t *testing.T) {
	t.Parallel()
	open := func(*testing.T, string) data.Store { return memory.New() }
	datatest.TestRepository(t, open, datatest.Features{})
	datatest.TestUnitOfWork(t, open, datatest.Features{})
}
