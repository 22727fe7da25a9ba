package identity_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/samples/auth/domain/identity"
)

var morning = time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC)

func TestUsernames(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"username", "user.name", "user-name", "user_name", "user123", "u.ser-name123", "u-ser_name", "12345", strings.Repeat("a", 20)} {
		name, err := identity.NewUsername(text)
		require.NoError(t, err)
		require.Equal(t, identity.Username(text), name)
	}
	for text, code := range map[string]string{
		"": "username_length", "abcd": "username_length", strings.Repeat("a", 21): "username_length", "ääää": "username_length",
		".username": "username_start", "-username": "username_start", "ünsername": "username_start",
		"user!name": "username_charset", "user@name": "username_charset", "user#name": "username_charset", "user näme": "username_charset", "user\x80ame": "username_charset", "user\x00ame": "username_charset",
		"user..name": "username_consecutive", "user--name": "username_consecutive", "user__name": "username_consecutive", "user.-name": "username_consecutive", "username..": "username_consecutive",
		"username.": "username_end", "username_": "username_end",
	} {
		_, err := identity.NewUsername(text)
		require.ErrorIs(t, err, errs.KindInvalid, text)
		require.Equal(t, "domain_rule", errs.CodeOf(err))
		require.Equal(t, code, errs.From(err).Fields[0].Code, text)
		require.Equal(t, "/username", errs.From(err).Fields[0].Pointer)
	}
}

func TestPasswords(t *testing.T) {
	t.Parallel()
	require.NoError(t, identity.CheckPassword("sechs!"))
	require.NoError(t, identity.CheckPassword("пароль"))
	for _, short := range []string{"", "short", "äöüäö"} {
		err := identity.CheckPassword(short)
		require.Equal(t, "password_length", errs.From(err).Fields[0].Code)
		if short != "" {
			require.NotContains(t, err.Error(), short)
		}
	}
}

// What a role is above does not change by asking, in any order.
func TestRolesStandInOneLine(t *testing.T) {
	t.Parallel()
	above := map[identity.Role][]identity.Role{
		identity.RoleSuperAdmin: {identity.RoleAdmin, identity.RoleUser},
		identity.RoleAdmin:      {identity.RoleUser},
		identity.RoleUser:       nil,
		"unknown":               nil,
	}
	for range 3 {
		for role, below := range above {
			require.Equal(t, below, role.Below())
			clear(role.Below())
			for other := range above {
				require.Equal(t, slices.Contains(below, other), role.IsAbove(other), "%s above %s", role, other)
			}
		}
	}
}

func TestAUserFromTheBeginning(t *testing.T) {
	t.Parallel()
	u, err := identity.NewUser("u1", "someone", identity.RoleUser, morning)
	require.NoError(t, err)
	at := func(hours int) time.Time { return morning.Add(time.Duration(hours) * time.Hour) }
	changed := func(did bool, err error) bool { require.NoError(t, err); return did }

	require.True(t, changed(u.GrantAdmin(at(1))))
	require.False(t, changed(u.GrantAdmin(at(2))))
	require.True(t, changed(u.RevokeAdmin(at(3))))
	require.True(t, changed(u.Deactivate(at(4))))
	require.False(t, changed(u.Deactivate(at(5))))
	require.True(t, changed(u.Reactivate(at(6))))
	require.True(t, u.CompleteProfile("Ada", "Lovelace", at(7)))
	require.False(t, u.CompleteProfile("Ada", "Lovelace", at(8)))
	u.ChangePassword(at(9))
	require.Equal(t, identity.UserState{
		ID: "u1", Username: "someone", Role: identity.RoleUser, IsActive: true, Status: identity.StatusReady,
		FirstName: "Ada", LastName: "Lovelace", CreatedAt: morning, UpdatedAt: at(9),
	}, u.State())
	require.Len(t, u.Pending(), 7)
}

func TestASuperAdminIsMadeAndChangedByNobodyButTheOperator(t *testing.T) {
	t.Parallel()
	_, err := identity.NewUser("u1", "someone", identity.RoleSuperAdmin, morning)
	require.ErrorIs(t, err, identity.ErrSystemRole)
	u, err := identity.NewUser("u1", "someone", identity.RoleUser, morning)
	require.NoError(t, err)
	require.True(t, u.Promote(identity.RoleSuperAdmin, morning))
	require.False(t, u.Promote(identity.RoleSuperAdmin, morning))
	for name, change := range map[string]func(time.Time) (bool, error){
		"deactivate": u.Deactivate, "reactivate": u.Reactivate, "grant": u.GrantAdmin, "revoke": u.RevokeAdmin,
	} {
		did, err := change(morning)
		require.ErrorIs(t, err, identity.ErrSystemRole, name)
		require.False(t, did)
	}
	require.Equal(t, identity.RoleSuperAdmin, u.State().Role)
	require.True(t, u.Promote(identity.RoleAdmin, morning))
}
