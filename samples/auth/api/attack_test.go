package api_test

import (
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/auth/session"
	"github.com/neuroglia-go/neuroglia/hosting/hosttest"
	"github.com/neuroglia-go/neuroglia/internal/testenv"
	domain "github.com/neuroglia-go/neuroglia/samples/auth/domain/identity"
)

// A name that nobody has and a wrong password cannot be told apart by what is answered, nor by
// the work that is done.
func TestASignInDoesNotTellWhoIsThere(t *testing.T) {
	t.Parallel()
	for _, path := range []string{"/api/v1/account/login", "/api/v1/auth/sessions"} {
		t.Run(path, func(t *testing.T) {
			t.Parallel()
			k := play(t)
			k.signUp("somebody")
			inactivate(t, k)
			type seen struct {
				body             object
				headers          http.Header
				hashed, verified int64
			}
			var all []seen
			for _, name := range []string{"somebody", "nobody", "the.boss"} { // inactive, unknown, active
				hashed, verified := k.hasher.hashed.Load(), k.hasher.verified.Load()
				answer := k.Post(path, object{"username": name, "password": "wrong horse"}).Expect(401).Problem("invalid_credentials")
				s := seen{decode(t, answer), answer.Headers.Clone(), k.hasher.hashed.Load() - hashed, k.hasher.verified.Load() - verified}
				delete(s.body, "traceId")
				for _, own := range []string{"X-Request-Id", "X-Correlation-Id", "Traceparent", "Content-Length", "Date"} {
					s.headers.Del(own)
				}
				all = append(all, s)
			}
			require.EqualValues(t, 1, all[0].verified)
			for _, s := range all {
				require.Equal(t, all[0], s)
			}
		})
	}
}

// What a body has beside what is asked for changes nothing.
func TestNobodyGivesThemselvesMoreThanTheyAreAsked(t *testing.T) {
	t.Parallel()
	k := play(t)
	more := func(o object) object {
		for name, value := range map[string]any{
			"id": "1", "role": "super_admin", "Role": "super_admin", "is_active": false, "status": "ready", "permissions": []string{"users:manage"},
			"hash": "x", "created_at": "2001-01-01T00:00:00Z", "owner_id": "1", "source": "idp",
		} {
			if _, taken := o[name]; !taken {
				o[name] = value
			}
		}
		return o
	}
	boss := k.member(t, "the.boss", domain.RoleAdmin)
	k.Post("/api/v1/account/signup", more(credentials("user.1"))).Send()
	k.Post("/api/v1/registration", more(object{"username": "user.2", "password": secret, "first_name": "A", "last_name": "B"})).Send()
	k.Post("/api/v1/users", more(object{"username": "user.3", "password": secret, "role": "user"})).Header("Cookie", boss).Send()
	k.signUp("user.4")
	k.Put("/api/v1/users/me/profile", more(object{"first_name": "A", "last_name": "B"})).Header("Cookie", k.signIn("user.4")).Send()
	for _, item := range decode(t, k.Get("/api/v1/users").Header("Cookie", boss).Expect(200))["items"].([]any) {
		u := item.(object)
		if u["username"] == "the.boss" {
			continue
		}
		require.Equal(t, "user", u["role"], u)
		require.Equal(t, true, u["is_active"], u)
		require.NotEqual(t, "1", u["id"])
		require.Equal(t, "2026-05-01T12:00:00Z", u["created_at"])
	}
}

