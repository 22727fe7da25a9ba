package auth_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/auth"
)

func ranks(t *testing.T) *auth.Hierarchy {
	t.Helper()
	h, err := auth.NewHierarchy(
		auth.Grant{Role: "super_admin", Includes: []string{"admin"}, Permissions: []string{"everything"}},
		auth.Grant{Role: "admin", Includes: []string{"user"}, Permissions: []string{"users:manage"}},
		auth.Grant{Role: "user", Permissions: []string{"self:edit"}},
		auth.Grant{Role: "auditor", Includes: []string{"user"}},
	)
	require.NoError(t, err)
	return h
}

func TestARoleIncludesWhatIsBelowIt(t *testing.T) {
	t.Parallel()
	h := ranks(t)
	order := []string{"user", "admin", "super_admin"}
	for i, high := range order {
		for j, low := range order {
			require.Equal(t, i >= j, h.Includes(high, low), "%s includes %s", high, low)
			require.Equal(t, i > j, h.Above(high, low), "%s above %s", high, low)
			require.Equal(t, i >= j, auth.Require(as(t.Context(), "x", high), h.Role(low)) == nil)
		}
	}
	require.False(t, h.Includes("auditor", "admin"))
	require.False(t, h.Includes("", ""))
	require.True(t, h.Includes("unknown", "unknown"))
	require.Equal(t, "role admin or role auditor", h.AnyRole("admin", "auditor").String())
}

func TestAHierarchyCannotBeChanged(t *testing.T) {
	t.Parallel()
	includes := []string{"user"}
	h, err := auth.NewHierarchy(auth.Grant{Role: "admin", Includes: includes}, auth.Grant{Role: "user"}, auth.Grant{Role: "root", Includes: []string{"admin"}})
	require.NoError(t, err)
	includes[0] = "root"
	below := h.Below("root")
	require.Equal(t, []string{"admin", "user"}, below)
	clear(below)
	who := auth.Identity{Subject: "x", Roles: []string{"root"}}
	for range 2 { // asking does not change what is asked for next
		require.Equal(t, []string{"admin", "user"}, h.Below("root"))
		expanded := h.Expand(who)
		require.Equal(t, []string{"admin", "root", "user"}, expanded.Roles)
		clear(expanded.Roles)
	}
	require.Equal(t, []string{"root"}, who.Roles)
}

func TestPermissionsComeWithRoles(t *testing.T) {
	t.Parallel()
	h := ranks(t)
	ctx := as(t.Context(), "x", "admin")
	require.NoError(t, auth.Require(ctx, h.Permission("users:manage")))
	require.NoError(t, auth.Require(ctx, h.Permission("self:edit")))
	require.Error(t, auth.Require(ctx, h.Permission("everything")))
	direct := auth.NewContext(t.Context(), auth.Identity{Subject: "x", Permissions: []string{"everything"}})
	require.NoError(t, auth.Require(direct, h.Permission("everything")))
	expanded := h.Expand(auth.Identity{Subject: "x", Roles: []string{"admin"}, Permissions: []string{"own"}})
	require.Equal(t, []string{"own", "self:edit", "users:manage"}, expanded.Permissions)
}

func TestOnlyAHigherRoleOutranks(t *testing.T) {
	t.Parallel()
	manages := auth.Outranks(ranks(t), func(role string) string { return role })
	roles := []string{"user", "admin", "super_admin"}
	for i, actor := range roles {
		for j, target := range roles {
			require.Equal(t, i > j, auth.Authorize(as(t.Context(), "x", actor), manages, target) == nil, "%s manages %s", actor, target)
		}
		require.Error(t, auth.Authorize(as(t.Context(), "x", actor), manages, "unknown"))
		require.Error(t, auth.Authorize(as(t.Context(), "x", actor), manages, ""))
	}
	require.Equal(t, "a higher role", manages.String())
}

func TestAFaultyHierarchySaysAllThatIsWrong(t *testing.T) {
	t.Parallel()
	_, err := auth.NewHierarchy(
		auth.Grant{}, auth.Grant{Role: "a", Includes: []string{"b"}}, auth.Grant{Role: "b", Includes: []string{"c"}},
		auth.Grant{Role: "c", Includes: []string{"b"}}, auth.Grant{Role: "d", Includes: []string{"e"}}, auth.Grant{Role: "d"},
		auth.Grant{Role: "f", Includes: []string{"g"}},
	)
	for _, want := range []string{
		"one has no name", "b includes c includes b is a circle", "d is granted twice", "f includes g, which is no role",
	} {
		require.ErrorContains(t, err, want)
	}
}

func TestTheZeroHierarchyHasNoRoles(t *testing.T) {
	t.Parallel()
	var h auth.Hierarchy
	require.True(t, h.Includes("admin", "admin"))
	require.False(t, h.Above("admin", "user"))
	require.Empty(t, h.Below("admin"))
	require.Equal(t, []string{"admin"}, h.Expand(auth.Identity{Roles: []string{"admin"}}).Roles)
}
