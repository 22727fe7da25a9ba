package api_test

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/auth/session"
	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/hosting/hosttest"
	domain "github.com/neuroglia-go/neuroglia/samples/auth/domain/identity"
)

// The flags of the cookie, without and with TLS, when it is set and when it is deleted.
func TestTheFlagsOfTheCookie(t *testing.T) {
	t.Parallel()
	for secure, want := range map[string]struct{ name, flags string }{
		"false": {"access_token", "; Path=/; Max-Age=300; HttpOnly; SameSite=Lax"},
		"true":  {"__Host-access_token", "; Path=/; Max-Age=300; HttpOnly; Secure; SameSite=Strict"},
	} {
		t.Run(secure, func(t *testing.T) {
			t.Parallel()
			k := play(t, hosttest.Setting("AUTH_COOKIE_SECURE", secure))
			k.signUp("somebody")
			cookie := k.signIn("somebody")
			name, value, _ := strings.Cut(cookie[:strings.IndexByte(cookie, ';')], "=")
			require.Equal(t, want.name, name)
			require.Equal(t, want.flags, cookie[len(name)+1+len(value):])
			out := k.Delete("/api/v1/account/logout").Header("Cookie", cookie).Expect(204)
			require.Equal(t, []string{want.name + "=" + strings.Replace(want.flags, "300", "0", 1)}, out.Headers.Values("Set-Cookie"))
		})
	}
}

// jwt is the text of a cookie.
func jwt(cookie string) string {
	_, value, _ := strings.Cut(cookie[:strings.IndexByte(cookie, ';')], "=")
	return value
}

