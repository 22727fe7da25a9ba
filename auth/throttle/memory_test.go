package throttle_test

import (
	"testing"

	"github.com/neuroglia-go/neuroglia/auth/throttle"
	"github.com/neuroglia-go/neuroglia/auth/throttle/throttletest"
)

func TestMemoryKeepsTheContract(t *testing.T) {
	t.Parallel()
	throttletest.TestStore(t, func(*testing.T) throttle.Store { return throttle.NewMemory(throttle.MemoryConfig{}) })
}
