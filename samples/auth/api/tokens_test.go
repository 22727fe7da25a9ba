package api_test

import (
	"encoding/base64"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/auth/token"
	"github.com/neuroglia-go/neuroglia/hosting/hosttest"
	"github.com/neuroglia-go/neuroglia/mvc/mvctest"
	"github.com/neuroglia-go/neuroglia/samples/auth/application/identity"
	domain "github.com/neuroglia-go/neuroglia/samples/auth/domain/identity"
)

// issued is the session token of the id.
func issued(id, secret string) string {
	return base64.RawURLEncoding.EncodeToString([]byte(id)) + "." + secret
}

// T1: where what is drawn is known, all of the answer is.
func TestOpeningASessionOfTokens(t *testing.T) {
	t.Parallel()
	k := play(t)
	k.signUp("somebody")
	answer := k.Post("/api/v1/auth/sessions", credentials("somebody")).Expect(201)
	require.JSONEq(t, `{
		"access_token": "`+theAccessToken+`",
		"session_token": "MDAwMDAwMDAtMDAwMC03MDAwLTgwMDAtMDAwMDAwMDAwMDAy.`+strings.Repeat("s", 128)+`",
		"token_type": "Bearer",
		"expires_in": 300
	}`, string(answer.Body))
	claims, err := hosttest.Resolve[*token.Verifier](k.App).Verify(t.Context(), theAccessToken)
	require.NoError(t, err)
	require.Equal(t, token.Claims{
		Issuer: "http://127.0.0.1:8082", Subject: "00000000-0000-7000-8000-000000000001", Audience: []string{"auth"},
		ID: "00000000-0000-7000-8000-000000000003", IssuedAt: noon, Expires: noon.Add(5 * time.Minute),
		Extra: map[string]any{"permissions": []any{"profile:edit"}, "sid": "00000000-0000-7000-8000-000000000002"},
	}, claims)

	const path = "/api/v1/auth/sessions"
	k.Post(path, object{}).Expect(422)
	k.Post(path, object{"username": "ab", "password": "c"}).Expect(400).Fault("body", "/username", "username_length")
	k.Post(path, object{"username": "somebody", "password": "c"}).Expect(400).Fault("body", "/password", "password_length")
	k.Post(path, object{"username": "somebody", "password": "wrong horse"}).Expect(401).Problem("invalid_credentials")
	k.Post(path, credentials("somebody")).Header("Cookie", k.signIn("somebody")).Expect(201) // of another device
	inactivate(t, k)
	k.Post(path, credentials("somebody")).Expect(401).Problem("account_inactive")
}

// inactivate keeps somebody out.
func inactivate(t *testing.T, k *kit) {
	t.Helper()
	k.Patch("/api/v1/users/inactivate", object{"username": "somebody"}).Header("Cookie", k.member(t, "the.boss", domain.RoleAdmin)).Expect(200)
}

// T2.
func TestRefreshingASessionOfTokens(t *testing.T) {
	t.Parallel()
	k := play(t)
	k.signUp("somebody")
	tokens := k.tokens(t, "somebody")
	const path = "/api/v1/auth/sessions/refresh"
	refresh := func(token string) *mvctest.Request { return k.Post(path, object{"session_token": token}) }
	sessions := hosttest.Resolve[identity.TokenSessions](k.App)

	k.clock.advance(10 * time.Minute)
	k.Get("/api/v1/account/session").Header("Authorization", "Bearer "+tokens.AccessToken).Expect(401).Problem("not_authenticated")
	before, err := sessions.Get(t.Context(), "00000000-0000-7000-8000-000000000002")
	require.NoError(t, err)
	promote(t, k.App, "somebody", domain.RoleAdmin)
	k.hasher.Hasher = hasherOf(t, auth.NewSecret("the pepper that comes after that one"))
	var next identity.Tokens
	refresh(tokens.SessionToken).Expect(200).JSON(&next)
	require.Equal(t, tokens.SessionToken, next.SessionToken)
	claims, err := hosttest.Resolve[*token.Verifier](k.App).Verify(t.Context(), next.AccessToken)
	require.NoError(t, err)
	require.Equal(t, []any{"profile:edit", "users:manage"}, claims.Extra["permissions"], "as they are by now")
	after, err := sessions.Get(t.Context(), "00000000-0000-7000-8000-000000000002")
	require.NoError(t, err)
	require.Equal(t, noon.Add(10*time.Minute), after.Value.LastUseAt)
	require.NotEqual(t, before.Value.SecretHash, after.Value.SecretHash, "made anew for the new pepper")

	k.Post(path, object{}).Expect(422)
	var bodies []object
	for _, wrong := range []string{
		"x", ".", "x.y", "%%." + strings.Repeat("s", 128), tokens.SessionToken + "s", strings.Repeat("x", 5000),
		issued("00000000-0000-7000-8000-000000000002", strings.Repeat("t", 128)), issued("nobody", strings.Repeat("s", 128)),
		issued("'; DROP TABLE user_sessions; --", strings.Repeat("s", 128)),
	} {
		body := decode(t, refresh(wrong).Expect(401).Problem("invalid_session"))
		delete(body, "traceId")
		bodies = append(bodies, body)
	}
	for _, body := range bodies {
		require.Equal(t, bodies[0], body)
	}
}

