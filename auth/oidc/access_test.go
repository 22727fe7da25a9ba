package oidc_test

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/auth/oidc"
	"github.com/neuroglia-go/neuroglia/errs"
)

// access returns the access token of the browser's session, as the site sees it.
func (b *browser) access(t *testing.T) string {
	t.Helper()
	r := b.do(t, "GET", "/token")
	require.Equal(t, http.StatusOK, r.StatusCode, r.body)
	var token string
	require.NoError(t, json.Unmarshal([]byte(r.body), &token))
	return token
}

func signedIn(t *testing.T, adjust ...func(*site, *oidc.Config)) (*site, *browser) {
	t.Helper()
	s := newSite(t, adjust...)
	b := s.browser(t)
	require.Equal(t, http.StatusSeeOther, b.signIn(t).StatusCode)
	return s, b
}

func TestAnAccessTokenIsRenewedBeforeItIsOver(t *testing.T) {
	t.Parallel()
	s, b := signedIn(t)
	first := b.access(t)
	s.clock.advance(3*time.Minute + 59*time.Second)
	require.Equal(t, first, b.access(t))
	s.clock.advance(time.Second)
	second := b.access(t)
	require.NotEqual(t, first, second)
	require.Equal(t, second, b.access(t))
	s.clock.advance(time.Hour)
	require.NotEqual(t, second, b.access(t), "by the refresh token of the second")
	require.Equal(t, "1 codes, 2 renewals", s.one.count())
}

func TestManyRequestsRenewOnce(t *testing.T) {
	t.Parallel()
	s, b := signedIn(t)
	other := *s // a second replica, over the same stores
	other.serve(t)
	s.clock.advance(time.Hour)
	there := other.browser(t)
	there.Jar = b.Jar
	all := make([]string, 24)
	var wait sync.WaitGroup
	for i := range all {
		wait.Go(func() {
			if i%2 == 0 {
				all[i] = b.access(t)
			} else {
				all[i] = there.access(t)
			}
		})
	}
	wait.Wait()
	for _, each := range all {
		require.Equal(t, all[0], each)
	}
	require.Equal(t, "1 codes, 1 renewals", s.one.count())
}

func TestATokenThatIsStillGoodIsUsedWhileAnotherReplicaRenews(t *testing.T) {
	t.Parallel()
	s, b := signedIn(t)
	first := b.access(t)
	other := *s
	other.serve(t)
	there := other.browser(t)
	there.Jar = b.Jar
	s.one.set(func() { s.one.waiting = make(chan struct{}) })
	s.clock.advance(4 * time.Minute)
	renewed := make(chan string)
	go func() { renewed <- b.access(t) }()
	who, _ := b.me(t)
	require.Eventually(t, func() bool {
		r, _, err := s.store.Get(t.Context(), who.Session)
		return err == nil && r.Version > 1
	}, 10*time.Second, time.Millisecond)
	require.Equal(t, first, there.access(t))
	close(s.one.waiting)
	require.NotEqual(t, first, <-renewed)
}

func TestTheEndOfARequestDoesNotEndTheRenewalForOthers(t *testing.T) {
	t.Parallel()
	s, b := signedIn(t)
	who, _ := b.me(t)
	s.one.set(func() { s.one.waiting = make(chan struct{}) })
	s.clock.advance(time.Hour)
	ctx, cancel := context.WithCancel(auth.NewContext(t.Context(), who))
	gone := make(chan error)
	go func() {
		_, err := s.AccessToken(ctx)
		gone <- err
	}()
	require.Eventually(t, func() bool {
		r, _, err := s.store.Get(t.Context(), who.Session)
		return err == nil && r.Version > 1
	}, 10*time.Second, time.Millisecond)
	cancel()
	require.ErrorIs(t, <-gone, context.Canceled)
	close(s.one.waiting)
	b.access(t)
	require.Equal(t, "1 codes, 1 renewals", s.one.count())
}

func TestARenewalThatFails(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		after  time.Duration
		change func(*site)
		status int
		code   string // of the answer, "" for a token
		kept   bool
	}{
		{"provider down, token good", 4 * time.Minute, func(s *site) { s.one.downed = true }, 200, "", true},
		{"provider down, token over", time.Hour, func(s *site) { s.one.downed = true }, 503, oidc.CodeUnavailable, true},
		{"refresh token revoked", 4 * time.Minute, func(s *site) { clear(s.one.refresh) }, 401, oidc.CodeOver, false},
		{"id token of somebody else", time.Hour, claims("sub", "bob"), 401, oidc.CodeToken, false},
		{"id token of another issuer", time.Hour, claims("iss", "https://evil.example"), 401, oidc.CodeToken, false},
		{"client not known any more", time.Hour, replies(401, `{"error":"invalid_client"}`), 500, "internal", true},
		{"no id token", time.Hour, func(s *site) { s.one.answer = func(a values) { delete(a, "id_token") } }, 200, "", true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s, b := signedIn(t)
			who, _ := b.me(t)
			s.clock.advance(test.after)
			s.one.set(func() { test.change(s) })
			r := b.do(t, "GET", "/token")
			require.Equal(t, test.status, r.StatusCode, r.body)
			if test.code != "" {
				require.Equal(t, test.code, r.code(t))
			}
			_, kept, err := s.store.Get(t.Context(), who.Session)
			require.NoError(t, err)
			require.Equal(t, test.kept, kept)
			if test.status == 503 || test.status == 500 { // it is tried again when the provider is back
				s.one.set(func() { s.one.downed, s.one.tokens = false, nil })
				b.access(t)
			}
		})
	}
}

