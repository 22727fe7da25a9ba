package session_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/auth/session"
)

func TestWhoSignedInIsKnownUntilTheSessionEnds(t *testing.T) {
	t.Parallel()
	s := newService(t)
	require.Equal(t, http.StatusUnauthorized, s.do(t, "GET", "/me").StatusCode)
	token := s.login(t)

	answer := s.do(t, "GET", "/me", with(token))
	require.Equal(t, http.StatusOK, answer.StatusCode)
	require.Empty(t, answer.Cookies(), "what is far from its end is left alone")

	identity, err := s.Identify(t.Context(), auth.NewSecret(token))
	require.NoError(t, err)
	require.Equal(t, "ann", identity.Subject)
	require.Equal(t, []string{"user"}, identity.Roles)
	require.Equal(t, epoch.Add(ttl), identity.Expires)
	require.Len(t, identity.Session, 64)
	require.NotContains(t, identity.Session, token)
}

func TestASessionIsOverAtTheMomentItExpires(t *testing.T) {
	t.Parallel()
	s := newService(t)
	token := s.login(t)
	s.clock.advance(ttl)
	require.Equal(t, http.StatusUnauthorized, s.status(t, token), "exp == now")
	s.clock.advance(-time.Microsecond)
	require.Equal(t, http.StatusOK, s.status(t, token))
}

func TestASessionIsExtendedOnceNoMoreThanTheThresholdIsLeft(t *testing.T) {
	t.Parallel()
	s := newService(t)
	token := s.login(t)
	s.clock.advance(8*time.Minute - time.Microsecond)
	require.Empty(t, s.do(t, "GET", "/me", with(token)).Cookies())
	s.clock.advance(time.Microsecond) // remaining == ttl*threshold
	answer := s.do(t, "GET", "/me", with(token))
	require.Equal(t, name+"="+token+"; Path=/; Max-Age=600; HttpOnly; Secure; SameSite=Strict", answer.Header.Get("Set-Cookie"))
	require.Empty(t, s.do(t, "GET", "/me", with(token)).Cookies(), "it has its time anew")
	s.clock.advance(ttl - time.Second)
	require.Equal(t, http.StatusOK, s.status(t, token))
}

func TestExtensionsReachTheClientWhateverBecomesOfTheRequest(t *testing.T) {
	t.Parallel()
	s := newService(t)
	token := s.login(t)
	s.clock.advance(9 * time.Minute)
	answer := s.do(t, "GET", "/nowhere", with(token))
	require.Equal(t, http.StatusNotFound, answer.StatusCode)
	require.Len(t, answer.Cookies(), 1)
}

func TestConcurrentRequestsExtendASessionOnce(t *testing.T) {
	t.Parallel()
	s := newService(t)
	token := s.login(t)
	s.clock.advance(9 * time.Minute)
	var wait sync.WaitGroup
	cookies := make(chan int, 50)
	for range cap(cookies) {
		wait.Go(func() {
			answer := s.do(t, "GET", "/me", with(token))
			if answer.StatusCode == http.StatusOK {
				cookies <- len(answer.Cookies())
			}
		})
	}
	wait.Wait()
	close(cookies)
	require.Len(t, cookies, 50, "all are let in")
	sum := 0
	for n := range cookies {
		sum += n
	}
	require.Equal(t, 1, sum, "one is told")
	require.EqualValues(t, 1, s.store.extensions.Load())
}

