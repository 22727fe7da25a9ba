package session_test

import (
	"testing"

	"github.com/neuroglia-go/neuroglia/auth/session"
	"github.com/neuroglia-go/neuroglia/auth/session/sessiontest"
)

func TestMemoryKeepsTheContract(t *testing.T) {
	t.Parallel()
	sessiontest.TestStore(t, func(*testing.T) session.Store { return session.NewMemory() }, sessiontest.Features{})
}
