package rebac_test

import (
	"testing"

	"github.com/neuroglia-go/neuroglia/auth/rebac"
	"github.com/neuroglia-go/neuroglia/auth/rebac/rebactest"
)

func TestMemoryKeepsTheContract(t *testing.T) {
	t.Parallel()
	rebactest.TestAuthorizer(t, func(_ *testing.T, model *rebac.Model) rebac.Authorizer {
		return rebac.NewMemory(model, rebac.Config{})
	})
}
