package mvc_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/mvc"
)

type dish struct {
	ID    string `path:"id"`
	Name  string `json:"name" validate:"required"`
	Owner string `json:"owner"`
}

// ownDish may be changed by who owns it, and by a manager.
type ownDish struct{ dish }

func (d ownDish) Policy() auth.Policy {
	return auth.AnyOf(auth.Subject(d.Owner), auth.Role("manager"))
}

type openDish struct{ dish }

func (*openDish) Policy() auth.Policy { return auth.Anyone() }

type menus struct{}

func newMenus() *menus { return &menus{} }

func (*menus) Routes(r *mvc.Routes[*menus]) {
	r.Prefix("/menu").With(mvc.Authorize(auth.AnyRole("chef", "manager")))
	mvc.Post(r, "/{id}", serving[dish], mvc.Name("add"), mvc.Description("Adds a dish."))
	mvc.Delete(r, "/{id}", serving[struct {
		ID string `path:"id"`
	}], mvc.Name("drop"), mvc.Authorize(auth.Role("manager")))
	mvc.Get(r, "/", serving[struct{}], mvc.Name("list"), mvc.Anonymous())
	mvc.Get(r, "/mine", serving[struct{}], mvc.Name("mine"), mvc.Anonymous(), mvc.Authorize(auth.Authenticated()))
	mvc.Post(r, "/login", serving[dishless], mvc.Name("login"), mvc.Anonymous(), mvc.Authorize(auth.Guest()))
}

type dishless struct {
	Name string `json:"name" validate:"required"`
}

type kitchens struct{}

func newKitchens() *kitchens { return &kitchens{} }

func (*kitchens) Routes(r *mvc.Routes[*kitchens]) {
	r.Prefix("/kitchen")
	mvc.Put(r, "/{id}", inKitchen[ownDish], mvc.Name("change"))
	mvc.Put(r, "/open/{id}", inKitchen[openDish], mvc.Name("changeOpen"))
	mvc.Put(r, "/hook/{id}", inKitchen[ownDish], mvc.Name("hook"), mvc.Anonymous())
	mvc.Get(r, "/", inKitchen[struct{}], mvc.Name("look"))
}

func serving[I any](*menus, context.Context, I) (mvc.None, error) { return mvc.None{}, nil } //nolint:revive // an action is a method expression

func inKitchen[I any](_ *kitchens, ctx context.Context, _ I) (mvc.None, error) { //nolint:revive // an action is a method expression
	return mvc.None{}, ctx.Err()
}

// signIn reads "subject role role" from a header, as no real service should.
var signIn = auth.AuthenticatorFunc(func(_ http.ResponseWriter, r *http.Request) (auth.Identity, error) {
	words := strings.Fields(r.Header.Get("X-Test-User"))
	switch {
	case len(words) == 0:
		return auth.Identity{}, nil
	case words[0] == "expired":
		return auth.Identity{}, errs.Unauthenticated("token_expired", "the token has expired; sign in again")
	default:
		return auth.Identity{Subject: words[0], Roles: words[1:]}, nil
	}
})

func withSignIn(config mvc.Config) mvc.Config {
	config.Middlewares = append(config.Middlewares, auth.Middleware(signIn))
	return config
}

