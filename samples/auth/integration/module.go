package integration

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"log/slog"
	"time"

	"github.com/google/uuid"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/auth/csrf"
	"github.com/neuroglia-go/neuroglia/auth/password"
	"github.com/neuroglia-go/neuroglia/auth/rebac"
	"github.com/neuroglia-go/neuroglia/auth/rebac/datarebac"
	"github.com/neuroglia-go/neuroglia/auth/session"
	"github.com/neuroglia-go/neuroglia/auth/session/datasession"
	"github.com/neuroglia-go/neuroglia/auth/session/jwtsession"
	"github.com/neuroglia-go/neuroglia/auth/session/redissession"
	"github.com/neuroglia-go/neuroglia/auth/throttle"
	"github.com/neuroglia-go/neuroglia/auth/token"
	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/eventstore"
	"github.com/neuroglia-go/neuroglia/data/memory"
	"github.com/neuroglia-go/neuroglia/data/postgres"
	"github.com/neuroglia-go/neuroglia/data/sqlite"
	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/hosting"
	"github.com/neuroglia-go/neuroglia/hosting/health"
	"github.com/neuroglia-go/neuroglia/hosting/worker"
	"github.com/neuroglia-go/neuroglia/mediator/behavior"
	"github.com/neuroglia-go/neuroglia/samples/auth/application/content"
	"github.com/neuroglia-go/neuroglia/samples/auth/application/identity"
	contentdomain "github.com/neuroglia-go/neuroglia/samples/auth/domain/content"
	identitydomain "github.com/neuroglia-go/neuroglia/samples/auth/domain/identity"
)

// Module registers what the application needs from the world. It needs [Settings] and whether it
// is [Development].
func Module(services *di.Services) {
	di.AddValue[identity.Clock](services, now)
	di.AddValue[identity.NewID](services, newID)
	di.AddValue[identity.NewSecret](services, newSecret)
	di.AddValue[content.Clock](services, now)
	di.AddValue[content.NewID](services, newID)

	di.AddValue[behavior.Origin](services, behavior.OriginFunc(originOf))
	di.AddSingleton[data.Store](services, openStore)
	di.AddSingleton[eventstore.Store](services, eventstore.Of)
	di.AddSingleton[identity.Users](services, newUsers)
	di.AddSingleton[identity.Credentials](services, newCredentials)
	di.AddSingleton[identity.TokenSessions](services, newTokenSessions)
	di.AddSingleton[content.Members](services, newMembers)
	di.AddSingleton[content.AllNews](services, newNews)
	di.AddSingleton[content.Posts](services, newPosts)
	di.AddSingleton[content.Comments](services, newComments)

	di.AddSingleton[Secrets](services, newSecrets)
	di.AddSingleton[identity.Hasher](services, newHasher)
	di.AddSingleton[*throttle.Throttle](services, newThrottle)
	di.AddSingleton[session.Store](services, newSessionStore)
	di.AddSingleton[sessionForm](services, newSessionForm)
	di.AddSingleton[*session.Sessions](services, newSessions)
	di.AddSingleton[*csrf.Protection](services, newProtection)
	hosting.AddService[*session.Purger](services, newPurger, hosting.InRole(worker.Role))
	addTokens(services)
	addLocals(services)
	di.AddSingleton[*OpenFGA](services, NewOpenFGA)
	di.AddSingleton[*datarebac.Authorizer](services, newLocalAuthorizer)
	di.AddSingleton[rebac.Authorizer](services, newAuthorizer)
	di.AddSingleton[content.Provisioning](services, NewProvisioning)
	di.AddSingleton[content.ProviderEvents](services, NewKeycloak)
	health.Add(services, newDatabaseCheck)
}

func now() time.Time { return time.Now().UTC() }

func newID() string { return uuid.Must(uuid.NewV7()).String() }

// newSecret draws characters of six random bits each.
func newSecret(length int) auth.Secret {
	raw := make([]byte, length)
	_, _ = rand.Read(raw) // it never fails
	return auth.NewSecret(base64.RawURLEncoding.EncodeToString(raw)[:length])
}

