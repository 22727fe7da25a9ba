package integration

import (
	"context"
	"log/slog"

	"github.com/neuroglia-go/neuroglia/samples/pizzeria/application"
)

// Welcome is a hosted service that says at the start who can sign in, and how.
type Welcome struct {
	accounts application.Accounts
	settings Settings
	logger   *slog.Logger
}

// NewWelcome returns the service.
func NewWelcome(accounts application.Accounts, settings Settings, logger *slog.Logger) *Welcome {
	return &Welcome{accounts: accounts, settings: settings, logger: logger}
}

// Run says it and returns.
func (w *Welcome) Run(ctx context.Context) error {
	demo, development := w.accounts.(demoAccounts)
	switch {
	case development:
		demo.announce(ctx, w.logger)
	case w.settings.OIDC.Issuer == "":
		w.logger.WarnContext(ctx, "nobody can sign in: guests read the menu and place orders, and nobody can cook them; "+
			"set PIZZERIA_OIDC_ISSUER, or PIZZERIA_PROFILE=development for demo accounts")
	default:
		w.logger.InfoContext(ctx, "people sign in at the identity provider", "issuer", w.settings.OIDC.Issuer)
	}
	return nil
}