func TestCallersAreHeldToThePolicyOfTheRoute(t *testing.T) {
	t.Parallel()
	c := serve(t, withSignIn(mvc.Config{}), mvc.Controller[*menus](newMenus), mvc.Controller[*kitchens](newKitchens))
	body := map[string]any{"name": "soup", "owner": "ann"}
	login := map[string]any{"name": "ann"}
	tests := []struct {
		name, method, path, user string
		body                     any
		status                   int
		code                     string
	}{
		{"nobody adds", "POST", "/menu/1", "", body, 401, "not_authenticated"},
		{"an expired token adds", "POST", "/menu/1", "expired", body, 401, "token_expired"},
		{"a driver adds", "POST", "/menu/1", "ann driver", body, 403, "forbidden"},
		{"a chef adds", "POST", "/menu/1", "ann chef", body, 204, ""},
		{"a chef drops, which both policies forbid", "DELETE", "/menu/1", "ann chef", nil, 403, "forbidden"},
		{"a manager drops", "DELETE", "/menu/1", "ann manager", nil, 204, ""},
		{"nobody lists", "GET", "/menu", "", nil, 204, ""},
		{"an expired token lists", "GET", "/menu", "expired", nil, 204, ""},
		{"nobody looks for theirs", "GET", "/menu/mine", "", nil, 401, "not_authenticated"},
		{"a driver looks for theirs", "GET", "/menu/mine", "ann driver", nil, 204, ""},
		{"nobody signs in", "POST", "/menu/login", "", login, 204, ""},
		{"an expired token signs in", "POST", "/menu/login", "expired", login, 204, ""},
		{"somebody signs in", "POST", "/menu/login", "ann", login, 403, "already_authenticated"},
		{"nobody changes", "PUT", "/kitchen/1", "", body, 401, "not_authenticated"},
		{"nobody changes what is not valid", "PUT", "/kitchen/1", "", map[string]any{}, 401, "not_authenticated"},
		{"bob changes what is not valid", "PUT", "/kitchen/1", "bob", map[string]any{}, 422, "validation_failed"},
		{"bob changes", "PUT", "/kitchen/1", "bob", body, 403, "forbidden"},
		{"ann changes", "PUT", "/kitchen/1", "ann", body, 204, ""},
		{"a manager changes", "PUT", "/kitchen/1", "bob manager", body, 204, ""},
		{"nobody changes what is open", "PUT", "/kitchen/open/1", "", body, 204, ""},
		{"nobody calls the hook", "PUT", "/kitchen/hook/1", "", body, 204, ""},
		{"nobody looks", "GET", "/kitchen", "", nil, 204, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got := c.Do(tt.method, tt.path, tt.body).Header("X-Test-User", tt.user).Expect(tt.status)
			challenge := ""
			if tt.status == http.StatusUnauthorized {
				challenge = "Bearer"
			}
			require.Equal(t, challenge, got.Header("Www-Authenticate"))
			if tt.code != "" {
				got.Problem(tt.code)
				require.Equal(t, "no-store", got.Header("Cache-Control"))
			}
		})
	}
}

func TestRoutesThatDeclareNothingAreHeldToThePolicyOfTheApp(t *testing.T) {
	t.Parallel()
	c := serve(t, withSignIn(mvc.Config{Policy: auth.Authenticated()}), mvc.Controller[*menus](newMenus), mvc.Controller[*kitchens](newKitchens))
	c.Get("/kitchen").Expect(http.StatusUnauthorized)
	c.Get("/kitchen").Header("X-Test-User", "ann").Expect(http.StatusNoContent)
	c.Get("/menu").Expect(http.StatusNoContent)
	c.Do("PUT", "/kitchen/open/1", map[string]any{"name": "soup"}).Expect(http.StatusNoContent)
}

// unread is a body that must not be touched.
type unread struct{ t *testing.T }

func (u unread) Read([]byte) (int, error) {
	u.t.Error("the body was read")
	return 0, io.EOF
}

func TestWhoIsRefusedIsRefusedBeforeTheBodyIsRead(t *testing.T) {
	t.Parallel()
	app := build(t, newServices(), withSignIn(mvc.Config{}), mvc.Controller[*menus](newMenus), mvc.Controller[*kitchens](newKitchens))
	for _, target := range []string{"POST /menu/1 ann driver", "POST /menu/1", "PUT /kitchen/1"} {
		words := strings.SplitN(target, " ", 3)
		r := httptest.NewRequest(words[0], words[1], unread{t})
		r.Header.Set("Content-Type", "text/weird")
		r.Header.Set("Accept", "image/weird")
		if len(words) > 2 {
			r.Header.Set("X-Test-User", words[2])
		}
		w := httptest.NewRecorder()
		app.Handler().ServeHTTP(w, r)
		require.Contains(t, []int{401, 403}, w.Code, "who may not call does not learn what a call would look like")
	}
}

func TestARefusalCarriesTheHeadersOfCORS(t *testing.T) {
	t.Parallel()
	cors := mvc.CORS(mvc.CORSConfig{Origins: []string{"https://shop.example"}, Credentials: true})
	for name, middlewares := range map[string][]mvc.Middleware{
		"CORS outside": {cors, auth.Middleware(signIn)}, "CORS inside": {auth.Middleware(signIn), cors},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := serve(t, mvc.Config{Middlewares: middlewares}, mvc.Controller[*menus](newMenus))
			for user, status := range map[string]int{"": 401, "expired": 401, "ann driver": 403} {
				got := c.Do("DELETE", "/menu/1", nil).Header("Origin", "https://shop.example").Header("X-Test-User", user).Expect(status)
				require.Equal(t, "https://shop.example", got.Header("Access-Control-Allow-Origin"))
				require.Equal(t, "true", got.Header("Access-Control-Allow-Credentials"))
			}
			c.Do("OPTIONS", "/menu/1", nil).Header("Origin", "https://shop.example").Header("X-Test-User", "expired").
				Header("Access-Control-Request-Method", "DELETE").Expect(http.StatusNoContent)
		})
	}
}

