package token_test

import (
	"context"
	"crypto/elliptic"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/auth/token"
	"github.com/neuroglia-go/neuroglia/errs"
)

// provider is an issuer on the network whose answer changes.
type provider struct {
	*httptest.Server
	fetches atomic.Int64
	answer  atomic.Pointer[http.HandlerFunc]
}

func newProvider(t *testing.T, keys ...token.Key) *provider {
	t.Helper()
	p := &provider{}
	p.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p.fetches.Add(1)
		(*p.answer.Load())(w, r)
	}))
	t.Cleanup(p.Close)
	p.serve(t, keys...)
	return p
}

func (p *provider) serve(t *testing.T, keys ...token.Key) {
	t.Helper()
	p.respond(newKeySet(t, begin, keys...).Handler(10 * time.Minute).ServeHTTP)
}

func (p *provider) respond(h http.HandlerFunc) { p.answer.Store(&h) }

func (p *provider) down() {
	p.respond(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusBadGateway) })
}

func newRemote(t *testing.T, config token.RemoteKeysConfig) *token.RemoteKeys {
	t.Helper()
	keys, err := token.NewRemoteKeys(config)
	require.NoError(t, err)
	return keys
}

func TestRemoteKeysVerifyATokenOfTheirIssuer(t *testing.T) {
	t.Parallel()
	clock := newClock()
	key := newKey(t, "r1", token.RS256, rsaKey())
	p := newProvider(t, key)
	verifier := newVerifier(t, clock.Now, token.Trust{Keys: newRemote(t, token.RemoteKeysConfig{URL: p.URL, Now: clock.Now})})
	text := issue(t, newIssuer(t, token.IssuerConfig{Keys: newKeySet(t, begin, key), Lifetime: time.Hour}), token.Claims{})
	require.Zero(t, p.fetches.Load(), "nothing is fetched before it is needed")
	for range 10 {
		_, err := verifier.Verify(t.Context(), text)
		require.NoError(t, err)
	}
	require.EqualValues(t, 1, p.fetches.Load())
	clock.advance(10 * time.Minute)
	_, err := verifier.Verify(t.Context(), text)
	require.NoError(t, err)
	require.EqualValues(t, 2, p.fetches.Load(), "the time that the issuer allows is over")
}

func TestANewKeyIsFetchedAndAnUnknownOneNotForEver(t *testing.T) {
	t.Parallel()
	clock := newClock()
	one, two := newKey(t, "one", token.EdDSA, edKey(t)), newKey(t, "two", token.EdDSA, edKey(t))
	p := newProvider(t, one)
	keys := newRemote(t, token.RemoteKeysConfig{URL: p.URL, Now: clock.Now, MinRefresh: 10 * time.Second})
	_, err := keys.Key(t.Context(), "one")
	require.NoError(t, err)

	p.serve(t, two)
	for i := range 100 {
		_, err := keys.Key(t.Context(), fmt.Sprint("guess", i))
		require.Equal(t, token.CodeKeyUnknown, errs.CodeOf(err))
	}
	require.EqualValues(t, 1, p.fetches.Load(), "a flood of unknown names makes no flood of fetches")

	clock.advance(10 * time.Second)
	got, err := keys.Key(t.Context(), "two")
	require.NoError(t, err)
	require.Equal(t, "two", got.ID())
	require.False(t, got.CanSign())
	_, err = keys.Key(t.Context(), "one")
	require.Equal(t, token.CodeKeyUnknown, errs.CodeOf(err), "what the issuer has taken back is no good any more")
	require.EqualValues(t, 2, p.fetches.Load())
}

func TestTheLastSetIsUsedWhileTheIssuerIsDown(t *testing.T) {
	t.Parallel()
	clock := newClock()
	p := newProvider(t, newKey(t, "one", token.EdDSA, edKey(t)))
	keys := newRemote(t, token.RemoteKeysConfig{URL: p.URL, Now: clock.Now, MinRefresh: time.Minute, MaxStale: 2 * time.Hour})

	p.down()
	_, err := keys.Key(t.Context(), "one")
	requireUnavailable(t, err)
	_, err = keys.Key(t.Context(), "one")
	requireUnavailable(t, err)
	require.EqualValues(t, 1, p.fetches.Load(), "an issuer that is down is not asked for each request")

	clock.advance(time.Minute)
	p.serve(t, newKey(t, "one", token.EdDSA, edKey(t)))
	_, err = keys.Key(t.Context(), "one")
	require.NoError(t, err)

	p.down()
	clock.advance(2 * time.Hour)
	for range 5 {
		_, err = keys.Key(t.Context(), "one")
		require.NoError(t, err)
	}
	require.EqualValues(t, 3, p.fetches.Load())
	_, err = keys.Key(t.Context(), "other")
	requireUnavailable(t, err) // it may be a new key

	clock.advance(time.Hour)
	_, err = keys.Key(t.Context(), "one")
	requireUnavailable(t, err) // not for ever: a key may have been taken back
}

