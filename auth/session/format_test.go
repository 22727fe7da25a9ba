package session_test

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/auth/session"
)

// dated is a format that says when a token ends, and believes every one.
type dated struct{ decoded atomic.Int32 }

func (*dated) Encode(_ context.Context, secret string, expires time.Time) (auth.Secret, error) {
	return auth.NewSecret(secret + "." + strconv.FormatInt(expires.Unix(), 10)), nil
}

func (d *dated) Decode(_ context.Context, token string) (string, time.Time, error) {
	d.decoded.Add(1)
	secret, end, _ := strings.Cut(token, ".")
	seconds, err := strconv.ParseInt(end, 10, 64)
	if err != nil {
		return "", time.Time{}, session.ErrForeign
	}
	return secret, time.Unix(seconds, 0), nil
}

func TestATokenThatSaysWhenItEndsIsBelieved(t *testing.T) {
	t.Parallel()
	format := new(dated)
	s := newService(t, func(c *session.Config) { c.Format = format })
	token := s.login(t)
	s.clock.advance(ttl - time.Microsecond)
	require.Equal(t, http.StatusOK, s.status(t, token), "it is extended")
	reads := s.store.reads.Load()
	s.clock.advance(time.Microsecond)
	require.Equal(t, http.StatusUnauthorized, s.status(t, token), "exp == now")
	require.Equal(t, reads, s.store.reads.Load(), "nothing was read")
}

func TestATokenThatFitsIntoNoCookieIsNotLookedAt(t *testing.T) {
	t.Parallel()
	format := new(dated)
	s := newService(t, func(c *session.Config) { c.Format = format })
	_, err := s.Identify(t.Context(), auth.NewSecret(strings.Repeat("A", 4097)))
	require.Error(t, err)
	require.Zero(t, format.decoded.Load())
	_, err = s.Identify(t.Context(), auth.NewSecret(strings.Repeat("A", 4096)))
	require.Error(t, err)
	require.EqualValues(t, 1, format.decoded.Load())
	require.Zero(t, s.store.reads.Load())
}
