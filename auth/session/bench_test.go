package session_test

import (
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/auth/session"
)

// What a request pays for its cookie, apart from the way to the store.
func BenchmarkAuthenticate(b *testing.B) {
	s, err := session.New(session.Config{Store: session.NewMemory()})
	require.NoError(b, err)
	_, token, err := s.Issue(b.Context(), auth.Identity{Subject: "ann", Name: "Ann", Roles: []string{"user"}})
	require.NoError(b, err)
	r := httptest.NewRequestWithContext(b.Context(), "GET", "/", nil)
	with(token.Reveal())(r)
	w := httptest.NewRecorder()
	b.ReportAllocs()
	for b.Loop() {
		if identity, err := s.Authenticate(w, r); err != nil || identity.IsZero() {
			b.Fatal(err)
		}
	}
}
