package shoptest

import (
	"testing"

	"github.com/neuroglia-go/neuroglia/di"
	shop "github.com/neuroglia-go/neuroglia/hosting/archtest/testdata/clean"
)

func Services(t *testing.T) *di.Services {
	t.Helper()
	services := di.NewServices()
	shop.Module(services)
	return services
}