func TestAnExtensionThatFailsDoesNotFailTheRequest(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	s := newService(t, func(c *session.Config) {
		c.Logger = slog.New(slog.NewJSONHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	})
	token := s.login(t)
	s.clock.advance(9 * time.Minute)
	fault := errors.New("the disk is full")
	s.store.failExtend.Store(&fault)
	answer := s.do(t, "GET", "/me", with(token))
	require.Equal(t, http.StatusOK, answer.StatusCode)
	require.Empty(t, answer.Cookies())
	require.Contains(t, log.String(), "the disk is full")
	require.NotContains(t, log.String(), token)
}

func TestASessionEndsAtItsLimitHoweverMuchItIsUsed(t *testing.T) {
	t.Parallel()
	s := newService(t, func(c *session.Config) { c.Limit = 25 * time.Minute })
	token := s.login(t)
	for range 3 {
		s.clock.advance(8 * time.Minute)
		require.Equal(t, http.StatusOK, s.status(t, token))
	}
	s.clock.advance(time.Minute)
	require.Equal(t, http.StatusUnauthorized, s.status(t, token))
}

func TestASessionCannotBeFixated(t *testing.T) {
	t.Parallel()
	s := newService(t)
	planted := strings.Repeat("A", 43)
	token := s.login(t, with(planted))
	require.NotEqual(t, planted, token)
	require.Equal(t, http.StatusUnauthorized, s.status(t, planted), "what was planted leads nowhere")

	again := s.login(t, with(token))
	require.NotEqual(t, token, again)
	require.Equal(t, http.StatusUnauthorized, s.status(t, token), "the session before is over")

	answer := s.do(t, "POST", "/rotate", with(again))
	require.Len(t, answer.Cookies(), 1)
	require.Equal(t, http.StatusUnauthorized, s.status(t, again))
	require.Equal(t, http.StatusOK, s.status(t, answer.Cookies()[0].Value))
}

func TestTokensThatAreNoGoodAreRefused(t *testing.T) {
	t.Parallel()
	s := newService(t)
	token := s.login(t)
	for label, bad := range map[string]string{
		"tampered":     token[:20] + "A" + token[21:],
		"cut":          token[:42],
		"longer":       token + "A",
		"not base64":   strings.Repeat("!", 43),
		"padding bits": token[:42] + "J",
		"oversized":    strings.Repeat("A", 100_000),
		"the id":       idOf(t, s, token),
	} {
		t.Run(label, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, http.StatusUnauthorized, s.status(t, bad))
			require.Equal(t, http.StatusOK, s.do(t, "GET", "/open", with(bad)).StatusCode, "what is open to all stays so")
		})
	}
	t.Run("two cookies", func(t *testing.T) {
		t.Parallel()
		require.Equal(t, http.StatusUnauthorized, s.do(t, "GET", "/me", with(token), with(strings.Repeat("A", 43))).StatusCode)
		require.Equal(t, http.StatusUnauthorized, s.do(t, "GET", "/me", with(strings.Repeat("A", 43)), with(token)).StatusCode)
		require.Equal(t, http.StatusOK, s.do(t, "GET", "/me", with(token), with(token)).StatusCode)
	})
}

func idOf(t *testing.T, s *service, token string) string {
	t.Helper()
	identity, err := s.Identify(t.Context(), auth.NewSecret(token))
	require.NoError(t, err)
	return identity.Session
}

func TestSecretsAre256RandomBits(t *testing.T) {
	t.Parallel()
	s, err := session.New(session.Config{Store: session.NewMemory()})
	require.NoError(t, err)
	seen := map[string]bool{}
	for range 100 {
		_, token, err := s.Issue(t.Context(), auth.Identity{Subject: "ann"})
		require.NoError(t, err)
		require.Len(t, token.Reveal(), 43)
		require.False(t, seen[token.Reveal()])
		require.NotContains(t, fmt.Sprintf("%v %+v %#v", token, token, token), token.Reveal())
		seen[token.Reveal()] = true
	}
	broken := newService(t, func(c *session.Config) { c.Random = strings.NewReader("short") })
	_, _, err = broken.Issue(t.Context(), auth.Identity{Subject: "ann"})
	require.ErrorIs(t, err, io.ErrUnexpectedEOF)
}

func TestTheTimingMayChangeWhileSessionsGoOn(t *testing.T) {
	t.Parallel()
	s := newService(t, func(c *session.Config) { c.Limit = 5 * time.Hour })
	token := s.login(t)
	require.NoError(t, s.SetTiming(time.Hour, 0.95))
	s.clock.advance(time.Minute)
	answer := s.do(t, "GET", "/me", with(token))
	require.Equal(t, 3600, answer.Cookies()[0].MaxAge)
	require.ErrorContains(t, s.SetTiming(time.Millisecond, 2), "threshold is 2")
	require.ErrorContains(t, s.SetTiming(6*time.Hour, 0.5), "limit")
	s.clock.advance(4 * time.Minute)
	require.Len(t, s.do(t, "GET", "/me", with(token)).Cookies(), 1, "what is refused changes nothing")
}
