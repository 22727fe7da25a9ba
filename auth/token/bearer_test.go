package token_test

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/auth/token"
	"github.com/neuroglia-go/neuroglia/errs"
)

func request(t *testing.T, headers ...string) *http.Request {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil)
	for _, h := range headers {
		r.Header.Add("Authorization", h)
	}
	return r
}

func TestABearerTokenIsAnIdentity(t *testing.T) {
	t.Parallel()
	keys := newKeySet(t, begin, newKey(t, "h1", token.HS256, secret))
	issuer := newIssuer(t, token.IssuerConfig{Keys: keys})
	foreign := newIssuer(t, token.IssuerConfig{Issuer: idp, Keys: keys})
	text := issue(t, issuer, token.Claims{Extra: object{"name": "Ada", "roles": []string{"chef"}, "scope": "orders:read orders:write", "sid": "s1"}})
	strict := token.Bearer(newVerifier(t, begin, token.Trust{Keys: keys}))
	passing := token.Bearer(newVerifier(t, begin, token.Trust{Keys: keys}), token.PassForeign())
	ada := auth.Identity{
		Subject: "42", Name: "Ada", Roles: []string{"chef"}, Permissions: []string{"orders:read", "orders:write"}, Issuer: us, Session: "s1",
		Expires: begin().Add(5 * time.Minute), Claims: object{"name": "Ada", "roles": []any{"chef"}, "scope": "orders:read orders:write", "sid": "s1"},
	}
	tests := []struct {
		name         string
		headers      []string
		want         auth.Identity
		strict, pass string
	}{
		{"its token", []string{"Bearer " + text}, ada, "", ""},
		{"the scheme in other letters", []string{"bEARER  " + text + " "}, ada, "", ""},
		{"no header", nil, auth.Identity{}, "", ""},
		{"another scheme", []string{"Basic YTpi"}, auth.Identity{}, "", ""},
		{"a scheme that begins alike", []string{"BearerX " + text}, auth.Identity{}, "", ""},
		{"nothing after the scheme", []string{"Bearer"}, auth.Identity{}, token.CodeMalformed, token.CodeMalformed},
		{"two headers", []string{"Bearer " + text, "Bearer " + text}, auth.Identity{}, token.CodeMalformed, token.CodeMalformed},
		{"two tokens", []string{"Bearer " + text + " " + text}, auth.Identity{}, token.CodeMalformed, ""},
		{"tampered", []string{"Bearer " + text + "AAAA"}, auth.Identity{}, token.CodeSignature, token.CodeSignature},
		{"of another issuer", []string{"Bearer " + issue(t, foreign, token.Claims{})}, auth.Identity{}, token.CodeIssuerUnknown, ""},
		{"the id of a session", []string{"Bearer c2Vzc2lvbg"}, auth.Identity{}, token.CodeMalformed, ""},
		{"three parts of nonsense", []string{"Bearer a.b.c"}, auth.Identity{}, token.CodeMalformed, token.CodeMalformed},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			for authenticator, code := range map[auth.Authenticator]string{strict: tt.strict, passing: tt.pass} {
				identity, err := authenticator.Authenticate(httptest.NewRecorder(), request(t, tt.headers...))
				if code != "" {
					require.ErrorIs(t, err, errs.KindUnauthenticated)
					require.Equal(t, code, errs.CodeOf(err))
					require.True(t, identity.IsZero())
					continue
				}
				require.NoError(t, err)
				require.Equal(t, tt.want, identity)
			}
		})
	}
}

func TestTwoVerifiersInARowEachTakeTheirOwn(t *testing.T) {
	t.Parallel()
	ours, theirs := newKeySet(t, begin, newKey(t, "k", token.HS256, secret)), newKeySet(t, begin, newKey(t, "k", token.RS256, rsaKey()))
	chain := auth.Middleware(
		token.Bearer(newVerifier(t, begin, token.Trust{Keys: ours, Mapping: token.Mapping{Local: true}}), token.PassForeign()),
		token.Bearer(newVerifier(t, begin, token.Trust{Issuer: idp, Keys: theirs})),
	)
	who := func(text string) (found auth.Identity, err error) {
		chain(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { found, err = auth.FromContext(r.Context()) })).
			ServeHTTP(httptest.NewRecorder(), request(t, "Bearer "+text))
		return found, err
	}
	local, err := who(issue(t, newIssuer(t, token.IssuerConfig{Keys: ours}), token.Claims{}))
	require.NoError(t, err)
	require.Empty(t, local.Issuer, "a token of this service")
	remote, err := who(issue(t, newIssuer(t, token.IssuerConfig{Issuer: idp, Keys: theirs}), token.Claims{}))
	require.NoError(t, err)
	require.Equal(t, idp, remote.Issuer, "the same subject of another issuer is somebody else")
	_, err = who(issue(t, newIssuer(t, token.IssuerConfig{Issuer: "https://evil.example", Keys: ours}), token.Claims{}))
	require.Equal(t, token.CodeIssuerUnknown, errs.CodeOf(err))
}

func TestMappings(t *testing.T) {
	t.Parallel()
	claims := token.Claims{Subject: "42", Issuer: us, Extra: object{
		"preferred_username": "ada", "roles": []any{"a", "b", "a", ""}, "groups": "staff", "scp": []any{"x"}, "permissions": []any{"p"}, "scope": "y x",
		"realm_access":                  object{"roles": []any{"chef"}},
		"resource_access":               object{"shop": object{"roles": []any{"manager"}}, "my.client": object{"roles": []any{"driver"}}, "other": object{"roles": []any{"root"}}},
		"https://shop.example/v1/roles": []any{"owner"},
		"mixed":                         []any{"a", 1}, "number": 1, "object": object{},
	}}
	tests := []struct {
		name    string
		mapping token.Mapping
		want    auth.Identity
	}{
		{"the default", token.Mapping{}, auth.Identity{Name: "ada", Roles: []string{"a", "b"}, Permissions: []string{"p", "y", "x"}}},
		{"nothing at all", token.Mapping{Roles: []string{}, Permissions: []string{}, Name: []string{}}, auth.Identity{}},
		{"Keycloak", token.Keycloak("shop"), auth.Identity{Name: "ada", Roles: []string{"chef", "manager"}, Permissions: []string{"p", "y", "x"}}},
		{"a client with a dot", token.Mapping{Roles: []string{"resource_access.my.client.roles"}, Permissions: []string{}}, auth.Identity{Name: "ada", Roles: []string{"driver"}}},
		{"a claim with dots", token.Mapping{Roles: []string{"https://shop.example/v1/roles"}, Permissions: []string{}}, auth.Identity{Name: "ada", Roles: []string{"owner"}}},
		{"a text", token.Mapping{Roles: []string{"groups"}, Permissions: []string{}}, auth.Identity{Name: "ada", Roles: []string{"staff"}}},
		{"what is no list of texts", token.Mapping{Roles: []string{"mixed", "number", "object", "realm_access", "absent", "absent.roles", "", "."}, Permissions: []string{}}, auth.Identity{Name: "ada"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			tt.want.Subject, tt.want.Issuer, tt.want.Claims = "42", us, claims.Extra
			require.Equal(t, tt.want, tt.mapping.Identity(claims))
		})
	}
}
