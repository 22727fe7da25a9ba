package integration

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/auth/oidc"
	"github.com/neuroglia-go/neuroglia/auth/token"
	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/samples/pizzeria/application"
)

// OIDC are the settings of the identity provider whose access tokens are taken.
type OIDC struct {
	Issuer    string `default:"" validate:"omitempty,url" doc:"The identity provider whose access tokens are taken, as its tokens name it. Empty takes none."`
	Audience  string `default:"" doc:"Who the pizzeria is to the provider: tokens for others are refused. Required with an issuer."`
	RoleClaim string `default:"roles" doc:"The claim that lists roles, such as realm_access.roles."`
	Roles     string `default:"" doc:"What the provider calls our roles: cook=chef,courier=driver,boss=manager. Empty when they have the same names."`
}

// RequireOIDC has Build report what is wrong with the settings of the provider.
func RequireOIDC(services *di.Services, settings OIDC) {
	services.OnValidate(func(*di.Validation) []di.Fault {
		var faults []di.Fault
		if settings.Issuer != "" && settings.Audience == "" {
			faults = append(faults, di.Fault{
				Code: "setting_missing", Subject: "PIZZERIA_OIDC_AUDIENCE",
				Message: "PIZZERIA_OIDC_AUDIENCE: is required with PIZZERIA_OIDC_ISSUER and not set",
				Fix:     "set it to what the provider puts into the claim aud of tokens for the pizzeria",
			})
		}
		if _, err := parseRoles(settings.Roles); err != nil {
			faults = append(faults, di.Fault{
				Code: "setting_invalid", Subject: "PIZZERIA_OIDC_ROLES", Message: "PIZZERIA_OIDC_ROLES: " + err.Error(),
				Fix: "write theirs=ours pairs with commas between them; ours are " + strings.Join(application.Roles(), ", "),
			})
		}
		return faults
	})
}

// roleNames are our roles by the name that the provider has for them.
type roleNames map[string]string

// parseRoles reads pairs theirs=ours. Without any the names are the same; with some, no other
// name of the provider means a role.
func parseRoles(text string) (roleNames, error) {
	names := roleNames{}
	if text == "" {
		for _, role := range application.Roles() {
			names[role] = role
		}
		return names, nil
	}
	for pair := range strings.SplitSeq(text, ",") {
		theirs, ours, _ := strings.Cut(strings.TrimSpace(pair), "=")
		if theirs == "" || !slices.Contains(application.Roles(), ours) {
			return nil, fmt.Errorf("%q names no role of ours", pair)
		}
		names[theirs] = ours
	}
	return names, nil
}

// ours returns the roles that the provider grants, by our names; what it grants for others to
// read grants nothing here.
func (n roleNames) ours(theirs []string) []string {
	var roles []string
	for _, role := range theirs {
		if name, ok := n[role]; ok && !slices.Contains(roles, name) {
			roles = append(roles, name)
		}
	}
	return roles
}

// newBearers returns the authenticator of the provider's access tokens. Tokens of sessions are
// left to others.
func newBearers(settings OIDC, now application.Clock) (auth.Authenticator, error) {
	names, err := parseRoles(settings.Roles)
	if err != nil {
		return nil, err
	}
	trust, err := oidc.NewTrust(oidc.TrustConfig{Issuer: settings.Issuer, Audience: []string{settings.Audience}, Now: now})
	if err != nil {
		return nil, fmt.Errorf("PIZZERIA_OIDC_ISSUER: %w", err)
	}
	trust.Mapping = token.Mapping{Roles: []string{settings.RoleClaim}}
	verifier, err := token.NewVerifier(token.VerifierConfig{Trusted: []token.Trust{trust}, Now: now})
	if err != nil {
		return nil, err
	}
	bearer := token.Bearer(verifier, token.PassForeign())
	return auth.AuthenticatorFunc(func(w http.ResponseWriter, r *http.Request) (auth.Identity, error) {
		who, err := bearer.Authenticate(w, r)
		who.Roles = names.ours(who.Roles)
		return who, err
	}), nil
}
