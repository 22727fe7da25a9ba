package api_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/auth/password/passwordtest"
	"github.com/neuroglia-go/neuroglia/hosting/hosttest"
	"github.com/neuroglia-go/neuroglia/mediator"
	"github.com/neuroglia-go/neuroglia/mvc/mvctest"
	"github.com/neuroglia-go/neuroglia/samples/auth/application/identity"
	domain "github.com/neuroglia-go/neuroglia/samples/auth/domain/identity"
)

// G1 and G2.
func TestTheRootLeadsToTheDocuments(t *testing.T) {
	t.Parallel()
	k := play(t)
	home := k.SubApp("home")
	require.Equal(t, "/docs", home.Get("/").Undocumented().Expect(http.StatusTemporaryRedirect).Header("Location"))
	require.Equal(t, "/api/v1/docs", home.Get("/docs").Undocumented().Expect(http.StatusTemporaryRedirect).Header("Location"))
	k.Get("/api/v1/docs").Undocumented().Expect(http.StatusOK)
	require.JSONEq(t, `{"status":"ok"}`, string(k.Get("/api/v1/").Undocumented().Expect(http.StatusOK).Body))
}

// A1: the errors are told in this order, of which a request with several faults shows the first.
func TestSigningUp(t *testing.T) {
	t.Parallel()
	k := play(t)
	const path = "/api/v1/account/signup"
	require.JSONEq(t, `{"id":"00000000-0000-7000-8000-000000000001","username":"somebody"}`, string(k.Post(path, credentials("somebody")).Expect(201).Body))
	cookie := k.signIn("somebody")

	k.Post(path, "x").Header("Content-Type", "text/plain").Header("Cookie", cookie).Expect(415)
	k.Post(path, "{").Header("Cookie", cookie).Expect(400).Problem("malformed_body")
	k.Post(path, object{"username": "ab"}).Header("Cookie", cookie).Expect(422).Problem("validation_failed").Fault("body", "/password", "required")
	k.Post(path, object{"username": "ab", "password": "c"}).Header("Cookie", cookie).Expect(403).Problem("already_authenticated")
	k.Post(path, object{"username": "ab", "password": "c"}).Expect(400).Problem("domain_rule").Fault("body", "/username", "username_length")
	k.Post(path, object{"username": "somebody", "password": "c"}).Expect(400).Problem("domain_rule").Fault("body", "/password", "password_length")
	k.Post(path, object{"username": "somebody", "password": strings.Repeat("x", 1025)}).Expect(400).Problem("domain_rule")
	k.Post(path, credentials("somebody")).Expect(409).Problem("username_taken")
	k.Post(path, strings.Repeat(" ", 2<<20)+"{}").Expect(413)

	listed := decode(t, k.Get("/api/v1/users").Header("Cookie", k.member(t, "the.boss", domain.RoleAdmin)).Expect(200))
	require.Contains(t, listed["items"], object{
		"id": "00000000-0000-7000-8000-000000000001", "username": "somebody", "role": "user", "is_active": true,
		"created_at": "2026-05-01T12:00:00Z", "updated_at": "2026-05-01T12:00:00Z",
	})
}

// Who is second with a name is told so by the store.
func TestSigningUpAtTheSameTime(t *testing.T) {
	t.Parallel()
	for name, database := range databases(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			app := serveOver(t, database)
			statuses := make(chan int, 8)
			for range cap(statuses) {
				go func() { statuses <- app.Post("/api/v1/account/signup", credentials("somebody")).Send().Status }()
			}
			count := map[int]int{}
			for range cap(statuses) {
				count[<-statuses]++
			}
			require.Equal(t, map[int]int{201: 1, 409: cap(statuses) - 1}, count)
		})
	}
}

// A2, in order.
func TestSigningIn(t *testing.T) {
	t.Parallel()
	k := play(t)
	const path = "/api/v1/account/login"
	k.signUp("somebody")
	answer := k.Post(path, credentials("somebody")).Expect(204)
	require.Empty(t, answer.Body)
	cookie := answer.Header("Set-Cookie")

	k.Post(path, object{}).Header("Cookie", cookie).Expect(422)
	k.Post(path, object{"username": "ab", "password": "c"}).Header("Cookie", cookie).Expect(403).Problem("already_authenticated")
	k.Post(path, object{"username": "ab", "password": "c"}).Expect(400).Fault("body", "/username", "username_length")
	k.Post(path, object{"username": "somebody", "password": "c"}).Expect(400).Fault("body", "/password", "password_length")
	k.Post(path, object{"username": "somebody", "password": "wrong horse"}).Expect(401).Problem("invalid_credentials")

	k.Patch("/api/v1/users/inactivate", object{"username": "somebody"}).Header("Cookie", k.member(t, "the.boss", domain.RoleAdmin)).Expect(200)
	refused := k.Post(path, object{"username": "somebody", "password": "wrong horse"}).Expect(401).Problem("invalid_credentials")
	require.Empty(t, refused.Headers.Values("Set-Cookie"))
	require.NotEmpty(t, refused.Header("WWW-Authenticate"))
	require.Empty(t, k.Post(path, credentials("somebody")).Expect(401).Problem("account_inactive").Headers.Values("Set-Cookie"))
}

