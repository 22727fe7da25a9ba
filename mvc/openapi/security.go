package openapi

// SecurityRequirement names the schemes that together let a caller in, each with
// the scopes it needs. In a list of requirements any one is enough; an empty
// requirement means that no credentials are needed.
type SecurityRequirement map[string][]string

// SecurityScheme is a way to show who is calling. [BearerAuth], [BasicAuth],
// [APIKey], [CookieAuth], [OpenIDConnect], [AuthorizationCode] and [OAuth2] make the usual ones.
type SecurityScheme struct {
	Ref              string      `json:"$ref,omitempty"`
	Type             string      `json:"type,omitempty"`
	Description      string      `json:"description,omitempty"`
	Name             string      `json:"name,omitempty"`
	In               string      `json:"in,omitempty"`
	Scheme           string      `json:"scheme,omitempty"`
	BearerFormat     string      `json:"bearerFormat,omitempty"`
	Flows            *OAuthFlows `json:"flows,omitempty"`
	OpenIDConnectURL string      `json:"openIdConnectUrl,omitempty"`
	Extensions       Extensions  `json:"-"`
}

// OAuthFlows are the OAuth 2 flows that a scheme offers.
type OAuthFlows struct {
	Implicit          *OAuthFlow `json:"implicit,omitempty"`
	Password          *OAuthFlow `json:"password,omitempty"`
	ClientCredentials *OAuthFlow `json:"clientCredentials,omitempty"`
	AuthorizationCode *OAuthFlow `json:"authorizationCode,omitempty"`
}

// OAuthFlow is one OAuth 2 flow. Scopes map each name to its description.
type OAuthFlow struct {
	AuthorizationURL string            `json:"authorizationUrl,omitempty"`
	TokenURL         string            `json:"tokenUrl,omitempty"`
	RefreshURL       string            `json:"refreshUrl,omitempty"`
	Scopes           map[string]string `json:"scopes"`
}

// BearerAuth is a token in the Authorization header; format is a hint for
// readers, such as "JWT".
func BearerAuth(format string) *SecurityScheme {
	return &SecurityScheme{Type: "http", Scheme: "bearer", BearerFormat: format}
}

// BasicAuth is a name and a password in the Authorization header.
func BasicAuth() *SecurityScheme { return &SecurityScheme{Type: "http", Scheme: "basic"} }

// CookieAuth is a session whose id or token the browser keeps in the cookie of that name.
func CookieAuth(name string) *SecurityScheme { return APIKey("cookie", name) }

// APIKey is a secret in a header, a cookie or the query.
func APIKey(in, name string) *SecurityScheme {
	return &SecurityScheme{Type: "apiKey", In: in, Name: name}
}

// OpenIDConnect is a provider found at its discovery URL.
func OpenIDConnect(url string) *SecurityScheme {
	return &SecurityScheme{Type: "openIdConnect", OpenIDConnectURL: url}
}

// OAuth2 is a provider described by its flows.
func OAuth2(flows OAuthFlows) *SecurityScheme {
	return &SecurityScheme{Type: "oauth2", Flows: &flows}
}

// AuthorizationCode is a provider that signs people in on a page of its own, the
// authorization code flow. Public clients, such as the documentation pages, use it with PKCE.
func AuthorizationCode(authorizationURL, tokenURL string, scopes map[string]string) *SecurityScheme {
	return OAuth2(OAuthFlows{AuthorizationCode: &OAuthFlow{AuthorizationURL: authorizationURL, TokenURL: tokenURL, Scopes: scopes}})
}