// T3.
func TestClosingSessionsOfTokens(t *testing.T) {
	t.Parallel()
	k := play(t)
	k.signUp("somebody")
	one, two, three := k.tokens(t, "somebody"), k.tokens(t, "somebody"), k.tokens(t, "somebody")
	cookie := k.signIn("somebody")
	k.Delete("/api/v1/auth/sessions/current").Expect(401).Problem("not_authenticated")
	k.Delete("/api/v1/auth/sessions").Expect(401).Problem("not_authenticated")

	k.Delete("/api/v1/auth/sessions/current").Header("Authorization", "Bearer "+one.AccessToken).Expect(204)
	k.Get("/api/v1/account/session").Header("Authorization", "Bearer "+one.AccessToken).Expect(401)
	k.Post("/api/v1/auth/sessions/refresh", object{"session_token": one.SessionToken}).Expect(401).Problem("invalid_session")
	k.Get("/api/v1/account/session").Header("Authorization", "Bearer "+two.AccessToken).Expect(200)

	k.Delete("/api/v1/auth/sessions").Header("Authorization", "Bearer "+two.AccessToken).Expect(204)
	for _, closed := range []identity.Tokens{two, three} {
		k.Get("/api/v1/account/session").Header("Authorization", "Bearer "+closed.AccessToken).Expect(401)
	}
	k.Get("/api/v1/account/session").Header("Cookie", cookie).Expect(401)
}

// T4.
func TestRegistering(t *testing.T) {
	t.Parallel()
	k := play(t)
	const path = "/api/v1/registration"
	body := func(name, password string) object {
		return object{"username": name, "password": password, "first_name": "Ada", "last_name": "Lovelace"}
	}
	tokens := decode(t, k.Post(path, body("somebody", secret)).Expect(201))
	bearer := "Bearer " + tokens["access_token"].(string)
	require.JSONEq(t, `{"id":"00000000-0000-7000-8000-000000000001","created_at":"2026-05-01T12:00:00Z","first_name":"Ada","last_name":"Lovelace"}`,
		string(k.Get("/api/v1/users/me").Header("Authorization", bearer).Expect(200).Body))

	k.Post(path, "x").Header("Content-Type", "text/plain").Expect(415)
	k.Post(path, "{").Expect(400).Problem("malformed_body")
	k.Post(path, credentials("another")).Expect(422).Fault("body", "/first_name", "required")
	k.Post(path, body("ab", "c")).Header("Authorization", bearer).Expect(403).Problem("already_authenticated")
	k.Post(path, body("ab", "c")).Expect(400).Fault("body", "/username", "username_length")
	k.Post(path, body("another", "c")).Expect(400).Fault("body", "/password", "password_length")
	k.Post(path, body("somebody", secret)).Expect(409).Problem("username_taken")
}

// Nothing is left of a registration whose commit fails.
func TestARegistrationIsWholeOrNothing(t *testing.T) {
	t.Parallel()
	k := play(t)
	body := object{"username": "somebody", "password": secret, "first_name": "Ada", "last_name": "Lovelace"}
	k.store.commitsRefuse.Store(true)
	k.Post("/api/v1/registration", body).Expect(503).Problem("storage_unavailable")
	k.store.commitsRefuse.Store(false)
	k.Post("/api/v1/auth/sessions", credentials("somebody")).Expect(401).Problem("invalid_credentials")
	k.Post("/api/v1/registration", body).Expect(201)
}

// T5 and T6.
func TestTheProfile(t *testing.T) {
	t.Parallel()
	k := play(t)
	k.signUp("somebody")
	cookie := k.signIn("somebody")
	home := k.SubApp("home")
	k.Get("/api/v1/users/me").Expect(401).Problem("not_authenticated")
	home.Get("/users/me").Undocumented().Expect(401)
	k.Get("/api/v1/users/me").Header("Cookie", cookie).Expect(428).Problem("profile_incomplete")
	const path = "/api/v1/users/me/profile"
	k.Put(path, object{"first_name": "Ada"}).Expect(401)
	k.Put(path, object{"first_name": "Ada"}).Header("Cookie", cookie).Expect(422).Fault("body", "/last_name", "required")
	k.Put(path, object{"first_name": "Ada", "last_name": strings.Repeat("x", 101)}).Header("Cookie", cookie).Expect(422)
	for range 2 {
		k.Put(path, object{"first_name": "Ada", "last_name": "Lovelace"}).Header("Cookie", cookie).Expect(204)
	}
	for _, answer := range []*mvctest.Response{
		k.Get("/api/v1/users/me").Header("Cookie", cookie).Expect(200),
		home.Get("/users/me").Undocumented().Header("Cookie", cookie).Expect(200),
	} {
		require.Equal(t, "Lovelace", decode(t, answer)["last_name"])
	}
}