// What is text stays text: in SQL, in headers, in JSON.
func TestTextIsNeverMoreThanText(t *testing.T) {
	t.Parallel()
	for name, database := range map[string]string{"sqlite": "sqlite:" + filepath.Join(t.TempDir(), "auth.db"), "postgres": testenv.Postgres(t)} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			app := serveOver(t, database)
			boss := user(t, app, "the.boss", domain.RoleAdmin)
			texts := []string{
				"' OR '1'='1", "'; DROP TABLE users; --", "\\'; --", "a\r\nSet-Cookie: x=y", "a\nX: y", "%0d%0aSet-Cookie:%20x=y",
				`"}, {"role": "super_admin"`, "a\x00b", "{{.}}", "$ne", "é\u202e", strings.Repeat("a", 300),
			}
			for _, text := range texts {
				for _, r := range []struct {
					method, path string
					body         any
				}{
					{"POST", "/api/v1/account/login", object{"username": text, "password": secret}},
					{"POST", "/api/v1/account/signup", object{"username": text, "password": secret}},
					{"PATCH", "/api/v1/users/inactivate", object{"username": text}},
					{"POST", "/api/v1/auth/sessions/refresh", object{"session_token": text}},
					{"PUT", "/api/v1/users/me/profile", object{"first_name": text, "last_name": text}},
					{"GET", "/api/v1/users?sorting_field=" + url.QueryEscape(text), nil},
					{"GET", "/api/v1/users?sorting_order=" + url.QueryEscape(text), nil},
				} {
					r0 := app.Do(r.method, r.path, r.body)
					if !strings.HasPrefix(r.path, "/api/v1/account/") && !strings.Contains(r.path, "refresh") {
						r0.Header("Cookie", boss)
					}
					answer := r0.Send()
					require.Less(t, answer.Status, 500, "%s %s with %q", r.method, r.path, text)
					require.NotContains(t, strings.Join(answer.Headers.Values("Set-Cookie"), ";"), "x=y")
					if r.method == "PUT" && answer.Status == 204 {
						require.Equal(t, text, decode(t, app.Get("/api/v1/users/me").Header("Cookie", boss).Expect(200))["first_name"])
					}
				}
			}
			require.EqualValues(t, 1, decode(t, app.Get("/api/v1/users").Header("Cookie", boss).Expect(200))["total"])
		})
	}
}

// No role reaches what is above it: not by asking for itself, not by what its token says.
func TestNobodyRisesByThemselves(t *testing.T) {
	t.Parallel()
	k := play(t)
	k.member(t, "the.owner", domain.RoleSuperAdmin)
	for _, role := range roles {
		name := "self." + short(role) + "x"
		cookie := k.member(t, name, role)
		for _, action := range []string{"grant", "revoke", "inactivate", "reactivate"} {
			k.Patch("/api/v1/users/"+action, object{"username": name}).Header("Cookie", cookie).Expect(403)
		}
		k.Post("/api/v1/users", object{"username": "a.new.one", "password": secret, "role": "super_admin"}).Header("Cookie", cookie).Expect(422)
		if role != domain.RoleSuperAdmin {
			k.Post("/api/v1/users", object{"username": "a.new.one", "password": secret, "role": "admin"}).Header("Cookie", cookie).Expect(403)
			k.Patch("/api/v1/users/change_password", object{"username": "the.owner", "password": secret}).Header("Cookie", cookie).Expect(403)
		}
	}
	// Who loses a role loses it at once, whatever an older token says.
	k.signUp("somebody")
	promote(t, k.App, "somebody", domain.RoleAdmin)
	tokens, cookie := k.tokens(t, "somebody"), k.signIn("somebody")
	promote(t, k.App, "somebody", domain.RoleUser)
	k.Get("/api/v1/users").Header("Authorization", "Bearer "+tokens.AccessToken).Expect(403)
	k.Get("/api/v1/users").Header("Cookie", cookie).Expect(403)
}

// Sessions that are over do not stay in the store.
func TestSessionsThatAreOverAreForgotten(t *testing.T) {
	t.Parallel()
	k := play(t)
	k.signUp("somebody")
	k.signIn("somebody")
	k.clock.advance(4 * time.Minute)
	later := k.signIn("somebody")
	k.clock.advance(time.Minute)
	n, err := hosttest.Resolve[*session.Sessions](k.App).Purge(t.Context())
	require.NoError(t, err)
	require.Equal(t, 1, n)
	k.Get("/api/v1/account/session").Header("Cookie", later).Expect(200)
}

// An address that guesses at many accounts waits as well, and cannot say that it is another.
func TestAnAddressThatGuessesWaits(t *testing.T) {
	t.Parallel()
	k := play(t, hosttest.Setting("AUTH_TRUSTED_PROXIES", "1"))
	guess := func(i int, forwarded string) int {
		name := "nobody." + string(rune('a'+i%26)) + string(rune('a'+i/26))
		return k.Post("/api/v1/account/login", object{"username": name, "password": "wrong horse"}).Header("X-Forwarded-For", forwarded).Send().Status
	}
	for i := range 20 {
		require.Equal(t, 401, guess(i, "203.0.113."+string(rune('0'+i%10))+", 198.51.100.7"))
	}
	require.Equal(t, 429, guess(20, "203.0.113.99, 198.51.100.7"))
	require.Equal(t, 401, guess(21, "198.51.100.7, 198.51.100.8"))
}
