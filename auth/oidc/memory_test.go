package oidc_test

import (
	"testing"

	"github.com/neuroglia-go/neuroglia/auth/oidc"
	"github.com/neuroglia-go/neuroglia/auth/oidc/oidctest"
)

func TestMemoryKeepsTheContract(t *testing.T) {
	t.Parallel()
	oidctest.TestStore(t, func(*testing.T) oidc.Store { return oidc.NewMemory() })
}
