package oidc

import (
	"context"
	"fmt"
	"time"
)

// purgeEvery is the pause of [RelyingParty.Run].
const purgeEvery = 10 * time.Minute

// Purge forgets the tokens and the used up sign-ins that are over, and returns how many.
func (p *RelyingParty) Purge(ctx context.Context) (int, error) {
	n, err := p.config.Store.Purge(ctx, p.now())
	if err != nil {
		return n, fmt.Errorf("oidc: purge: %w", err)
	}
	return n, nil
}

// Run purges until ctx is over, first when the first pause is; any number of replicas may. A
// purge that fails is logged and made up for by the next. It is a service to host:
//
//	hosting.AddService[*oidc.RelyingParty](builder.Services, newRelyingParty)
func (p *RelyingParty) Run(ctx context.Context) error {
	ticker := time.NewTicker(purgeEvery)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-ticker.C:
		}
		if _, err := p.Purge(ctx); err != nil && ctx.Err() == nil {
			p.config.Logger.ErrorContext(ctx, "purging tokens failed", "error", err.Error())
		}
	}
}

// String names the service.
func (*RelyingParty) String() string { return "oidc relying party" }
