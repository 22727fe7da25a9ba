// Package integration joins the service to the world: the stores that URLs name, the keys, the
// clock and the source of identities.
package integration

import (
	"time"

	"github.com/neuroglia-go/neuroglia/hosting/config"
)

// Settings are what the service can be told about the world.
type Settings struct {
	DatabaseURL   string        `default:"sqlite:.data/auth.db" validate:"required,startswith=memory:|startswith=sqlite:|startswith=postgres://|startswith=postgresql://" doc:"Where the data is kept: memory:, sqlite:path or postgres://user:password@host:5432/database."`
	PublicURL     string        `default:"http://127.0.0.1:8082" validate:"required,url" doc:"Where clients reach the service; tokens name it as their issuer."`
	Pepper        config.Secret `default:"" validate:"omitempty,min=32" doc:"What keys the hashes of passwords, 32 characters at least. Required in production; drawn at the first start in development."`
	TokenKey      config.Secret `default:"" validate:"omitempty,min=32" doc:"What signs access tokens, 32 characters at least. Required in production; drawn at the first start in development."`
	RedisURL      string        `default:"" validate:"omitempty,startswith=redis://|startswith=rediss://" doc:"Where sessions of cookies are kept: redis://user:password@host:6379/0. Empty keeps them in the database."`
	WebhookSecret config.Secret `default:"" validate:"omitempty,min=16" doc:"What the identity provider signs its events with. Empty accepts none."`
	SecretsFile   string        `default:".data/auth.secrets" doc:"Where drawn secrets are kept in development."`

	Session        SessionSettings
	AccessTokenTTL time.Duration `default:"5m" validate:"min=1m" doc:"How long an access token lasts."`
	TrustedProxies int           `default:"0" validate:"min=0,max=10" doc:"How many proxies stand before the service, each of which adds to X-Forwarded-For whom it was called by."`
	CSRFHeader     bool          `default:"false" doc:"Whether a request that changes something in the session of a cookie needs a token besides, in the header X-CSRF-Token."`
	CookieSecure   string        `default:"auto" validate:"oneof=auto true false" doc:"Whether the cookie is sent over HTTPS only; auto is true but in development."`

	OpenFGA OpenFGASettings  `config:"openfga"`
	IDP     ProviderSettings `config:"idp"`
	Config  ConfigSettings
}

// secureCookies says whether cookies are sent over HTTPS only.
func (s Settings) secureCookies(development Development) bool {
	return s.CookieSecure == "true" || s.CookieSecure == "auto" && !bool(development)
}

// OpenFGASettings say which server knows who relates to what.
type OpenFGASettings struct {
	URL     string        `default:"" validate:"omitempty,url" doc:"The OpenFGA server that is asked who may do what: https://fga.example.com. Empty answers in the process, from the database."`
	StoreID string        `default:"" validate:"required_with=URL" doc:"The store of the server. Required with the URL."`
	ModelID string        `default:"" doc:"The model of the store; empty is its newest."`
	Token   config.Secret `default:"" doc:"The preshared key of the server; empty is none."`
	Timeout time.Duration `default:"3s" validate:"min=10ms" doc:"How long the server may take to answer. Without an answer nothing is permitted."`
}

// ProviderSettings say which identity provider is trusted, beside this service, to say who
// members are.
type ProviderSettings struct {
	Issuer    string `default:"" validate:"omitempty,url" doc:"The issuer of the tokens of the identity provider, letter for letter: https://id.example.com/realms/main. Empty trusts none."`
	Audience  string `default:"" validate:"required_with=Issuer" doc:"What its tokens call this service. Required with the issuer."`
	KeysURL   string `default:"" validate:"omitempty,url" doc:"Where it serves its keys as JWKS; empty is where Keycloak has them, below the issuer."`
	AllowHTTP bool   `default:"false" doc:"Whether its keys may be fetched without TLS, in a network that nobody else is in."`
}

// SessionSettings say how long a session of a cookie lasts.
type SessionSettings struct {
	TTL       time.Duration `default:"5m" validate:"min=1m" doc:"How long a session lasts that nobody uses."`
	Threshold float64       `default:"0.2" validate:"gt=0,lt=1" doc:"The part of the TTL that is left when a request prolongs the session."`
}

// ConfigSettings say where settings are that change while the service runs; see [LiveSettings].
type ConfigSettings struct {
	URL      string        `default:"" doc:"Where settings are that change while the service runs: file:live.toml, consul://host:8500/folder or consul+https://host:8501/folder. Empty is nowhere."`
	Token    config.Secret `default:"" doc:"The ACL token for Consul; empty is none."`
	Optional bool          `default:"false" doc:"Whether to start with the other settings when they cannot be read."`
}
