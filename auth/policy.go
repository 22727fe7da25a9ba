package auth

import (
	"context"
	"fmt"
	"slices"

	"github.com/neuroglia-go/neuroglia/errs"
)

// Anyone returns the policy that everybody satisfies, signed in or not.
func Anyone() Policy { return anyone{} }

type anyone struct{}

func (anyone) Allows(context.Context, Identity, None) (bool, error) { return true, nil }
func (anyone) String() string                                       { return "nothing" }
func (anyone) open() bool                                           { return true }

// Nobody returns the policy that nobody satisfies.
func Nobody() Policy { return AnyOf[None]() }

// CodeAlreadyAuthenticated is the refusal of [Guest].
const CodeAlreadyAuthenticated = "already_authenticated"

// Guest returns the policy of who is not signed in, as for signing in. Somebody is refused
// with the code [CodeAlreadyAuthenticated].
func Guest() Policy { return guest{} }

type guest struct{}

func (guest) Allows(_ context.Context, who Identity, _ None) (bool, error) {
	if who.IsZero() {
		return true, nil
	}
	return false, errs.Forbidden(CodeAlreadyAuthenticated, "you are signed in already; sign out first")
}

func (guest) String() string { return "not to be authenticated" }
func (guest) open() bool     { return true }

// Authenticated returns the policy that everybody satisfies who is signed in.
func Authenticated() Policy { return authenticated{} }

type authenticated struct{}

func (authenticated) Allows(_ context.Context, who Identity, _ None) (bool, error) {
	return !who.IsZero(), nil
}
func (authenticated) String() string { return "authentication" }

// Role returns the policy that the role was granted, by this name: see [Hierarchy] for
// roles that include others.
func Role(name string) Policy { return role(name) }

type role string

func (r role) Allows(_ context.Context, who Identity, _ None) (bool, error) {
	return who.HasRole(string(r)), nil
}
func (r role) String() string { return "role " + string(r) }

// AnyRole returns the policy that one of the roles was granted.
func AnyRole(names ...string) Policy { return oneOf(names, Role) }

// Permission returns the policy that the permission was granted. Several are demanded by
// [AllOf].
func Permission(name string) Policy { return permission(name) }

type permission string

func (p permission) Allows(_ context.Context, who Identity, _ None) (bool, error) {
	return who.HasPermission(string(p)), nil
}
func (p permission) String() string { return "permission " + string(p) }

// AnyPermission returns the policy that one of the permissions was granted.
func AnyPermission(names ...string) Policy { return oneOf(names, Permission) }

func oneOf(names []string, policy func(string) Policy) Policy {
	policies := make(anyOf[None], len(names))
	for i, name := range names {
		policies[i] = policy(name)
	}
	return policies
}

// Subject returns the policy of one somebody, whichever issuer vouches for it; see [Owner].
// Nobody is the subject "". It does not print the id, which whoever is refused would read.
func Subject(id string) Policy { return subject(id) }

type subject string

func (s subject) Allows(_ context.Context, who Identity, _ None) (bool, error) {
	return s != "" && who.Subject == string(s), nil
}
func (s subject) String() string { return "the subject" }

// Claim returns the policy that the issuer said this of somebody. A claim that is a list
// satisfies it by one of its values. It prints the value, so that it should be no secret.
func Claim(name, value string) Policy { return claim{name, value} }

type claim struct{ name, value string }

func (c claim) Allows(_ context.Context, who Identity, _ None) (bool, error) {
	switch v := who.Claims[c.name].(type) {
	case string:
		return v == c.value, nil
	case []string:
		return slices.Contains(v, c.value), nil
	case []any:
		return slices.Contains(v, any(c.value)), nil
	}
	return false, nil
}

func (c claim) String() string { return fmt.Sprintf("claim %s=%s", c.name, c.value) }