// The hash of a former pepper is made anew in the commit that signs in, and only then.
func TestAHashIsBroughtUpToDateBySigningIn(t *testing.T) {
	t.Parallel()
	k := play(t)
	k.signUp("somebody")
	credential := func() string {
		found, err := hosttest.Resolve[identity.Credentials](k.App).Get(t.Context(), "00000000-0000-7000-8000-000000000001")
		require.NoError(t, err)
		return found.Value.Hash
	}
	before := credential()
	k.hasher.Hasher = hasherOf(t, auth.NewSecret("the pepper that comes after that one"))
	k.Post("/api/v1/account/login", object{"username": "somebody", "password": "wrong horse"}).Expect(401)
	require.Equal(t, before, credential())
	k.signIn("somebody")
	after := credential()
	require.NotEqual(t, before, after)
	k.signIn("somebody")
	require.Equal(t, after, credential())
	require.NotEmpty(t, passwordtest.Pepper().Reveal())
}

// A3 and A4.
func TestSigningOut(t *testing.T) {
	t.Parallel()
	k := play(t)
	k.signUp("somebody")
	one, other := k.signIn("somebody"), k.signIn("somebody")
	k.Delete("/api/v1/account/logout").Expect(401).Problem("not_authenticated")
	k.Get("/api/v1/account/session").Expect(401).Problem("not_authenticated")
	require.JSONEq(t, `{"user_id":"00000000-0000-7000-8000-000000000001","expires_at":"2026-05-01T12:05:00Z"}`,
		string(k.Get("/api/v1/account/session").Header("Cookie", one).Expect(200).Body))

	out := k.Delete("/api/v1/account/logout").Header("Cookie", one).Expect(204)
	require.Contains(t, out.Header("Set-Cookie"), "access_token=; Path=/; Max-Age=0")
	k.Get("/api/v1/account/session").Header("Cookie", one).Expect(401)
	k.Get("/api/v1/account/session").Header("Cookie", other).Expect(200)
	left, err := k.store.Store.Load(t.Context(), "sessions", nil)
	require.NoError(t, err)
	require.Empty(t, left)
}

// Whoever signs in with the password that is being changed fails, whoever comes first.
func TestNobodySignsInWithAPasswordThatIsBeingChanged(t *testing.T) {
	t.Parallel()
	for _, path := range []string{"/api/v1/account/login", "/api/v1/auth/sessions"} {
		for name, change := range map[string]func(ctx context.Context, m *mediator.Mediator) error{
			"password": func(ctx context.Context, m *mediator.Mediator) error {
				_, err := mediator.Send(ctx, m, identity.ChangePassword{Username: "somebody", Password: auth.NewSecret("another horse")})
				return err
			},
			"activation": func(ctx context.Context, m *mediator.Mediator) error {
				_, err := mediator.Send(ctx, m, identity.InactivateUser{Username: "somebody"})
				return err
			},
		} {
			t.Run(name+" "+path, func(t *testing.T) {
				t.Parallel()
				k := play(t)
				k.signUp("somebody")
				boss := auth.NewContext(t.Context(), auth.Identity{Subject: "boss", Name: "the.boss", Roles: []string{"super_admin"}})
				var done bool
				k.hasher.before = func(context.Context) {
					if !done { // the password was found right, and nothing is committed yet
						done = true
						require.NoError(t, change(boss, hosttest.Resolve[*mediator.Mediator](k.App)))
					}
				}
				refused := k.Post(path, credentials("somebody")).Expect(401)
				require.Empty(t, refused.Headers.Values("Set-Cookie"))
			})
		}
	}
}

// Who has to wait is told how long.
func TestWhoHasToWaitIsToldHowLong(t *testing.T) {
	t.Parallel()
	k := play(t)
	k.signUp("somebody")
	k.hasher.busy.Store(true)
	for _, path := range []string{"/api/v1/account/login", "/api/v1/auth/sessions", "/api/v1/account/signup"} {
		for range 10 { // to come back is no guess
			require.Equal(t, "2", k.Post(path, credentials("somebody")).Expect(503).Problem("hasher_busy").Header("Retry-After"))
		}
	}
	k.hasher.busy.Store(false)
	guess := func() *mvctest.Response {
		return k.Post("/api/v1/account/login", object{"username": "somebody", "password": "wrong horse"}).Send()
	}
	for range 5 {
		require.Equal(t, 401, guess().Status)
	}
	require.Equal(t, 429, guess().Status)
	require.Equal(t, "1", guess().Header("Retry-After"))
	k.Post("/api/v1/account/login", credentials("somebody")).Expect(429).Problem("too_many_attempts")
	k.clock.advance(time.Second)
	k.signIn("somebody")
}

// A commit that fails sets no cookie, and says nothing of why.
func TestACommitThatFailsSetsNoCookie(t *testing.T) {
	t.Parallel()
	k := play(t)
	k.signUp("somebody")
	k.store.commitsRefuse.Store(true)
	refused := k.Post("/api/v1/account/login", credentials("somebody")).Expect(503).Problem("storage_unavailable")
	require.Empty(t, refused.Headers.Values("Set-Cookie"))
	k.Post("/api/v1/account/signup", credentials("another")).Expect(503).Problem("storage_unavailable")
	k.store.commitsRefuse.Store(false)
	k.signIn("somebody")
	k.Post("/api/v1/account/login", credentials("another")).Expect(401)
}
