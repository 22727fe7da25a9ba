package api_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/mvc/mvctest"
	domain "github.com/neuroglia-go/neuroglia/samples/auth/domain/identity"
)

// U1, in order.
func TestMakingUsers(t *testing.T) {
	t.Parallel()
	k := play(t)
	const path = "/api/v1/users"
	nobody, boss := k.member(t, "somebody", domain.RoleUser), k.member(t, "the.boss", domain.RoleSuperAdmin)
	body := func(name, password, role string) object {
		return object{"username": name, "password": password, "role": role}
	}
	k.Post(path, object{}).Expect(401).Problem("not_authenticated")
	k.Post(path, object{}).Header("Cookie", nobody).Expect(422).Problem("validation_failed")
	k.Post(path, body("ab", "c", "super_admin")).Header("Cookie", boss).Expect(422).Fault("body", "/role", "oneof")
	k.Post(path, body("ab", "c", "user")).Header("Cookie", nobody).Expect(403).Problem("forbidden")
	k.Post(path, body("ab", "c", "user")).Header("Cookie", boss).Expect(400).Fault("body", "/username", "username_length")
	k.Post(path, body("another", "c", "user")).Header("Cookie", boss).Expect(400).Fault("body", "/password", "password_length")
	k.Post(path, body("somebody", secret, "user")).Header("Cookie", boss).Expect(409).Problem("username_taken")
	answer := k.Post(path, body("another", secret, "admin")).Header("Cookie", boss).Expect(201)
	made := decode(t, answer)
	require.Equal(t, object{"id": made["id"], "username": "another", "role": "admin"}, made)
	require.Equal(t, "/api/v1/users/"+made["id"].(string), answer.Header("Location"))
	k.signIn("another")
	require.Equal(t, "user", decode(t, k.Post(path, credentials("a.third")).Header("Cookie", boss).Expect(201))["role"])
}

// U2, in order.
func TestListingUsers(t *testing.T) {
	t.Parallel()
	k := play(t)
	nobody, boss := k.member(t, "somebody", domain.RoleUser), k.member(t, "the.boss", domain.RoleAdmin)
	for _, name := range []string{"user.1", "user.2", "user.3"} {
		k.signUp(name)
	}
	list := func(query string) *mvctest.Request { return k.Get("/api/v1/users"+query).Header("Cookie", boss) }
	k.Get("/api/v1/users?limit=0").Expect(401)
	for _, query := range []string{"?limit=0", "?limit=101", "?limit=x", "?offset=-1", "?offset=99999999999999999999", "?sorting_order=up"} {
		k.Get("/api/v1/users"+query).Header("Cookie", nobody).Expect(422).Problem("validation_failed")
	}
	k.Get("/api/v1/users?sorting_field=password_hash").Header("Cookie", nobody).Expect(403).Problem("forbidden")
	for _, field := range []string{"password_hash", "hash", "first_name", "id;--", "username desc"} {
		k.Get("/api/v1/users").Query("sorting_field", field).Header("Cookie", boss).Expect(400).Problem("invalid_sort_field")
	}

	names := func(query string) (names []string) {
		for _, item := range decode(t, list(query).Expect(200))["items"].([]any) {
			names = append(names, item.(object)["username"].(string))
		}
		return names
	}
	require.Equal(t, []string{"somebody", "the.boss", "user.1", "user.2", "user.3"}, names(""))
	for _, order := range []string{"desc", "DESC"} {
		require.Equal(t, []string{"user.3", "user.2"}, names("?limit=2&sorting_order="+order))
	}
	require.Equal(t, []string{"the.boss", "somebody", "user.1", "user.2", "user.3"}, names("?sorting_field=role"), "those alike in the order of their ids")
	page := decode(t, list("?limit=2&offset=4").Expect(200))
	require.Equal(t, object{"items": page["items"], "total": 5.0, "limit": 2.0, "offset": 4.0}, page)
	require.Empty(t, decode(t, list("?offset=100").Expect(200))["items"])
	require.NotContains(t, string(list("").Expect(200).Body), "hash")
}

// U3 to U6, in order; who may do what to whom is the matrix.
func TestChangingUsers(t *testing.T) {
	t.Parallel()
	for action, needs := range map[string]domain.Role{
		"inactivate": domain.RoleAdmin, "reactivate": domain.RoleAdmin, "grant": domain.RoleSuperAdmin, "revoke": domain.RoleSuperAdmin,
	} {
		t.Run(action, func(t *testing.T) {
			t.Parallel()
			k := play(t)
			path := "/api/v1/users/" + action
			nobody, boss := k.member(t, "somebody", domain.RoleUser), k.member(t, "the.boss", needs)
			k.signUp("another")
			k.Patch(path, object{}).Expect(401).Problem("not_authenticated")
			k.Patch(path, object{}).Header("Cookie", nobody).Expect(422).Problem("validation_failed")
			k.Patch(path, object{"username": "ab"}).Header("Cookie", nobody).Expect(403).Problem("forbidden")
			k.Patch(path, object{"username": "ab"}).Header("Cookie", boss).Expect(400).Problem("domain_rule")
			k.Patch(path, object{"username": "nobody"}).Header("Cookie", boss).Expect(404).Problem("user_not_found")
			for range 2 {
				answer := k.Patch(path, object{"username": "another"}).Header("Cookie", boss).Expect(200)
				require.JSONEq(t, `{"username":"another","status":"updated"}`, string(answer.Body))
			}
		})
	}
}

// U7, in order.
func TestChangingPasswords(t *testing.T) {
	t.Parallel()
	k := play(t)
	nobody, boss := k.member(t, "somebody", domain.RoleUser), k.member(t, "the.boss", domain.RoleAdmin)
	k.member(t, "the.owner", domain.RoleSuperAdmin)
	for _, path := range []string{"/api/v1/users/change_password", "/api/v1/users/change-password"} {
		change := func(cookie, name, password string) *mvctest.Request {
			r := k.Patch(path, object{"username": name, "password": password}).Header("Cookie", cookie)
			if path == "/api/v1/users/change-password" {
				r.Undocumented()
			}
			return r
		}
		change("", "ab", "c").Expect(401).Problem("not_authenticated")
		change(nobody, "", "c").Expect(422).Problem("validation_failed")
		for _, name := range []string{"ab", "nobody", "the.boss"} {
			change(nobody, name, "c").Expect(403).Problem("forbidden")
		}
		change(boss, "ab", "c").Expect(400).Fault("body", "/username", "username_length")
		change(boss, "nobody", "c").Expect(400).Fault("body", "/password", "password_length")
		change(boss, "nobody", secret).Expect(404).Problem("user_not_found")
		change(boss, "the.owner", secret).Expect(403)
		change(nobody, "somebody", secret).Expect(200)
		change(boss, "the.boss", secret).Expect(200)
	}
}
