package oidc_test

import (
	"context"
	"net/http"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/auth/oidc"
	"github.com/neuroglia-go/neuroglia/errs"
)

// flaky is a store that fails from one of its calls on.
type flaky struct {
	oidc.Store
	left atomic.Int32
}

func (f *flaky) fault() error {
	if f.left.Add(-1) < 0 {
		return errs.Unavailable("storage_unavailable", "the database is down; try again later")
	}
	return nil
}

func (f *flaky) Add(ctx context.Context, r oidc.Record) (bool, error) {
	if err := f.fault(); err != nil {
		return false, err
	}
	return f.Store.Add(ctx, r)
}

func (f *flaky) Get(ctx context.Context, id string) (oidc.Record, bool, error) {
	if err := f.fault(); err != nil {
		return oidc.Record{}, false, err
	}
	return f.Store.Get(ctx, id)
}

func (f *flaky) Delete(ctx context.Context, id string) error {
	if err := f.fault(); err != nil {
		return err
	}
	return f.Store.Delete(ctx, id)
}

func (f *flaky) Find(ctx context.Context, subject, session string) ([]oidc.Record, error) {
	if err := f.fault(); err != nil {
		return nil, err
	}
	return f.Store.Find(ctx, subject, session)
}

func TestAStoreThatFailsSignsNobodyIn(t *testing.T) {
	t.Parallel()
	for calls := range int32(2) { // using up the sign-in, keeping the tokens
		store := &flaky{Store: oidc.NewMemory()}
		store.left.Store(calls)
		s := newSite(t, func(_ *site, c *oidc.Config) { c.Store = store })
		b := s.browser(t)
		r := b.signIn(t)
		require.Equal(t, http.StatusServiceUnavailable, r.StatusCode)
		require.Equal(t, "storage_unavailable", r.code(t))
		_, status := b.me(t)
		require.Equal(t, http.StatusUnauthorized, status)
	}
}

func TestAStoreThatFailsKeepsNobodySignedIn(t *testing.T) {
	t.Parallel()
	store := &flaky{Store: oidc.NewMemory()}
	store.left.Store(100)
	s, b := signedIn(t, func(_ *site, c *oidc.Config) { c.Store = store })
	store.left.Store(0)
	require.Equal(t, http.StatusServiceUnavailable, b.do(t, "GET", "/token").StatusCode)
	require.Equal(t, http.StatusServiceUnavailable, s.tell(t, "/auth/backchannel/one", s.one.logoutToken()).StatusCode, "it is told again")
	r := b.do(t, "POST", "/auth/logout?return_to=/bye")
	require.Equal(t, s.URL+"/bye", r.Header.Get("Location"))
	_, status := b.me(t)
	require.Equal(t, http.StatusUnauthorized, status)
}

func TestClientsShowThemselvesAsTheProviderWants(t *testing.T) {
	t.Parallel()
	for name, adjust := range map[string]func(s *site, c *oidc.Config){
		"in the body": func(s *site, _ *oidc.Config) {
			described("token_endpoint_auth_methods_supported", []string{"client_secret_post"})(s)
		},
		"not at all, as a public client": func(_ *site, c *oidc.Config) { c.Providers[0].ClientSecret = auth.Secret{} },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t, adjust)
			s.one.plain = true
			require.Equal(t, http.StatusSeeOther, s.browser(t).signIn(t).StatusCode)
		})
	}
}
