package integration

import (
	"context"
	_ "embed"
	"sync/atomic"
	"time"

	"github.com/neuroglia-go/neuroglia/auth/rebac"
	"github.com/neuroglia-go/neuroglia/auth/rebac/datarebac"
	"github.com/neuroglia-go/neuroglia/auth/rebac/openfga"
	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/hosting/health"
)

// model says who may change what by who relates to what, in the language of OpenFGA.
//
//go:embed model.fga
var model string

// newAuthorizer returns what knows who may change what: an OpenFGA server where one is set, which
// has to have the model, or else the database.
func newAuthorizer(remote *OpenFGA, local *datarebac.Authorizer) rebac.Authorizer {
	if remote.configured() {
		return remote
	}
	return local
}

// newLocalAuthorizer returns what answers from the database.
func newLocalAuthorizer(store data.Store) (*datarebac.Authorizer, error) {
	parsed, err := rebac.ParseModel(model)
	if err != nil {
		return nil, err
	}
	return datarebac.New(store, parsed, datarebac.Config{})
}

// AddOpenFGACheck has the health of the service tell of the server, where one is set. Without it the
// service reads, and is degraded.
func AddOpenFGACheck(services *di.Services, settings Settings) {
	if settings.OpenFGA.URL == "" {
		return
	}
	health.Add(services, func(remote *OpenFGA) health.Check {
		return health.Check{Name: "openfga", Checker: health.CheckerFunc(remote.Ping), Optional: true}
	})
}

// OpenFGA asks a server; how long for can be changed while the service runs.
type OpenFGA struct {
	settings OpenFGASettings
	client   atomic.Pointer[openfga.Client]
	timeout  atomic.Int64
}

var _ rebac.Authorizer = (*OpenFGA)(nil)

// NewOpenFGA returns what asks the server of the settings. Where they name none, it must not be asked.
func NewOpenFGA(settings Settings) (*OpenFGA, error) {
	o := &OpenFGA{settings: settings.OpenFGA}
	if !o.configured() {
		return o, nil
	}
	return o, o.SetTimeout(settings.OpenFGA.Timeout)
}

func (o *OpenFGA) configured() bool { return o.settings.URL != "" }

// SetTimeout changes how long the server is waited for, from the next question on.
func (o *OpenFGA) SetTimeout(timeout time.Duration) error {
	if !o.configured() {
		return nil
	}
	client, err := openfga.New(openfga.Config{
		URL: o.settings.URL, Store: o.settings.StoreID, Model: o.settings.ModelID, Token: o.settings.Token, Timeout: timeout,
	})
	if err != nil {
		return err
	}
	o.client.Store(client)
	o.timeout.Store(int64(timeout))
	return nil
}

// Timeout returns how long the server is waited for.
func (o *OpenFGA) Timeout() time.Duration { return time.Duration(o.timeout.Load()) }

// Ping asks whether the server is there and knows the store.
func (o *OpenFGA) Ping(ctx context.Context) error { return o.client.Load().Ping(ctx) }

// Check implements [rebac.Authorizer].
func (o *OpenFGA) Check(ctx context.Context, question rebac.Tuple) (bool, error) {
	return o.client.Load().Check(ctx, question)
}

// BatchCheck implements [rebac.Authorizer].
func (o *OpenFGA) BatchCheck(ctx context.Context, questions []rebac.Tuple) ([]bool, error) {
	return o.client.Load().BatchCheck(ctx, questions)
}

// Write implements [rebac.Authorizer].
func (o *OpenFGA) Write(ctx context.Context, add, remove []rebac.Tuple) error {
	return o.client.Load().Write(ctx, add, remove)
}

// ListObjects implements [rebac.Authorizer].
func (o *OpenFGA) ListObjects(ctx context.Context, user, relation, objectType string) ([]string, error) {
	return o.client.Load().ListObjects(ctx, user, relation, objectType)
}
