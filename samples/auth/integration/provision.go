package integration

import (
	"context"
	"slices"

	"github.com/neuroglia-go/neuroglia/auth/rebac"
	"github.com/neuroglia-go/neuroglia/auth/rebac/datarebac"
	"github.com/neuroglia-go/neuroglia/auth/rebac/openfga"
	"github.com/neuroglia-go/neuroglia/samples/auth/application/content"
)

// Provisioning gives an OpenFGA server the model of this release and what the database knows.
type Provisioning struct {
	settings OpenFGASettings
	local    *datarebac.Authorizer
}

var _ content.Provisioning = (*Provisioning)(nil)

// NewProvisioning returns what does it.
func NewProvisioning(settings Settings, local *datarebac.Authorizer) *Provisioning {
	return &Provisioning{settings: settings.OpenFGA, local: local}
}

// Provision implements [content.Provisioning].
func (p *Provisioning) Provision(ctx context.Context, url string) (content.Provisioned, error) {
	parsed, err := rebac.ParseModel(model)
	if err != nil {
		return content.Provisioned{}, err
	}
	cfg, err := openfga.Provision(ctx, openfga.Config{
		URL: url, Store: p.settings.StoreID, Token: p.settings.Token, Timeout: p.settings.Timeout,
	}, "auth", parsed)
	if err != nil {
		return content.Provisioned{}, err
	}
	relations, err := copyTuples(ctx, p.local, cfg)
	return content.Provisioned{StoreID: cfg.Store, ModelID: cfg.Model, Relations: relations}, err
}

// copyTuples writes what the database knows to the server, as many as fit into one request at a
// time.
func copyTuples(ctx context.Context, from *datarebac.Authorizer, to openfga.Config) (copied int, err error) {
	client, err := openfga.New(to)
	if err != nil {
		return 0, err
	}
	var all []rebac.Tuple
	for t, err := range from.All(ctx) {
		if err != nil {
			return copied, err
		}
		all = append(all, t)
	}
	for some := range slices.Chunk(all, 100) {
		if err := client.Write(ctx, some, nil); err != nil {
			return copied, err
		}
		copied += len(some)
	}
	return copied, nil
}