// A cookie that is over, or that nobody here has signed, is refused without a look into the store.
func TestCookiesThatAreNoGoodCostNoRead(t *testing.T) {
	t.Parallel()
	k := play(t)
	k.signUp("somebody")
	cookie := k.signIn("somebody")
	parts := strings.Split(jwt(cookie), ".")
	var claims object
	text, err := base64.RawURLEncoding.DecodeString(parts[1])
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(text, &claims))
	claims["exp"] = noon.Add(time.Hour).Unix()
	text, err = json.Marshal(claims)
	require.NoError(t, err)
	longer := base64.RawURLEncoding.EncodeToString(text)
	none := base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"none","typ":"JWT"}`))

	other := play(t, hosttest.Setting("AUTH_TOKEN_KEY", "another key that is long enough to sign"))
	other.signUp("somebody")
	foreign := other.signIn("somebody")

	k.Get("/api/v1/account/session").Header("Cookie", cookie).Expect(200)
	before := k.store.reads.Load()
	for name, value := range map[string]string{
		"tampered": parts[0] + "." + longer + "." + parts[2], "none": none + "." + longer + ".", "no signature": parts[0] + "." + parts[1] + ".",
		"another key": jwt(foreign), "nonsense": "x", "huge": strings.Repeat("x", 10_000), "dots": "..",
	} {
		k.Get("/api/v1/account/session").Cookie("access_token", value).Expect(401).Problem("not_authenticated")
		require.Equal(t, before, k.store.reads.Load(), name)
	}
	k.clock.advance(5 * time.Minute) // the moment of its end is not its time any more
	k.Get("/api/v1/account/session").Header("Cookie", cookie).Expect(401).Problem("not_authenticated")
	require.Equal(t, before, k.store.reads.Load())
}

// An access token opens nothing as a cookie, nor a cookie as a token.
func TestTokensOfOneKindAreNotThoseOfTheOther(t *testing.T) {
	t.Parallel()
	k := play(t)
	k.signUp("somebody")
	cookie, tokens := k.signIn("somebody"), k.tokens(t, "somebody")
	k.Get("/api/v1/account/session").Cookie("access_token", tokens.AccessToken).Expect(401)
	k.Get("/api/v1/account/session").Header("Authorization", "Bearer "+jwt(cookie)).Expect(401)
	k.Get("/api/v1/account/session").Header("Authorization", "Bearer "+tokens.SessionToken).Expect(401)
}

// A session is prolonged by who uses it when a fifth of its time is left, and not before.
func TestASessionIsProlongedAtTheThreshold(t *testing.T) {
	t.Parallel()
	k := play(t)
	k.signUp("somebody")
	cookie := k.signIn("somebody")
	k.clock.advance(4*time.Minute - time.Second)
	require.Empty(t, k.Get("/api/v1/account/session").Header("Cookie", cookie).Expect(200).Headers.Values("Set-Cookie"))
	k.clock.advance(time.Second) // 5m × 0.2 is left
	answer := k.Get("/api/v1/account/session").Header("Cookie", cookie).Expect(200)
	fresh := answer.Header("Set-Cookie")
	require.Contains(t, fresh, "Max-Age=300")
	require.Equal(t, "2026-05-01T12:09:00Z", decode(t, answer)["expires_at"])

	require.Empty(t, k.Get("/api/v1/account/session").Header("Cookie", cookie).Expect(200).Headers.Values("Set-Cookie"), "the old one is good until its own end")
	k.clock.advance(time.Minute)
	k.Get("/api/v1/account/session").Header("Cookie", cookie).Expect(401)
	k.Get("/api/v1/account/session").Header("Cookie", fresh).Expect(200)
}

// Of requests at the threshold at the same time one prolongs the session.
func TestASessionIsProlongedOnce(t *testing.T) {
	t.Parallel()
	k := play(t)
	k.signUp("somebody")
	cookie := k.signIn("somebody")
	k.clock.advance(4 * time.Minute)
	var set atomic.Int64
	var all sync.WaitGroup
	for range 16 {
		all.Go(func() {
			set.Add(int64(len(k.Get("/api/v1/account/session").Header("Cookie", cookie).Expect(200).Headers.Values("Set-Cookie"))))
		})
	}
	all.Wait()
	require.EqualValues(t, 1, set.Load())
}

// brokenExtend is a store that cannot prolong.
type brokenExtend struct{ session.Store }

func (brokenExtend) Extend(context.Context, string, time.Time, time.Time) (bool, error) {
	return false, errs.Unavailable("storage_unavailable", "the store does not answer")
}

func TestARequestGoesOnWhenItsSessionCannotBeProlonged(t *testing.T) {
	t.Parallel()
	k := play(t, hosttest.Setting("AUTH_LOG_LEVEL", "error"), hosttest.Services(func(services *di.Services) {
		di.Decorate[session.Store](services, func(s session.Store) session.Store { return brokenExtend{s} })
	}))
	k.signUp("somebody")
	cookie := k.signIn("somebody")
	k.clock.advance(4 * time.Minute)
	require.Empty(t, k.Get("/api/v1/account/session").Header("Cookie", cookie).Expect(200).Headers.Values("Set-Cookie"))
}

// A request that prolongs its session and ends it has the deletion alone in its answer.
func TestProlongingAndEndingIsEnding(t *testing.T) {
	t.Parallel()
	k := play(t)
	k.signUp("somebody")
	cookie := k.signIn("somebody")
	k.clock.advance(4 * time.Minute)
	set := k.Delete("/api/v1/account/logout").Header("Cookie", cookie).Expect(204).Headers.Values("Set-Cookie")
	require.Len(t, set, 1)
	require.Contains(t, set[0], "Max-Age=0")
	k.Get("/api/v1/account/session").Header("Cookie", cookie).Expect(401)
}

// Who comes with a cookie that is over, or that was ended, signs up and in as anybody.
func TestACookieThatIsOverKeepsNobodyOut(t *testing.T) {
	t.Parallel()
	k := play(t)
	k.signUp("somebody")
	cookie := k.signIn("somebody")
	k.clock.advance(time.Hour)
	k.Post("/api/v1/account/signup", credentials("another")).Header("Cookie", cookie).Expect(201)
	fresh := k.Post("/api/v1/account/login", credentials("another")).Header("Cookie", cookie).Expect(204).Header("Set-Cookie")
	k.Get("/api/v1/account/session").Header("Cookie", fresh).Expect(200)
}

// The session before a sign-in is of no use after it.
func TestNoSessionCanBePlantedOnSomebody(t *testing.T) {
	t.Parallel()
	k := play(t)
	k.signUp("somebody")
	planted := "access_token=" + jwt(k.signIn("somebody")) + ";"
	k.clock.advance(time.Hour)
	cookie := k.Post("/api/v1/account/login", credentials("somebody")).Header("Cookie", planted).Expect(204).Header("Set-Cookie")
	require.NotEqual(t, jwt(planted), jwt(cookie))
	k.Get("/api/v1/account/session").Header("Cookie", planted).Expect(401)
}

// Who is kept out or gone is signed out wherever they are, at their next request.
func TestWhoIsKeptOutIsSignedOut(t *testing.T) {
	t.Parallel()
	k := play(t)
	k.signUp("somebody")
	cookie, tokens := k.signIn("somebody"), k.tokens(t, "somebody")
	boss := k.member(t, "the.boss", domain.RoleAdmin)
	k.Patch("/api/v1/users/inactivate", object{"username": "somebody"}).Header("Cookie", boss).Expect(200)
	k.Get("/api/v1/account/session").Header("Cookie", cookie).Expect(401)
	k.Get("/api/v1/users/me").Header("Authorization", "Bearer "+tokens.AccessToken).Expect(401)
	k.Post("/api/v1/auth/sessions/refresh", object{"session_token": tokens.SessionToken}).Expect(401).Problem("invalid_session")
	k.Patch("/api/v1/users/reactivate", object{"username": "somebody"}).Header("Cookie", boss).Expect(200)
	k.Get("/api/v1/account/session").Header("Cookie", cookie).Expect(401).Problem("not_authenticated") // it does not come back
	k.signIn("somebody")
}

// A change of the password ends everything but the session that it comes from.
func TestAChangeOfThePasswordEndsWhatIsOpenElsewhere(t *testing.T) {
	t.Parallel()
	k := play(t)
	k.signUp("somebody")
	here, there, tokens := k.signIn("somebody"), k.signIn("somebody"), k.tokens(t, "somebody")
	k.Patch("/api/v1/users/change_password", object{"username": "somebody", "password": "another horse"}).Header("Cookie", here).Expect(200)
	k.Get("/api/v1/account/session").Header("Cookie", here).Expect(200)
	k.Get("/api/v1/account/session").Header("Cookie", there).Expect(401)
	k.Get("/api/v1/users/me").Header("Authorization", "Bearer "+tokens.AccessToken).Expect(401)
	k.Post("/api/v1/auth/sessions/refresh", object{"session_token": tokens.SessionToken}).Expect(401).Problem("invalid_session")
	k.Post("/api/v1/account/login", credentials("somebody")).Expect(401).Problem("invalid_credentials")
	k.Post("/api/v1/account/login", object{"username": "somebody", "password": "another horse"}).Expect(204)
}

// What another site has a browser send changes nothing, and signs nobody in.
func TestWhatAnotherSiteBeginsIsRefused(t *testing.T) {
	t.Parallel()
	k := play(t)
	k.signUp("somebody")
	cookie, tokens := k.signIn("somebody"), k.tokens(t, "somebody")
	for header, value := range map[string]string{"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"} {
		k.Delete("/api/v1/account/logout").Header("Cookie", cookie).Header(header, value).Expect(403).Problem("cross_site_request")
		k.Post("/api/v1/account/login", credentials("somebody")).Header(header, value).Expect(403).Problem("cross_site_request")
		k.Post("/api/v1/account/signup", credentials("another")).Header(header, value).Expect(403).Problem("cross_site_request")
		k.Put("/api/v1/users/me/profile", object{"first_name": "A", "last_name": "B"}).Header("Authorization", "Bearer "+tokens.AccessToken).Header(header, value).Expect(204)
	}
	k.Post("/api/v1/account/login", credentials("somebody")).Header("Sec-Fetch-Site", "same-origin").Expect(204)
	k.Get("/api/v1/account/session").Header("Cookie", cookie).Expect(200)
}

// Where tokens are wanted, what changes something in the session of a cookie needs one.
func TestTokensAgainstOtherSites(t *testing.T) {
	t.Parallel()
	k := play(t, hosttest.Setting("AUTH_CSRF_HEADER", "true"))
	k.signUp("somebody")
	cookie := k.signIn("somebody")
	k.Delete("/api/v1/account/logout").Header("Cookie", cookie).Expect(403).Problem("csrf_token_invalid")
	given := k.Get("/api/v1/account/session").Header("Cookie", cookie).Expect(200).Header("Set-Cookie")
	require.True(t, strings.HasPrefix(given, "csrf="), given)
	require.NotContains(t, given, "HttpOnly")
	both := "access_token=" + jwt(cookie) + "; csrf=" + jwt(given)
	k.Delete("/api/v1/account/logout").Header("Cookie", both).Header("X-CSRF-Token", jwt(given)).Expect(204)
}
