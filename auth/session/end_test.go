package session_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/auth/session"
	"github.com/neuroglia-go/neuroglia/errs"
)

func TestReuseAfterLogoutIsRefused(t *testing.T) {
	t.Parallel()
	s := newService(t)
	token, other := s.login(t), s.login(t)
	answer := s.do(t, "DELETE", "/logout", with(token))
	require.Equal(t, []string{name + "=; Path=/; Max-Age=0; HttpOnly; Secure; SameSite=Strict"}, answer.Header["Set-Cookie"])
	require.Equal(t, http.StatusUnauthorized, s.status(t, token))
	require.Equal(t, http.StatusOK, s.status(t, other), "other sessions stay")
	require.Equal(t, http.StatusUnauthorized, s.do(t, "DELETE", "/logout", with(token)).StatusCode)
}

func TestALogoutThatExtendsEndsWithTheDeletionOnly(t *testing.T) {
	t.Parallel()
	s := newService(t)
	token := s.login(t)
	s.clock.advance(9 * time.Minute)
	answer := s.do(t, "DELETE", "/logout", with(token))
	require.Equal(t, []string{name + "=; Path=/; Max-Age=0; HttpOnly; Secure; SameSite=Strict"}, answer.Header["Set-Cookie"])
}

func TestReuseAfterRevocationIsRefused(t *testing.T) {
	t.Parallel()
	s := newService(t)
	first, second := s.login(t), s.login(t)
	caller, err := s.Identify(t.Context(), auth.NewSecret(second))
	require.NoError(t, err)

	require.NoError(t, s.RevokeAll(t.Context(), auth.Identity{Subject: "bob"}))
	require.NoError(t, s.RevokeAll(t.Context(), auth.Identity{Subject: "ann", Issuer: "https://elsewhere"}))
	require.Equal(t, http.StatusOK, s.status(t, first), "others are none of its business")

	require.NoError(t, s.RevokeAll(t.Context(), caller, caller.Session))
	require.Equal(t, http.StatusUnauthorized, s.status(t, first))
	require.Equal(t, http.StatusOK, s.status(t, second), "all but this")

	err = s.Revoke(t.Context(), auth.Identity{Subject: "bob"}, caller.Session)
	require.Equal(t, "session_not_found", errs.CodeOf(err))
	require.Equal(t, http.StatusOK, s.status(t, second), "nobody ends the session of another")
	require.NoError(t, s.Revoke(t.Context(), auth.Identity{Subject: "ann"}, caller.Session))
	require.ErrorIs(t, s.Revoke(t.Context(), caller, caller.Session), errs.KindNotFound)
	require.Equal(t, http.StatusUnauthorized, s.status(t, second))
	require.Error(t, s.RevokeAll(t.Context(), auth.Identity{}), "nobody has no sessions")
}

// The name of a session is no secret, and another issuer may put what it likes into a "sid".
func TestTheNameOfASessionGivesNobodyARightToIt(t *testing.T) {
	t.Parallel()
	var caller auth.Identity
	s := newService(t)
	token := s.login(t)
	victim, err := s.Identify(t.Context(), auth.NewSecret(token))
	require.NoError(t, err)
	call := func(act func(context.Context) error) error {
		var fault error
		w := httptest.NewRecorder()
		s.Middleware(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			fault = act(auth.NewContext(r.Context(), caller))
		})).ServeHTTP(w, get(t, "/"))
		if fault != nil {
			require.Empty(t, w.Header().Get("Set-Cookie"))
		}
		return fault
	}
	for _, caller = range []auth.Identity{
		{Subject: "mallory", Session: victim.Session},
		{Subject: "ann", Issuer: "https://elsewhere", Session: victim.Session},
	} {
		err := call(func(ctx context.Context) error { _, err := s.Rotate(ctx); return err })
		require.ErrorIs(t, err, errs.KindUnauthenticated, "it is not turned into one of one's own")
		err = call(s.End)
		require.Equal(t, "no_session", errs.CodeOf(err))
		require.NoError(t, call(func(ctx context.Context) error { _, err := s.Open(ctx, caller); return err }))
		require.Equal(t, http.StatusOK, s.status(t, token), "and does not end")
	}
}

func TestARevokedSessionIsNotBroughtBackByARequestUnderWay(t *testing.T) {
	t.Parallel()
	var revoke func()
	s := newService(t, func(c *session.Config) {
		c.Load = func(_ context.Context, identity auth.Identity) (auth.Identity, error) {
			revoke()
			return identity, nil
		}
	})
	token := s.login(t)
	s.clock.advance(9 * time.Minute)
	revoke = func() { require.NoError(t, s.RevokeAll(t.Context(), auth.Identity{Subject: "ann"})) }
	answer := s.do(t, "GET", "/me", with(token))
	require.Equal(t, http.StatusOK, answer.StatusCode, "it was let in before")
	require.Empty(t, answer.Cookies())
	require.Equal(t, http.StatusUnauthorized, s.status(t, token))
}

func TestUsersSeeWhereTheyAreSignedIn(t *testing.T) {
	t.Parallel()
	s := newService(t, func(c *session.Config) { c.Store = session.NewMemory() })
	ann := auth.Identity{Subject: "ann"}
	over, _, err := s.Issue(t.Context(), ann)
	require.NoError(t, err)
	s.clock.advance(6 * time.Minute)
	first, _, err := s.Issue(t.Context(), ann)
	require.NoError(t, err)
	s.clock.advance(time.Minute)
	second, _, err := s.Issue(t.Context(), ann)
	require.NoError(t, err)
	_, _, err = s.Issue(t.Context(), auth.Identity{Subject: "bob"})
	require.NoError(t, err)
	s.clock.advance(3 * time.Minute)

	list, err := s.List(t.Context(), ann)
	require.NoError(t, err)
	require.Equal(t, []session.Session{first, second}, list)
	n, err := s.Purge(t.Context())
	require.NoError(t, err)
	require.Equal(t, 1, n, over.ID)

	plain := newService(t) // its store cannot
	_, err = plain.List(t.Context(), ann)
	require.ErrorIs(t, err, errors.ErrUnsupported)
}

func TestOnlyAUserInASessionCanEndIt(t *testing.T) {
	t.Parallel()
	s := newService(t)
	require.ErrorIs(t, s.End(t.Context()), errs.KindUnauthenticated)
	byToken := auth.NewContext(t.Context(), auth.Identity{Subject: "ann"})
	require.Equal(t, "no_session", errs.CodeOf(s.End(byToken)))
	_, err := s.Rotate(t.Context())
	require.ErrorIs(t, err, errs.KindUnauthenticated)
	_, err = s.Rotate(byToken)
	require.ErrorIs(t, err, errs.KindUnauthenticated)
	_, err = s.Identify(t.Context(), auth.NewSecret("a.b.c"))
	require.Equal(t, auth.CodeNotAuthenticated, errs.CodeOf(err))
	_, _, err = s.Issue(t.Context(), auth.Identity{})
	require.ErrorContains(t, err, "subject")
}