func openStore(settings Settings) (data.Store, error) {
	drivers := data.Drivers{"memory": memory.Open, "sqlite": sqlite.Open, "postgres": postgres.Open, "postgresql": postgres.Open}
	return drivers.Open(context.Background(), settings.DatabaseURL)
}

func newDatabaseCheck(store data.Store) health.Check {
	return health.Check{Name: "database", Checker: health.CheckerFunc(store.Ping)}
}

func newHasher(secrets Secrets) (identity.Hasher, error) {
	return password.New(password.Config{Pepper: secrets.Pepper, MinBytes: 1})
}

func newThrottle(clock identity.Clock) (*throttle.Throttle, error) {
	return throttle.New(throttle.Config{Now: clock})
}

// newSessionStore returns the sessions of Redis, where there is one. In the database they end in
// the same commit as the access of their user.
func newSessionStore(store data.Store, settings Settings) (session.Store, error) {
	if settings.RedisURL != "" {
		return redissession.Open(context.Background(), settings.RedisURL, redissession.Config{Prefix: "auth:"})
	}
	return datasession.New(store, datasession.Config{})
}

// sessionForm is what cookies look like.
type sessionForm struct {
	format session.Format
	cookie session.Cookie
}

// newSessionForm returns the form of cookies: signed, so that one that is over costs no read.
func newSessionForm(settings Settings, development Development, keys *token.KeySet, clock identity.Clock) (sessionForm, error) {
	format, err := jwtsession.New(jwtsession.Config{Issuer: settings.PublicURL, Keys: keys, Now: clock})
	return sessionForm{format: format, cookie: session.Cookie{Name: "access_token", Insecure: !settings.secureCookies(development)}}, err
}

func newPurger(sessions *session.Sessions, logger *slog.Logger) *session.Purger {
	return session.NewPurger(sessions, session.PurgerConfig{Logger: logger})
}

func newSessions(store session.Store, form sessionForm, settings Settings, callers *identity.Callers, clock identity.Clock, logger *slog.Logger) (*session.Sessions, error) {
	return session.New(session.Config{
		Store: store, TTL: settings.Session.TTL, Threshold: settings.Session.Threshold,
		Transports: []session.Transport{form.cookie}, Format: form.format,
		Load: callers.Load, Now: clock, Logger: logger,
	})
}

func newUsers(store data.Store) (identity.Users, error) {
	return data.NewRepository[*identitydomain.User, string](store, data.Config{
		Collection: "users",
		Unique:     []data.Index{{Name: "username", Fields: []string{"username"}, Code: "username_taken"}},
	})
}

func newCredentials(store data.Store) (identity.Credentials, error) {
	return data.NewDocuments[identity.Credential, string](store, data.Config{Collection: "credentials"},
		func(c *identity.Credential) string { return c.UserID })
}

func newTokenSessions(store data.Store) (identity.TokenSessions, error) {
	return data.NewDocuments[identity.TokenSession, string](store, data.Config{
		Collection: "user_sessions", Indexes: []data.Index{{Fields: []string{"user_id"}}},
	}, func(s *identity.TokenSession) string { return s.ID })
}

func newMembers(store data.Store) (content.Members, error) {
	return data.NewRepository[*contentdomain.Member, string](store, data.Config{
		Collection: "members",
		Unique:     []data.Index{{Name: "username", Fields: []string{"username"}, Code: "member_name_taken"}},
	})
}

func newNews(store data.Store) (content.AllNews, error) {
	return data.NewDocuments[content.News, string](store, data.Config{Collection: "member_news"}, func(n *content.News) string { return n.MemberID })
}

func newPosts(store data.Store) (content.Posts, error) {
	return data.NewRepository[*contentdomain.Post, string](store, data.Config{
		Collection: "posts",
		Indexes:    []data.Index{{Fields: []string{"owner_id"}}, {Fields: []string{"updated_at"}}},
	})
}

func newComments(store data.Store) (content.Comments, error) {
	return data.NewRepository[*contentdomain.Comment, string](store, data.Config{
		Collection: "comments",
		Indexes:    []data.Index{{Fields: []string{"owner_id"}}, {Fields: []string{"post_id", "updated_at"}}},
	})
}
