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
	t.Run("store", func(t *testing.T) {
		t.Parallel()
		datatest.TestStore(t, open, datatest.Features{})
	})
}
