package token

import (
	"slices"
	"strings"

	"github.com/neuroglia-go/neuroglia/auth"
)

// Mapping says which claims of a token become the identity. A claim is named by its path:
// "roles", or "realm_access.roles" for one within another; dots that belong to a name are
// found as well. A nil list takes the default, an empty one takes nothing.
//
// A claim of roles or permissions is a list of strings, or one string with spaces between
// them, as OAuth writes scopes. What is something else grants nothing.
type Mapping struct {
	// Roles are the claims that list roles. Default: "roles".
	Roles []string
	// Permissions are the claims that list them. Default: "permissions", "scope" and "scp".
	Permissions []string
	// Name are the claims that hold a name for people; the first that is there counts.
	// Default: "name", "preferred_username".
	Name []string
	// Local says that the tokens are those of this service: the identity has no issuer.
	Local bool
}

// Keycloak is the mapping of tokens that Keycloak makes: roles of the realm and those of the
// client.
func Keycloak(client string) Mapping {
	return Mapping{Roles: []string{"realm_access.roles", "resource_access." + client + ".roles"}, Name: []string{"preferred_username", "name"}}
}

// Identity returns who the claims are of. Its session is the claim "sid".
func (m Mapping) Identity(c Claims) auth.Identity {
	identity := auth.Identity{
		Subject:     c.Subject,
		Issuer:      c.Issuer,
		Roles:       collect(c.Extra, m.Roles, "roles"),
		Permissions: collect(c.Extra, m.Permissions, "permissions", "scope", "scp"),
		Expires:     c.Expires,
		Claims:      c.Extra,
	}
	if m.Local {
		identity.Issuer = ""
	}
	identity.Session, _ = c.Extra["sid"].(string)
	names := m.Name
	if names == nil {
		names = []string{"name", "preferred_username"}
	}
	for _, path := range names {
		value, _ := find(c.Extra, path)
		if name, ok := value.(string); ok && name != "" {
			identity.Name = name
			break
		}
	}
	return identity
}

func collect(claims map[string]any, paths []string, otherwise ...string) []string {
	if paths == nil {
		paths = otherwise
	}
	var all []string
	for _, path := range paths {
		value, _ := find(claims, path)
		found, ok := texts(value)
		if text, one := value.(string); one {
			found = strings.Fields(text)
		}
		if !ok {
			continue
		}
		for _, each := range found {
			if each != "" && !slices.Contains(all, each) {
				all = append(all, each)
			}
		}
	}
	return all
}

// find follows the path. The whole of it may be a name, and so may any part with dots.
func find(claims map[string]any, path string) (any, bool) {
	if value, ok := claims[path]; ok {
		return value, true
	}
	for i, r := range path {
		if r != '.' {
			continue
		}
		if inner, ok := claims[path[:i]].(map[string]any); ok {
			if value, found := find(inner, path[i+1:]); found {
				return value, true
			}
		}
	}
	return nil, false
}
