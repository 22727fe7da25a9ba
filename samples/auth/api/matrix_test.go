package api_test

import (
	"fmt"
	"net/http"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/hosting/hosttest"
	"github.com/neuroglia-go/neuroglia/internal/testenv"
	"github.com/neuroglia-go/neuroglia/mediator"
	"github.com/neuroglia-go/neuroglia/samples/auth/application/identity"
	domain "github.com/neuroglia-go/neuroglia/samples/auth/domain/identity"
)

const secret = "correct horse"

var roles = []domain.Role{domain.RoleUser, domain.RoleAdmin, domain.RoleSuperAdmin}

// databases are those that the service is run on.
func databases(t *testing.T) map[string]string {
	t.Helper()
	return map[string]string{
		"memory":   "memory:",
		"sqlite":   "sqlite:" + filepath.Join(t.TempDir(), "auth.db"),
		"postgres": testenv.Postgres(t),
	}
}

// user makes a user with the role, and returns the cookie of a session.
func user(t *testing.T, app *hosttest.App, name string, role domain.Role) (cookie string) {
	t.Helper()
	login := object{"username": name, "password": secret}
	app.Post("/api/v1/account/signup", login).Expect(http.StatusCreated)
	promote(t, app, name, role)
	return app.Post("/api/v1/account/login", login).Expect(http.StatusNoContent).Header("Set-Cookie")
}

// promote gives a user the role, as the operator does.
func promote(t *testing.T, app *hosttest.App, name string, role domain.Role) {
	t.Helper()
	_, err := mediator.Send(auth.AsSystem(t.Context(), "test"), hosttest.Resolve[*mediator.Mediator](app), identity.PromoteUser{Username: name, Role: role})
	require.NoError(t, err)
}

// The whole matrix of who may do what to whom, over HTTP and on every store.
func TestEveryRoleMayDoWhatItShouldToEveryOther(t *testing.T) {
	t.Parallel()
	for name, database := range databases(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			app := serveOver(t, database)
			for _, actor := range roles {
				cookie := user(t, app, "actor_"+short(actor), actor)
				for _, target := range roles {
					holdToMatrix(t, app, cookie, actor, target)
				}
				holdSelf(t, app, cookie, "actor_"+short(actor))
			}
		})
	}
}

// short is the role as a part of a username.
func short(role domain.Role) string { return string(role[:1]) + string(role[len(role)-1:]) }

func holdToMatrix(t *testing.T, app *hosttest.App, cookie string, actor, target domain.Role) {
	t.Helper()
	above := actor.IsAbove(target)
	top := actor == domain.RoleSuperAdmin
	name := fmt.Sprintf("of_%s_%s", short(actor), short(target))
	user(t, app, name, target)
	named, changed := object{"username": name}, object{"username": name, "password": secret + "2"}
	for _, step := range []struct {
		action  string
		body    object
		allowed bool
		code    string // of the refusal when it is not simply forbidden
	}{
		{"change_password", changed, above, ""},
		{"inactivate", named, above, ""},
		{"reactivate", named, above, ""},
		{"grant", named, top && target != domain.RoleSuperAdmin, refusal(top && target == domain.RoleSuperAdmin)},
		{"revoke", named, top && target != domain.RoleSuperAdmin, refusal(top && target == domain.RoleSuperAdmin)},
	} {
		answer := app.Patch("/api/v1/users/"+step.action, step.body).Header("Cookie", cookie)
		if step.allowed {
			answer.Expect(http.StatusOK)
			continue
		}
		code := step.code
		if code == "" {
			code = "forbidden"
		}
		answer.Expect(http.StatusForbidden).Problem(code)
	}
	holdCreation(t, app, cookie, actor, target)
}

func refusal(system bool) string {
	if system {
		return "system_role"
	}
	return ""
}

func holdCreation(t *testing.T, app *hosttest.App, cookie string, actor, target domain.Role) {
	t.Helper()
	created := app.Post("/api/v1/users", object{
		"username": fmt.Sprintf("by_%s_%s", short(actor), short(target)), "password": secret, "role": target,
	}).Header("Cookie", cookie)
	switch {
	case target == domain.RoleSuperAdmin:
		created.Expect(http.StatusUnprocessableEntity).Fault("body", "/role", "oneof")
	case actor.IsAbove(target):
		created.Expect(http.StatusCreated)
	default:
		created.Expect(http.StatusForbidden).Problem("forbidden")
	}
}

// holdSelf is what everybody may and may not do to themselves.
func holdSelf(t *testing.T, app *hosttest.App, cookie, name string) {
	t.Helper()
	app.Patch("/api/v1/users/inactivate", object{"username": name}).Header("Cookie", cookie).Expect(http.StatusForbidden)
	app.Patch("/api/v1/users/change_password", object{"username": name, "password": "another one"}).Header("Cookie", cookie).Expect(http.StatusOK)
	app.Get("/api/v1/account/session").Header("Cookie", cookie).Expect(http.StatusOK) // the session of the change goes on
}

// Who may manage nobody learns nothing of who is there.
func TestAUserCannotFindOutWhoIsThere(t *testing.T) {
	t.Parallel()
	app := serve(t)
	cookie := user(t, app, "somebody", domain.RoleUser)
	user(t, app, "another", domain.RoleUser)
	bodies := map[string][]object{}
	for _, name := range []string{"another", "nobody"} {
		for action, request := range map[string]object{"inactivate": {"username": name}, "change_password": {"username": name, "password": secret}} {
			body := decode(t, app.Patch("/api/v1/users/"+action, request).Header("Cookie", cookie).Expect(http.StatusForbidden))
			delete(body, "traceId")
			delete(body, "instance")
			bodies[action] = append(bodies[action], body)
		}
	}
	for _, answers := range bodies {
		require.Equal(t, answers[0], answers[1])
	}
}
