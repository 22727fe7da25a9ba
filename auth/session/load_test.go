package session_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/auth/session"
	"github.com/neuroglia-go/neuroglia/errs"
)

const removal = name + "=; Path=/; Max-Age=0; HttpOnly; Secure; SameSite=Strict"

// loading has the function load the user.
func loading(load func(auth.Identity) (auth.Identity, error)) func(*session.Config) {
	return func(c *session.Config) {
		c.Load = func(_ context.Context, identity auth.Identity) (auth.Identity, error) { return load(identity) }
	}
}

func TestAUserWhoMayNotBeSignedInAnyMoreIsPutOutEverywhere(t *testing.T) {
	t.Parallel()
	for label, verdict := range map[string]error{
		"inactive":  errs.Unauthenticated("account_inactive", "the account is inactive"),
		"forbidden": errs.Forbidden("member_inactive", "the member is inactive"),
		"missing":   errs.NotFound("user_not_found", "the user does not exist"),
		"gone":      errs.New(errs.KindGone, "user_gone", "the user is gone"),
		"nobody":    nil,
	} {
		t.Run(label, func(t *testing.T) {
			t.Parallel()
			banned := false
			s := newService(t, loading(func(identity auth.Identity) (auth.Identity, error) {
				if banned {
					return auth.Identity{}, verdict
				}
				return identity, nil
			}))
			first, second := s.login(t), s.login(t)
			require.Equal(t, http.StatusOK, s.status(t, first))

			banned = true
			s.clock.advance(9 * time.Minute) // it would be extended
			answer := s.do(t, "GET", "/me", with(first))
			require.Equal(t, http.StatusUnauthorized, answer.StatusCode)
			require.Equal(t, []string{removal}, answer.Header["Set-Cookie"], "on the 401 too")
			_, err := s.Identify(t.Context(), auth.NewSecret(second))
			require.ErrorIs(t, err, errs.KindUnauthenticated)
			require.Equal(t, auth.CodeNotAuthenticated, errs.CodeOf(err), "it does not tell why")

			banned = false
			require.Equal(t, http.StatusUnauthorized, s.status(t, first), "it is over for good")
			require.Equal(t, http.StatusUnauthorized, s.status(t, second))
		})
	}
}

func TestAUserWhoCannotBeLoadedStaysSignedIn(t *testing.T) {
	t.Parallel()
	var fault error
	s := newService(t, loading(func(identity auth.Identity) (auth.Identity, error) { return identity, fault }))
	token := s.login(t)
	for _, fault = range []error{errs.Unavailable("storage_unavailable", "come back"), errors.New("a bug"), context.Canceled} {
		answer := s.do(t, "GET", "/me", with(token))
		require.Equal(t, http.StatusInternalServerError, answer.StatusCode)
		require.Empty(t, answer.Cookies())
		_, err := s.Identify(t.Context(), auth.NewSecret(token))
		require.ErrorIs(t, err, fault)
		require.NotErrorIs(t, err, errs.KindUnauthenticated)
	}
	fault = nil
	require.Equal(t, http.StatusOK, s.status(t, token))
}

func TestWhatWasLoadedIsWhoAsks(t *testing.T) {
	t.Parallel()
	load := func(identity auth.Identity) (auth.Identity, error) {
		identity.Roles, identity.Session, identity.Expires = []string{"admin"}, "", time.Time{}
		return identity, nil
	}
	s := newService(t, loading(func(identity auth.Identity) (auth.Identity, error) { return load(identity) }))
	token := s.login(t)
	identity, err := s.Identify(t.Context(), auth.NewSecret(token))
	require.NoError(t, err)
	require.Equal(t, []string{"admin"}, identity.Roles)
	require.Len(t, identity.Session, 64)
	require.Equal(t, epoch.Add(ttl), identity.Expires)

	load = func(auth.Identity) (auth.Identity, error) { return auth.Identity{Subject: "bob"}, nil }
	_, err = s.Identify(t.Context(), auth.NewSecret(token))
	require.ErrorContains(t, err, "another user")
	require.NotErrorIs(t, err, errs.KindUnauthenticated)
}

// brokenDelete is a store that cannot delete.
type brokenDelete struct{ session.Store }

func (brokenDelete) DeleteAll(context.Context, string, ...string) error {
	return errors.New("the disk is full")
}

func TestOneWhoIsPutOutIsSoEvenIfSessionsCannotBeDeleted(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	s := newService(t,
		loading(func(auth.Identity) (auth.Identity, error) { return auth.Identity{}, nil }),
		func(c *session.Config) {
			c.Store, c.Logger = brokenDelete{c.Store}, slog.New(slog.NewTextHandler(&log, nil))
		})
	token := s.login(t)
	require.Equal(t, http.StatusUnauthorized, s.status(t, token))
	require.Contains(t, log.String(), "the disk is full")
	require.NotContains(t, log.String(), token)
}

func TestAnIdentityIsKeptWhole(t *testing.T) {
	t.Parallel()
	s := newService(t)
	given := auth.Identity{
		Subject: "42", Name: "Ann", Roles: []string{"chef"}, Permissions: []string{"cook"}, Issuer: "https://idp.example",
		Claims: map[string]any{"locale": "de", "level": 3.0},
	}
	opened, token, err := s.Issue(t.Context(), given)
	require.NoError(t, err)
	identity, err := s.Identify(t.Context(), token)
	require.NoError(t, err)
	require.Equal(t, opened.Identity, identity)
	given.Session, given.Expires = opened.ID, epoch.Add(ttl)
	require.Equal(t, given, identity)

	_, _, err = s.Issue(t.Context(), auth.Identity{Subject: "42", Claims: map[string]any{"f": func() {}}})
	require.ErrorContains(t, err, `"42"`)
}
