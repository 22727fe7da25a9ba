package datasession_test

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
	"github.com/neuroglia-go/neuroglia/auth/session/datasession"
	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/uow"
	"github.com/neuroglia-go/neuroglia/errs"
)

type user struct {
	ID       string `json:"id"`
	Active   bool   `json:"active"`
	Password string `json:"password"`
}

// shop is a service with users and their sessions in one store.
type shop struct {
	*session.Sessions
	store *datasession.Store
	users data.Repository[*data.Document[user], string]
}

// onEngines runs a test on each engine, with a user "ann".
func onEngines(t *testing.T, test func(t *testing.T, s shop)) {
	t.Helper()
	for name, url := range engines {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			database := open(t, url(t))
			store, err := datasession.New(database, datasession.Config{})
			require.NoError(t, err)
			sessions, err := session.New(session.Config{Store: store})
			require.NoError(t, err)
			users, err := data.NewDocuments(database, data.Config{Collection: "users"}, func(u *user) string { return u.ID })
			require.NoError(t, err)
			require.NoError(t, users.Add(t.Context(), data.NewDocument(user{ID: "ann", Active: true, Password: "old"})))
			test(t, shop{sessions, store, users})
		})
	}
}

// ban locks the user out, in the unit of work of the caller.
func (s shop) ban(ctx context.Context) error {
	ann, err := s.users.Get(ctx, "ann")
	if err != nil {
		return err
	}
	ann.Value.Active = false
	return errors.Join(s.users.Update(ctx, ann), s.RevokeAll(ctx, auth.Identity{Subject: "ann"}))
}

func (s shop) state(t *testing.T, token auth.Secret) (active, signedIn bool) {
	t.Helper()
	ann, err := s.users.Get(t.Context(), "ann")
	require.NoError(t, err)
	_, err = s.Identify(t.Context(), token)
	if err != nil {
		require.ErrorIs(t, err, errs.KindUnauthenticated)
	}
	return ann.Value.Active, err == nil
}

var errOnPurpose = errors.New("on purpose")

func TestAUserIsLockedOutAndPutOutInOneCommit(t *testing.T) {
	t.Parallel()
	onEngines(t, func(t *testing.T, s shop) {
		_, token, err := s.Issue(t.Context(), auth.Identity{Subject: "ann"})
		require.NoError(t, err)
		err = uow.Do(t.Context(), func(ctx context.Context) error { return errors.Join(s.ban(ctx), errOnPurpose) })
		require.ErrorIs(t, err, errOnPurpose)
		active, signedIn := s.state(t, token)
		require.True(t, active && signedIn, "neither")

		require.NoError(t, uow.Do(t.Context(), s.ban))
		active, signedIn = s.state(t, token)
		require.False(t, active || signedIn, "both")
	})
}

func TestASessionOpenedInAUnitIsRevokedInItToo(t *testing.T) {
	t.Parallel()
	onEngines(t, func(t *testing.T, s shop) {
		var token auth.Secret
		require.NoError(t, uow.Do(t.Context(), func(ctx context.Context) (err error) {
			if _, token, err = s.Issue(ctx, auth.Identity{Subject: "ann"}); err != nil {
				return err
			}
			if _, err = s.Identify(ctx, token); err != nil {
				return err
			}
			return s.RevokeAll(ctx, auth.Identity{Subject: "ann"})
		}))
		_, signedIn := s.state(t, token)
		require.False(t, signedIn)
	})
}

// signIn is a handler as services have it: the password is checked and the session opened in
// one unit, which writes the user so that nobody changes the password meanwhile.
func (s shop) signIn(password string, meanwhile func()) http.Handler {
	return s.Middleware(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		err := uow.Do(r.Context(), func(ctx context.Context) error {
			ann, err := s.users.Get(ctx, "ann")
			if err != nil {
				return err
			}
			if ann.Value.Password != password {
				return errs.Unauthenticated("invalid_credentials", "the name or the password is wrong")
			}
			meanwhile()
			_, err = s.Open(ctx, auth.Identity{Subject: "ann"})
			return errors.Join(err, s.users.Update(ctx, ann))
		})
		if err != nil {
			http.Error(w, errs.CodeOf(err), http.StatusConflict)
			return
		}
		w.WriteHeader(http.StatusNoContent)
	}))
}

func TestNobodySignsInWithAPasswordThatIsBeingChanged(t *testing.T) {
	t.Parallel()
	onEngines(t, func(t *testing.T, s shop) {
		change := func() {
			require.NoError(t, uow.Do(t.Context(), func(ctx context.Context) error {
				ann, err := s.users.Get(ctx, "ann")
				if err != nil {
					return err
				}
				ann.Value.Password = "new"
				return errors.Join(s.users.Update(ctx, ann), s.RevokeAll(ctx, auth.Identity{Subject: "ann"}))
			}))
		}
		w := httptest.NewRecorder()
		s.signIn("old", change).ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), "POST", "/", nil))
		require.Equal(t, http.StatusConflict, w.Code)
		require.Contains(t, w.Body.String(), "stale_version")
		require.Empty(t, w.Header().Values("Set-Cookie"), "a commit that failed sets no cookie")
		list, err := s.List(t.Context(), auth.Identity{Subject: "ann"})
		require.NoError(t, err)
		require.Empty(t, list)

		w = httptest.NewRecorder()
		s.signIn("new", func() {}).ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), "POST", "/", nil))
		require.Equal(t, http.StatusNoContent, w.Code)
		require.Len(t, w.Header().Values("Set-Cookie"), 1)
	})
}

// A request that extends a session in the middle of the unit that ends it has the unit try again.
func TestAnExtensionMeanwhileIsNoObstacle(t *testing.T) {
	t.Parallel()
	onEngines(t, func(t *testing.T, s shop) {
		opened, token, err := s.Issue(t.Context(), auth.Identity{Subject: "ann"})
		require.NoError(t, err)
		tries := 0
		require.NoError(t, uow.Retry(t.Context(), uow.RetryPolicy{}, func(ctx context.Context) error {
			tries++
			if err := s.ban(ctx); err != nil || tries > 1 {
				return err
			}
			extended, err := s.store.Extend(t.Context(), opened.ID, opened.Expires, opened.Expires.Add(time.Hour))
			require.True(t, extended)
			return err
		}))
		require.Equal(t, 2, tries)
		active, signedIn := s.state(t, token)
		require.False(t, active || signedIn)
	})
}
