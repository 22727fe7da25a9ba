package auth_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/errs"
)

// knows is an authenticator that answers the same to every request.
func knows(identity auth.Identity, err error) auth.Authenticator {
	return auth.AuthenticatorFunc(func(http.ResponseWriter, *http.Request) (auth.Identity, error) { return identity, err })
}

func TestTheFirstAuthenticatorThatKnowsDecides(t *testing.T) {
	t.Parallel()
	expired := errs.Unauthenticated("token_expired", "the token has expired")
	ann, bob, nobody := auth.Identity{Subject: "ann"}, auth.Identity{Subject: "bob"}, auth.Identity{}
	tests := []struct {
		name           string
		authenticators []auth.Authenticator
		subject        string
		err            error
		caching        string
	}{
		{"nobody is asked", nil, "", errs.KindUnauthenticated, ""},
		{"nobody knows", []auth.Authenticator{knows(nobody, nil)}, "", errs.KindUnauthenticated, ""},
		{"the first knows", []auth.Authenticator{knows(ann, nil), knows(bob, nil)}, "ann", nil, "no-store"},
		{"the second knows", []auth.Authenticator{knows(nobody, nil), knows(bob, nil)}, "bob", nil, "no-store"},
		{"the first refuses", []auth.Authenticator{knows(nobody, expired), knows(bob, nil)}, "", expired, "no-store"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var got auth.Identity
			var err error
			handler := auth.Middleware(tt.authenticators...)(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
				got, err = auth.FromContext(r.Context())
			}))
			w := httptest.NewRecorder()
			handler.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/", nil))
			require.Equal(t, tt.subject, got.Subject)
			require.True(t, errors.Is(err, tt.err), err)
			require.Equal(t, tt.caching, w.Header().Get("Cache-Control"))
		})
	}
}

func TestAContextTellsWhetherAnybodyWasAsked(t *testing.T) {
	t.Parallel()
	ask := func(ctx context.Context, authenticators ...auth.Authenticator) (inside context.Context) {
		auth.Middleware(authenticators...)(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			inside = r.Context()
		})).ServeHTTP(httptest.NewRecorder(), httptest.NewRequestWithContext(ctx, http.MethodGet, "/", nil))
		return inside
	}
	require.False(t, auth.Asked(t.Context()))
	require.True(t, auth.Asked(ask(t.Context())))
	require.True(t, auth.Asked(ask(t.Context(), knows(auth.Identity{}, nil))), "nobody is an answer")
	require.True(t, auth.Asked(ask(t.Context(), knows(auth.Identity{}, errs.KindUnavailable))))
	require.True(t, auth.Asked(auth.NewContext(t.Context(), auth.Identity{})))

	who, err := auth.FromContext(ask(as(t.Context(), "ann"), knows(auth.Identity{}, nil)))
	require.NoError(t, err)
	require.Equal(t, "ann", who.Subject, "who was found outside is who asks")
}

func TestAContextKeepsWhatItHad(t *testing.T) {
	t.Parallel()
	type key struct{}
	outer := auth.Audited(as(t.Context(), "ann"), nil, "")
	require.Nil(t, outer.Value(key{}))
	got, err := auth.FromContext(auth.NewContext(outer, auth.Identity{Subject: "bob"}))
	require.NoError(t, err)
	require.Equal(t, "bob", got.Subject)
	_, err = auth.FromContext(auth.NewContext(outer, auth.Identity{}))
	require.ErrorIs(t, err, errs.KindUnauthenticated, "nobody takes away who was there")
}