func requireUnavailable(t *testing.T, err error) {
	t.Helper()
	require.ErrorIs(t, err, errs.KindUnavailable)
	require.Equal(t, token.CodeKeysUnavailable, errs.CodeOf(err))
	var later interface{ RetryAfter() time.Duration }
	require.ErrorAs(t, err, &later)
	require.Positive(t, later.RetryAfter())
}

func TestAVerifierSaysThatKeysCannotBeHad(t *testing.T) {
	t.Parallel()
	p := newProvider(t, newKey(t, "one", token.EdDSA, edKey(t)))
	p.down()
	verifier := newVerifier(t, begin, token.Trust{Keys: newRemote(t, token.RemoteKeysConfig{URL: p.URL, Now: begin})})
	_, err := verifier.Verify(t.Context(), forge(object{"alg": "EdDSA", "kid": "one"}, object{"iss": us}, unsigned))
	requireUnavailable(t, err)
}

func TestAnswersThatAreNotTaken(t *testing.T) {
	t.Parallel()
	evil := newProvider(t, newKey(t, "evil", token.EdDSA, edKey(t)))
	text := func(body string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(body)) }
	}
	one := `{"kty":"OKP","crv":"Ed25519","kid":"evil%d","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}`
	many := make([]string, 101)
	for i := range many {
		many[i] = fmt.Sprintf(one, i)
	}
	tests := map[string]http.HandlerFunc{
		"a redirect":           func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, evil.URL, http.StatusFound) },
		"an error":             func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusInternalServerError) },
		"a page":               text("<html>"),
		"no keys":              text(`{"keys":[]}`),
		"null":                 text("null"),
		"too long":             text(strings.Repeat(" ", 300<<10) + `{"keys":[` + fmt.Sprintf(one, 1) + `]}`),
		"too many":             text(`{"keys":[` + strings.Join(many, ",") + `]}`),
		"only a secret":        text(`{"keys":[{"kty":"oct","kid":"evil","alg":"HS256","k":"` + strings.Repeat("YWJj", 11) + `"}]}`),
		"only for encryption":  text(`{"keys":[` + strings.Replace(fmt.Sprintf(one, 1), "{", `{"use":"enc",`, 1) + `]}`),
		"only to sign":         text(`{"keys":[` + strings.Replace(fmt.Sprintf(one, 1), "{", `{"key_ops":["sign"],`, 1) + `]}`),
		"only of another type": text(`{"keys":[{"kty":"future","kid":"evil"}, 7]}`),
		"a broken connection": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "1000")
			_, _ = w.Write([]byte(`{"keys":[`))
		},
	}
	for name, answer := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newProvider(t, newKey(t, "x", token.EdDSA, edKey(t)))
			p.respond(answer)
			_, err := newRemote(t, token.RemoteKeysConfig{URL: p.URL, Now: begin}).Key(t.Context(), "evil")
			requireUnavailable(t, err)
		})
	}
	t.Cleanup(func() { require.Zero(t, evil.fetches.Load()) })
}

func TestWhatASetHasBesidesIsPassedOver(t *testing.T) {
	t.Parallel()
	p := newProvider(t, newKey(t, "x", token.EdDSA, edKey(t)))
	p.respond(func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprintf(w, `{"keys":[{"kty":"oct","kid":"h","alg":"HS256","k":%q},{"kty":"RSA","kid":"weak","n":"AQAB","e":"AQAB"},%s]}`, strings.Repeat("YWJj", 11), rsaJWK(`,"kid":"r"`))
	})
	keys := newRemote(t, token.RemoteKeysConfig{URL: p.URL, Now: begin, Algorithm: token.PS256})
	key, err := keys.Key(t.Context(), "r")
	require.NoError(t, err)
	require.Equal(t, token.PS256, key.Algorithm())
	require.False(t, key.CanSign(), "what is private is not kept")
	only, err := keys.Key(t.Context(), "")
	require.NoError(t, err)
	require.Equal(t, "r", only.ID(), "a token need not name the only key there is")
}

func TestCacheTimesAreKeptWithinBounds(t *testing.T) {
	t.Parallel()
	tests := []struct {
		header string
		want   time.Duration
	}{
		{"max-age=600", 10 * time.Minute},
		{"public, MAX-AGE=600, must-revalidate", 10 * time.Minute},
		{"max-age=0", time.Minute},
		{"no-store", time.Minute},
		{"max-age=999999999", time.Hour},
		{"max-age=nonsense", time.Hour},
		{"max-age=99999999999999999999999", time.Hour},
		{"", time.Hour},
	}
	for _, tt := range tests {
		t.Run(tt.header, func(t *testing.T) {
			t.Parallel()
			clock := newClock()
			p := newProvider(t, newKey(t, "x", token.EdDSA, edKey(t)))
			body, err := newKeySet(t, begin, newKey(t, "x", token.EdDSA, edKey(t))).MarshalJWKS()
			require.NoError(t, err)
			p.respond(func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Cache-Control", tt.header)
				_, _ = w.Write(body)
			})
			keys := newRemote(t, token.RemoteKeysConfig{URL: p.URL, Now: clock.Now, MinRefresh: time.Second})
			for _, step := range []struct {
				advance time.Duration
				fetches int64
			}{{0, 1}, {tt.want - time.Second, 1}, {time.Second, 2}} {
				clock.advance(step.advance)
				_, err := keys.Key(t.Context(), "x")
				require.NoError(t, err)
				require.Equal(t, step.fetches, p.fetches.Load())
			}
		})
	}
}