func TestWithoutARefreshTokenTheSessionOfTheProviderEnds(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.one.once = true
	b := s.browser(t)
	b.signIn(t)
	s.clock.advance(5*time.Minute - time.Second)
	b.access(t)
	s.clock.advance(time.Second)
	r := b.do(t, "GET", "/token")
	require.Equal(t, oidc.CodeOver, r.code(t))
}

func TestSigningOutDuringARenewalLeavesNoTokens(t *testing.T) {
	t.Parallel()
	s, b := signedIn(t)
	who, _ := b.me(t)
	s.one.set(func() { s.one.waiting = make(chan struct{}) })
	s.clock.advance(time.Hour)
	renewal := make(chan error)
	go func() {
		_, err := s.AccessToken(auth.NewContext(t.Context(), who))
		renewal <- err
	}()
	require.Eventually(t, func() bool {
		r, _, err := s.store.Get(t.Context(), who.Session)
		return err == nil && r.Version > 1
	}, 10*time.Second, time.Millisecond)
	require.Equal(t, http.StatusSeeOther, b.do(t, "POST", "/auth/logout").StatusCode)
	close(s.one.waiting)
	require.Equal(t, oidc.CodeNoTokens, errs.CodeOf(<-renewal))
	_, kept, err := s.store.Get(t.Context(), who.Session)
	require.NoError(t, err)
	require.False(t, kept)
}

func TestWhoHasNoTokens(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	_, err := s.AccessToken(t.Context())
	require.Equal(t, auth.CodeNotAuthenticated, errs.CodeOf(err))
	for _, who := range []auth.Identity{{Subject: "ann"}, {Subject: "ann", Session: "local"}} {
		_, err = s.AccessToken(auth.NewContext(t.Context(), who))
		require.Equal(t, oidc.CodeNoTokens, errs.CodeOf(err))
	}
}

func TestTheStoreIsOfNoUseToWhoReadsIt(t *testing.T) {
	t.Parallel()
	s, b := signedIn(t)
	who, _ := b.me(t)
	record, _, err := s.store.Get(t.Context(), who.Session)
	require.NoError(t, err)
	text, err := json.Marshal(record)
	require.NoError(t, err)
	for _, secret := range []string{b.access(t), "eyJ", "ann", "s-1"} {
		require.NotContains(t, string(text), secret)
	}
	// Nor can they be put beside the session of somebody else.
	moved := record
	moved.ID = "session of bob"
	_, err = s.store.Add(t.Context(), moved)
	require.NoError(t, err)
	_, err = s.AccessToken(auth.NewContext(t.Context(), auth.Identity{Subject: "bob", Session: moved.ID}))
	require.ErrorContains(t, err, "sealed with a key that is not among Keys")
}

func TestKeysAreChanged(t *testing.T) {
	t.Parallel()
	s, b := signedIn(t)
	first := b.access(t)
	replica := *s
	replica.serve(t, func(_ *site, c *oidc.Config) {
		c.Keys = append([]auth.Secret{auth.NewSecret(strings.Repeat("n", 32))}, c.Keys...)
	})
	there := replica.browser(t)
	there.Jar = b.Jar
	require.Equal(t, first, there.access(t), "the old key opens")
}

func TestTokensMoveAlongWithTheSession(t *testing.T) {
	t.Parallel()
	s, b := signedIn(t)
	who, _ := b.me(t)
	first := b.access(t)
	ctx := auth.NewContext(t.Context(), who)
	require.NoError(t, s.Move(ctx, who.Session))
	require.NoError(t, s.Move(ctx, "next"))
	require.NoError(t, s.Move(ctx, "next"), "there are none left to move")
	who.Session = "next"
	token, err := s.AccessToken(auth.NewContext(t.Context(), who))
	require.NoError(t, err)
	require.Equal(t, first, token.Reveal())
	require.ErrorIs(t, s.Move(t.Context(), "x"), errs.KindUnauthenticated)
}
