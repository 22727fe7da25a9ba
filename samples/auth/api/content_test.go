package api_test

import (
	"net/http"
	"path"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/auth/rebac"
	"github.com/neuroglia-go/neuroglia/data/eventstore"
	"github.com/neuroglia-go/neuroglia/eventing"
	"github.com/neuroglia-go/neuroglia/hosting/hosttest"
	"github.com/neuroglia-go/neuroglia/mvc/mvctest"
)

// writer is a member at work.
type writer struct {
	*mvctest.Client
	id, bearer string
}

// join registers a user and waits until the user is a member.
func join(t *testing.T, app *hosttest.App, name string) *writer {
	t.Helper()
	tokens := decode(t, app.Post("/api/v1/registration", object{
		"username": name, "password": "correct horse", "first_name": "A", "last_name": "B",
	}).Expect(http.StatusCreated))
	w := &writer{Client: app.SubApp("content"), bearer: "Bearer " + tokens["access_token"].(string)}
	w.id = decode(t, app.Get("/api/v1/users/me").Header("Authorization", w.bearer).Expect(http.StatusOK))["id"].(string)
	settle(t, app)
	return w
}

// settle waits until everything that reacts has seen what there is.
func settle(t *testing.T, app *hosttest.App) {
	t.Helper()
	engine := hosttest.Resolve[*eventing.Engine](app)
	for _, name := range []string{"local-members", "relations"} {
		head, err := hosttest.Resolve[eventstore.Store](app).Head(t.Context())
		require.NoError(t, err)
		require.NoError(t, engine.Await(t.Context(), name, head))
	}
}

func (w *writer) do(r *mvctest.Request) *mvctest.Request { return r.Header("Authorization", w.bearer) }

func (w *writer) write(t *testing.T, path string, body object) string {
	t.Helper()
	return w.do(w.Post(path, body)).Expect(http.StatusCreated).Header("Location")
}

func TestMembersWriteAndOnlyTheirOwn(t *testing.T) {
	t.Parallel()
	app := serve(t)
	ada, bob := join(t, app, "ada.lovelace"), join(t, app, "bob.babbage")

	post := ada.write(t, "/v1/posts", object{"text_content": "first"})
	ada.Get(post).Expect(http.StatusUnauthorized)
	require.Equal(t, ada.id, decode(t, bob.do(bob.Get(post)).Expect(http.StatusOK))["owner_id"])
	bob.do(bob.Put(post, object{"text_content": "mine now"})).Expect(http.StatusForbidden).Problem("forbidden")
	bob.do(bob.Delete(post)).Expect(http.StatusForbidden).Problem("forbidden")
	require.Equal(t, "second", decode(t, ada.do(ada.Put(post, object{"text_content": "second"})).Expect(http.StatusOK))["text_content"])
	ada.do(ada.Put("/v1/posts/01890dd5-ea3f-7746-b5c0-d3ad5ea1a1a1", object{"text_content": "x"})).Expect(http.StatusNotFound).Problem("post_not_found")
	ada.do(ada.Get("/v1/posts/x")).Expect(http.StatusUnprocessableEntity)

	comment := bob.write(t, "/v1/comments", object{"text_content": "well", "post_id": id(post)})
	ada.do(ada.Delete(comment)).Expect(http.StatusForbidden)
	ada.do(ada.Delete(post)).Expect(http.StatusNoContent)
	bob.do(bob.Get(comment)).Expect(http.StatusNotFound).Problem("comment_not_found")
	settle(t, app)
	authorizer := hosttest.Resolve[rebac.Authorizer](app)
	for _, object := range []string{"post:" + id(post), "comment:" + id(comment)} {
		for _, user := range []string{"user:" + ada.id, "user:" + bob.id, "user:platform#is_super_admin"} {
			left, err := authorizer.Check(t.Context(), rebac.Tuple{User: user, Relation: "can_delete", Object: object})
			require.NoError(t, err)
			require.False(t, left, "%s of %s", object, user)
		}
	}
}

func TestASuperAdminOfThePlatformMayChangeEverything(t *testing.T) {
	t.Parallel()
	app := serve(t)
	ada, bob := join(t, app, "ada.lovelace"), join(t, app, "bob.babbage")
	post := ada.write(t, "/v1/posts", object{"text_content": "first"})
	grant := []rebac.Tuple{{User: "user:" + bob.id, Relation: "is_super_admin", Object: "user:platform"}}
	require.NoError(t, hosttest.Resolve[rebac.Authorizer](app).Write(t.Context(), grant, nil))
	bob.do(bob.Put(post, object{"text_content": "moderated"})).Expect(http.StatusOK)
	bob.do(bob.Delete(post)).Expect(http.StatusNoContent)
}

func TestAListHasEachPostOnce(t *testing.T) {
	t.Parallel()
	app := serve(t)
	ada := join(t, app, "ada.lovelace")
	var want []string
	for _, text := range []string{"one", "two", "three"} {
		want = append(want, id(ada.write(t, "/v1/posts", object{"text_content": text})))
	}
	slices.Reverse(want)
	list := decode(t, ada.do(ada.Get("/v1/posts")).Expect(http.StatusOK))
	var got []string
	for _, item := range list["items"].([]any) {
		got = append(got, item.(object)["id"].(string))
	}
	require.Equal(t, want, got)
	require.EqualValues(t, 3, list["total"])
	for query, status := range map[string]int{
		"from_date=2001-01-01T00:00:00Z": 200, "to_date=2001-01-01T00:00:00Z": 200, "from_date=yesterday": 422,
		"sort_field=secret": 400, "sort_order=up": 422, "limit=0": 422, "limit=101": 422, "offset=-1": 422,
	} {
		ada.do(ada.Get("/v1/posts?" + query)).Expect(status)
	}
	require.EqualValues(t, 0, decode(t, ada.do(ada.Get("/v1/posts?to_date=2001-01-01T00:00:00Z")).Expect(200))["total"])
}

// id returns the last part of an address.
func id(address string) string { return path.Base(address) }