// roundTrip is a network that synctest sees through.
type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func TestManyRequestsMakeOneFetch(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		answer := httptest.NewRecorder()
		newKeySet(t, time.Now, newKey(t, "x", token.ES256, ecKey(t, elliptic.P256()))).Handler(0).ServeHTTP(answer, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil))
		var fetches atomic.Int64
		release := make(chan struct{})
		keys := newRemote(t, token.RemoteKeysConfig{URL: "https://idp.example/keys", Client: &http.Client{Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
			fetches.Add(1)
			select {
			case <-release:
				return answer.Result(), nil
			case <-r.Context().Done():
				return nil, r.Context().Err()
			}
		})}})
		impatient, cancel := context.WithCancel(t.Context())
		var group sync.WaitGroup
		group.Go(func() {
			_, err := keys.Key(impatient, "x")
			require.ErrorIs(t, err, context.Canceled)
		})
		synctest.Wait()
		for range 100 {
			group.Go(func() {
				_, err := keys.Key(t.Context(), "x")
				require.NoError(t, err)
			})
		}
		synctest.Wait()
		cancel() // the one that began the fetch goes away, and the others still get it
		synctest.Wait()
		close(release)
		group.Wait()
		require.EqualValues(t, 1, fetches.Load())
	})
}

func TestAnIssuerThatDoesNotAnswerIsWaitedForNoLongerThanTheTimeout(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		keys := newRemote(t, token.RemoteKeysConfig{URL: "https://idp.example/keys", Timeout: 3 * time.Second, Client: &http.Client{Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
			<-r.Context().Done()
			return nil, r.Context().Err()
		})}})
		start := time.Now()
		_, err := keys.Key(t.Context(), "x")
		requireUnavailable(t, err)
		require.Equal(t, 3*time.Second, time.Since(start))
		_, err = keys.Key(t.Context(), "x")
		requireUnavailable(t, err)
		require.Equal(t, 3*time.Second, time.Since(start), "the next one does not wait at all")
	})
}

// What the issuer suffers from is not felt here by every fifteen seconds of waiting.
func TestAnIssuerThatStoppedToAnswerIsWaitedForOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		answer := httptest.NewRecorder()
		newKeySet(t, time.Now, newKey(t, "x", token.ES256, ecKey(t, elliptic.P256()))).Handler(0).ServeHTTP(answer, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil))
		var fetches, hangs atomic.Int64
		keys := newRemote(t, token.RemoteKeysConfig{URL: "https://idp.example/keys", MaxStale: time.Hour, Client: &http.Client{Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
			if fetches.Add(1) == 1 {
				return answer.Result(), nil
			}
			hangs.Add(1)
			<-r.Context().Done()
			return nil, r.Context().Err()
		})}})
		waited := func() time.Duration {
			start := time.Now()
			_, err := keys.Key(t.Context(), "x")
			require.NoError(t, err)
			return time.Since(start)
		}
		require.Zero(t, waited())
		<-time.After(5 * time.Minute)
		require.Equal(t, 5*time.Second, waited())
		for i := range 3 {
			<-time.After(time.Minute)
			require.Zero(t, waited())
			synctest.Wait()
			require.EqualValues(t, i+2, hangs.Load(), "it is asked all the same")
		}
		<-time.After(time.Hour)
		_, err := keys.Key(t.Context(), "x")
		requireUnavailable(t, err)
	})
}

func TestKeysComeOverAConnectionThatNobodyCanChange(t *testing.T) {
	t.Parallel()
	for _, url := range []string{"https://idp.example/keys", "http://localhost:8080/keys", "http://127.0.0.1/keys", "http://[::1]:1/keys"} {
		_, err := token.NewRemoteKeys(token.RemoteKeysConfig{URL: url})
		require.NoError(t, err, url)
	}
	for _, url := range []string{"", "idp.example", "http://idp.example/keys", "http://localhost.evil.example/", "ftp://idp.example/keys", "file:///etc/keys", "https://%zz"} {
		_, err := token.NewRemoteKeys(token.RemoteKeysConfig{URL: url})
		require.Error(t, err, url)
	}
	_, err := token.NewRemoteKeys(token.RemoteKeysConfig{URL: "http://keycloak:8080/keys", AllowHTTP: true})
	require.NoError(t, err)
	_, err = token.NewRemoteKeys(token.RemoteKeysConfig{URL: "https://idp.example/keys", Timeout: -1})
	require.Error(t, err)
	_, err = token.NewRemoteKeys(token.RemoteKeysConfig{URL: "https://idp.example/keys", MinAge: 2 * time.Hour})
	require.ErrorContains(t, err, "MaxAge")
}
