package integration

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"log/slog"
	"slices"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/samples/pizzeria/application"
)

// Development says that there are demo accounts.
type Development bool

// account is a demo account.
type account struct {
	who      auth.Identity
	password string
}

// demoAccounts are those of development, by username. Everybody knows these passwords, so
// nothing is won by hashing them; samples/auth shows how accounts of real people are kept.
type demoAccounts map[string]account

func newAccounts(development Development) application.Accounts {
	if !development {
		return noAccounts{}
	}
	demo := demoAccounts{}
	demo.add("maria", "margherita", auth.Identity{
		Name: "Maria Rossi", Roles: []string{application.RoleCustomer},
		Claims: map[string]any{application.ClaimPhone: "+39 06 555 0101", application.ClaimPhoneVerified: true},
	})
	demo.add("carlo", "calzone", auth.Identity{Name: "Carlo Bianchi", Roles: []string{application.RoleChef}})
	demo.add("dario", "diavola", auth.Identity{Name: "Dario Verdi", Roles: []string{application.RoleDriver}})
	demo.add("marta", "marinara", auth.Identity{Name: "Marta Neri", Roles: []string{application.RoleManager}})
	return demo
}

func (d demoAccounts) add(username, password string, who auth.Identity) {
	who.Subject = username
	d[username] = account{who: who, password: password}
}

var errCredentials error = errs.Unauthenticated("invalid_credentials", "the username or the password is wrong; try again")

// Verify implements [application.Accounts].
func (d demoAccounts) Verify(_ context.Context, username string, password auth.Secret) (auth.Identity, error) {
	known, ok := d[username]
	want, got := sha256.Sum256([]byte(known.password)), sha256.Sum256([]byte(password.Reveal()))
	if subtle.ConstantTimeCompare(want[:], got[:]) == 0 || !ok {
		return auth.Identity{}, errCredentials
	}
	return known.who, nil
}

// Load implements [application.Accounts].
func (d demoAccounts) Load(_ context.Context, who auth.Identity) (auth.Identity, error) {
	return d[who.Subject].who, nil
}

// announce writes how to sign in.
func (d demoAccounts) announce(ctx context.Context, logger *slog.Logger) {
	for _, role := range application.Roles() {
		for username, a := range d {
			if slices.Contains(a.who.Roles, role) {
				logger.InfoContext(ctx, "demo account", "username", username, "sign_in_with", a.password, "role", role)
			}
		}
	}
}

// noAccounts are those of production: people have accounts at the issuer.
type noAccounts struct{}

// Verify implements [application.Accounts].
func (noAccounts) Verify(context.Context, string, auth.Secret) (auth.Identity, error) {
	return auth.Identity{}, errs.Forbidden("no_local_accounts",
		"there are no accounts here outside of development; sign in at the identity provider and send its token as a bearer")
}

// Load implements [application.Accounts].
func (noAccounts) Load(context.Context, auth.Identity) (auth.Identity, error) {
	return auth.Identity{}, nil
}

var (
	_ application.Accounts = demoAccounts(nil)
	_ application.Accounts = noAccounts{}
)
