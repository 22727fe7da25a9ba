package auth_test

import (
	"testing"

	"github.com/neuroglia-go/neuroglia/hosting/archtest"
)

// What each layer may import and do is what docs/concepts/layers.md says.
func TestArchitecture(t *testing.T) {
	t.Parallel()
	archtest.Hold(t, ".", archtest.Service{}.Rules())
}
