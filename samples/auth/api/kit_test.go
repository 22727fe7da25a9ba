package api_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/auth/password"
	"github.com/neuroglia-go/neuroglia/auth/password/passwordtest"
	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/memory"
	"github.com/neuroglia-go/neuroglia/data/query"
	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/hosting/hosttest"
	service "github.com/neuroglia-go/neuroglia/samples/auth"
	"github.com/neuroglia-go/neuroglia/samples/auth/application/content"
	"github.com/neuroglia-go/neuroglia/samples/auth/application/identity"
	domain "github.com/neuroglia-go/neuroglia/samples/auth/domain/identity"
)

const (
	pepper   = "a pepper that is long enough to be one"
	tokenKey = "a key that is long enough to sign tokens"
)

// noon is when the tests of this package begin.
var noon = time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)

// kit is the whole service in the test profile: its clock stands still, its ids are counted,
// its secrets are known and its hashes cost nothing.
type kit struct {
	*hosttest.App
	clock  *clock
	hasher *hasher
	store  *store
}

// play returns the service in the test profile, over a store that can be watched and broken.
func play(t *testing.T, opts ...hosttest.Option) *kit {
	t.Helper()
	k := &kit{clock: &clock{now: noon}, hasher: &hasher{Hasher: hasherOf(t, passwordtest.Pepper())}, store: &store{Store: memory.New()}}
	k.App = hosttest.New(t, service.Configure, append([]hosttest.Option{
		hosttest.Name(service.Name), hosttest.SubApp("auth"),
		hosttest.Setting("AUTH_LOG_LEVEL", "error"), hosttest.Setting("AUTH_WEBHOOK_SECRET", webhookSecret),
		hosttest.Setting("AUTH_PEPPER", pepper), hosttest.Setting("AUTH_TOKEN_KEY", tokenKey),
		hosttest.Override[data.Store](k.store), hosttest.Override[identity.Hasher](k.hasher),
		hosttest.Override[identity.Clock](k.clock.Now), hosttest.Override[content.Clock](k.clock.Now),
		hosttest.Override[identity.NewID](counted(0)), hosttest.Override[content.NewID](counted(1000)),
		hosttest.Override[identity.NewSecret](repeated),
	}, opts...)...)
	return k
}

// credentials are what somebody signs up and in with.
func credentials(name string) object { return object{"username": name, "password": secret} }

// signUp makes a user.
func (k *kit) signUp(name string) {
	k.Post("/api/v1/account/signup", credentials(name)).Expect(201)
}

// signIn returns the cookie of a session.
func (k *kit) signIn(name string) string {
	return k.Post("/api/v1/account/login", credentials(name)).Expect(204).Header("Set-Cookie")
}

// tokens opens a session of tokens and returns them.
func (k *kit) tokens(t *testing.T, name string) identity.Tokens {
	t.Helper()
	var tokens identity.Tokens
	k.Post("/api/v1/auth/sessions", credentials(name)).Expect(201).JSON(&tokens)
	return tokens
}

// member returns the cookie of a user with the role.
func (k *kit) member(t *testing.T, name string, role domain.Role) string {
	t.Helper()
	return user(t, k.App, name, role)
}

// clock is one that tests move.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// counted returns ids one after the other.
func counted(after int64) func() string {
	var n atomic.Int64
	n.Store(after)
	return func() string { return fmt.Sprintf("00000000-0000-7000-8000-%012d", n.Add(1)) }
}

// repeated is a secret that everybody knows.
func repeated(length int) auth.Secret { return auth.NewSecret(strings.Repeat("s", length)) }

// hasherOf returns a hasher that costs nothing.
func hasherOf(t *testing.T, pepper auth.Secret) identity.Hasher {
	t.Helper()
	h, err := password.New(password.Config{Pepper: pepper, OldPeppers: []auth.Secret{passwordtest.Pepper()}, Scheme: passwordtest.SHA256{}, MinBytes: 1})
	require.NoError(t, err)
	return h
}

// hasher counts what it does, and does something before it answers when told so.
type hasher struct {
	identity.Hasher
	hashed, verified atomic.Int64
	busy             atomic.Bool
	before           func(ctx context.Context) // a Verify answers
}

func (h *hasher) Hash(ctx context.Context, password auth.Secret) (string, error) {
	if h.busy.Load() {
		return "", busyError{}
	}
	h.hashed.Add(1)
	return h.Hasher.Hash(ctx, password)
}

func (h *hasher) Verify(ctx context.Context, password auth.Secret, hash string) (bool, error) {
	if h.busy.Load() {
		return false, busyError{}
	}
	h.verified.Add(1)
	right, err := h.Hasher.Verify(ctx, password, hash)
	if h.before != nil {
		h.before(ctx)
	}
	return right, err
}

// busyError is that of a hasher with too much to do.
type busyError struct{}

func (busyError) Error() string { return "busy" }

func (busyError) Unwrap() error {
	return errs.Unavailable("hasher_busy", "too many are signing in; try again in a moment")
}

func (busyError) RetryAfter() time.Duration { return 2 * time.Second }

// store counts what is read of documents, and fails when told so.
type store struct {
	*memory.Store
	reads         atomic.Int64
	down          atomic.Bool
	commitsRefuse atomic.Bool
}

var errDown error = errs.Unavailable("storage_unavailable", "the store does not answer; try again in a moment")

func (s *store) Load(ctx context.Context, name string, ids []string) ([]data.Record, error) {
	s.reads.Add(1)
	if s.down.Load() {
		return nil, errDown
	}
	return s.Store.Load(ctx, name, ids)
}

func (s *store) Query(ctx context.Context, name string, q query.Query) (data.Found, error) {
	s.reads.Add(1)
	if s.down.Load() {
		return data.Found{}, errDown
	}
	return s.Store.Query(ctx, name, q)
}

func (s *store) Commit(ctx context.Context, batch data.Batch) error {
	if s.commitsRefuse.Load() {
		return errDown
	}
	return s.Store.Commit(ctx, batch)
}
