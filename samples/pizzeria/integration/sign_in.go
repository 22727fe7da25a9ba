package integration

import (
	"log/slog"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/auth/session"
	"github.com/neuroglia-go/neuroglia/auth/session/datasession"
	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/samples/pizzeria/application"
)

// Cookie is the name of the cookie of a session. Outside of development "__Host-" is in front.
const Cookie = "pizzeria_session"

// Callers find out who sent a request: by the token of the identity provider, where there is
// one, and by a session.
type Callers []auth.Authenticator

func newCallers(settings Settings, sessions *session.Sessions, now application.Clock) (Callers, error) {
	if settings.OIDC.Issuer == "" {
		return Callers{sessions}, nil
	}
	bearers, err := newBearers(settings.OIDC, now)
	return Callers{bearers, sessions}, err
}

// newSessionStore keeps sessions in the database, where every process finds them.
func newSessionStore(store data.Store) (session.Store, error) {
	return datasession.New(store, datasession.Config{})
}

func newSessions(store session.Store, accounts application.Accounts, development Development, now application.Clock) (*session.Sessions, error) {
	return session.New(session.Config{
		Store: store, Load: accounts.Load, Now: now,
		Transports: []session.Transport{session.Bearer{}, session.Cookie{Name: Cookie, Insecure: bool(development)}},
	})
}

func newPurger(sessions *session.Sessions, logger *slog.Logger) *session.Purger {
	return session.NewPurger(sessions, session.PurgerConfig{Logger: logger})
}