func TestTheChallengeTellsOfABadToken(t *testing.T) {
	t.Parallel()
	c := serve(t, withSignIn(mvc.Config{}), mvc.Controller[*menus](newMenus))
	got := c.Get("/menu/mine").Header("Authorization", "bearer abc").Header("X-Test-User", "expired").Expect(401)
	require.Equal(t, `Bearer error="invalid_token"`, got.Header("Www-Authenticate"))

	c = serve(t, withSignIn(mvc.Config{Problems: mvc.Problems{Challenge: `Basic realm="shop"`}}), mvc.Controller[*menus](newMenus))
	require.Equal(t, `Basic realm="shop"`, c.Get("/menu/mine").Expect(401).Header("Www-Authenticate"))
}

func TestDecisionsAboutRoutesAreAudited(t *testing.T) {
	t.Parallel()
	var lines []string
	auditor := auth.AuditorFunc(func(_ context.Context, d auth.Decision) {
		code := "granted"
		if d.Err != nil {
			code = errs.CodeOf(d.Err)
		}
		lines = append(lines, strings.Join([]string{d.Identity.Subject, d.Action, d.Policy.String(), code}, "|"))
	})
	c := serve(t, withSignIn(mvc.Config{Auditor: auditor}), mvc.Controller[*menus](newMenus), mvc.Controller[*kitchens](newKitchens))
	body := map[string]any{"name": "soup", "owner": "ann"}
	c.Do("POST", "/menu/1", body).Header("X-Test-User", "ann chef").Expect(204)
	c.Do("POST", "/menu/1", body).Header("X-Test-User", "ann").Expect(403)
	c.Do("PUT", "/kitchen/1", body).Expect(401)
	c.Do("PUT", "/kitchen/1", body).Header("X-Test-User", "bob").Expect(403)
	c.Get("/kitchen").Expect(204)
	require.Equal(t, []string{
		"ann|POST /menu/{id}|role chef or role manager|granted",
		"ann|POST /menu/{id}|role chef or role manager|forbidden",
		"|PUT /kitchen/{id}|authentication|not_authenticated",
		"bob|PUT /kitchen/{id}|the subject or role manager|forbidden",
	}, lines)
}

type muddled struct{}

func (muddled) Policy() auth.Policy { panic("no policy today") }

type muddle struct{}

func (*muddle) Routes(r *mvc.Routes[*muddle]) {
	mvc.Get(r, "/nil", func(*muddle, context.Context, struct{}) (mvc.None, error) { return mvc.None{}, nil }, mvc.Authorize(nil))
	mvc.Get(r, "/muddled", func(*muddle, context.Context, muddled) (mvc.None, error) { return mvc.None{}, nil })
}

func TestAPolicyThatCannotHoldIsAFaultOfBuild(t *testing.T) {
	t.Parallel()
	faults := faultsOf(t, mvc.Controller[*muddle](func() *muddle { return &muddle{} }))
	require.Len(t, faults, 2)
	require.Contains(t, faults[0].Message, "a policy of it is nil")
	require.Contains(t, faults[1].Message, "cannot tell its policy")
}

func TestAGuardedHandlerRefusesWithProblems(t *testing.T) {
	t.Parallel()
	served := errors.New("served")
	handler := auth.Middleware(signIn)(mvc.Guard(auth.Role("manager"), nil)(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic(served) })))
	for user, status := range map[string]int{"": 401, "ann": 403} {
		r := httptest.NewRequest(http.MethodGet, "/reports", nil)
		r.Header.Set("X-Test-User", user)
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, r)
		require.Equal(t, status, w.Code)
		require.Equal(t, mvc.MediaProblem, w.Header().Get("Content-Type"))
	}
	r := httptest.NewRequest(http.MethodGet, "/reports", nil)
	r.Header.Set("X-Test-User", "ann manager")
	require.PanicsWithError(t, "served", func() { handler.ServeHTTP(httptest.NewRecorder(), r) })
}
