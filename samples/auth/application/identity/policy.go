package identity

import (
	"context"
	"slices"

	"github.com/neuroglia-go/neuroglia/auth"
	domain "github.com/neuroglia-go/neuroglia/samples/auth/domain/identity"
)

// managers is the policy of who may manage anybody at all; whom is for aboveUser to say.
func managers() auth.Policy {
	return auth.AnyRole(string(domain.RoleAdmin), string(domain.RoleSuperAdmin))
}

// superAdmins is the policy of what is left to the top of the line.
func superAdmins() auth.Policy { return auth.Role(string(domain.RoleSuperAdmin)) }

// aboveRole is the rule that somebody stands above a role.
func aboveRole() auth.Rule[domain.Role] {
	return auth.NewRule("a higher role", func(_ context.Context, who auth.Identity, role domain.Role) (bool, error) {
		return outranks(who, role), nil
	})
}

// aboveUser is the rule that somebody stands above a user.
func aboveUser() auth.Rule[*domain.User] {
	return auth.NewRule("a higher role than the user", func(_ context.Context, who auth.Identity, user *domain.User) (bool, error) {
		return outranks(who, user.State().Role), nil
	})
}

func outranks(who auth.Identity, role domain.Role) bool {
	return slices.ContainsFunc(who.Roles, func(granted string) bool { return domain.Role(granted).IsAbove(role) })
}

// self is the rule that the user is who asks.
func self() auth.Rule[*domain.User] {
	return auth.Owner(func(user *domain.User) string { return user.ID() })
}

// ownName is the rule that the username is that of who asks.
func ownName() auth.Rule[string] {
	return auth.NewRule("to be the user", func(_ context.Context, who auth.Identity, username string) (bool, error) {
		return who.Name == username, nil
	})
}
