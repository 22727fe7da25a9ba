package password_test

import (
	"context"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/auth/password"
	"github.com/neuroglia-go/neuroglia/auth/password/passwordtest"
	"github.com/neuroglia-go/neuroglia/errs"
)

// counting counts how many hashes are computed at once, and how many in all.
type counting struct {
	password.Scheme
	running, peak, hashed, matched atomic.Int64
	// meanwhile runs within each.
	meanwhile func()
}

func (c *counting) within(work func()) {
	n := c.running.Add(1)
	defer c.running.Add(-1)
	for peak := c.peak.Load(); n > peak && !c.peak.CompareAndSwap(peak, n); peak = c.peak.Load() {
	}
	if c.meanwhile != nil {
		c.meanwhile()
	}
	work()
}

func (c *counting) Hash(pepperID string, key []byte) (hash string, err error) {
	c.hashed.Add(1)
	c.within(func() { hash, err = c.Scheme.Hash(pepperID, key) })
	return hash, err
}

func (c *counting) Parse(hash string) (password.Stored, error) {
	stored, err := c.Scheme.Parse(hash)
	matches := stored.Matches
	stored.Matches = func(key []byte) (ok bool) {
		c.matched.Add(1)
		c.within(func() { ok = matches(key) })
		return ok
	}
	return stored, err
}

// A thousand people sign in at once: the hasher computes as many hashes as it may, no more,
// and the memory in use is theirs, not a thousand times it.
func TestAThousandSignInsAtOnceStayWithinTheBound(t *testing.T) {
	const signIns, atOnce, kib = 1000, 2, 1024
	scheme := &counting{Scheme: password.Argon2id{Memory: kib, Passes: 1}}
	h := newHasher(t, password.Config{Scheme: scheme, Concurrency: atOnce})
	stored := hash(t, h, "correct horse")
	var most atomic.Uint64
	scheme.meanwhile = func() {
		if scheme.matched.Load()%100 == 0 {
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			most.Store(max(most.Load(), m.HeapInuse))
		}
	}
	runtime.GC()
	var before runtime.MemStats
	runtime.ReadMemStats(&before)
	var group sync.WaitGroup
	for range signIns {
		group.Go(func() {
			ok, err := h.Verify(t.Context(), auth.NewSecret("correct horse"), stored)
			if err != nil || !ok {
				t.Errorf("verify: %v, %v", ok, err)
			}
		})
	}
	group.Wait()
	require.EqualValues(t, signIns, scheme.matched.Load())
	require.EqualValues(t, atOnce, scheme.peak.Load())
	grown := (int64(most.Load()) - int64(before.HeapInuse)) >> 20
	t.Logf("%d sign-ins of %d MiB, %d at once: the heap grew by %d MiB at most", signIns, kib>>10, atOnce, grown)
	// The collector may leave as much as is in use; unbounded it would be a gigabyte.
	require.Less(t, grown, int64(100))
}

func TestWhoWaitsTooLongIsToldToComeBack(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		release := make(chan struct{})
		scheme := &counting{Scheme: passwordtest.SHA256{}, meanwhile: func() { <-release }}
		h, err := password.New(password.Config{Pepper: passwordtest.Pepper(), Scheme: scheme, Concurrency: 1, Wait: 3 * time.Second})
		require.NoError(t, err)
		word := auth.NewSecret("correct horse")
		var group sync.WaitGroup
		group.Go(func() { require.NoError(t, h.Dummy(t.Context(), word)) })
		synctest.Wait()

		start := time.Now()
		for name, call := range map[string]func(context.Context) error{
			"hash": func(ctx context.Context) error { _, err := h.Hash(ctx, word); return err },
			"verify": func(ctx context.Context) error {
				_, err := h.Verify(ctx, word, "$sha256$keyid=KFtSEjWdLes$00")
				return err
			},
			"dummy": func(ctx context.Context) error { return h.Dummy(ctx, word) },
		} {
			err := call(t.Context())
			require.ErrorIs(t, err, errs.KindUnavailable, name)
			require.Equal(t, password.CodeBusy, errs.CodeOf(err), name)
			var later interface{ RetryAfter() time.Duration }
			require.ErrorAs(t, err, &later)
			require.Equal(t, 3*time.Second, later.RetryAfter())

			ctx, cancel := context.WithTimeout(t.Context(), time.Second)
			require.ErrorIs(t, call(ctx), context.DeadlineExceeded, name)
			require.ErrorIs(t, call(ctx), context.DeadlineExceeded, name)
			cancel()
		}
		require.Equal(t, 12*time.Second, time.Since(start))
		close(release)
		group.Wait()
		require.NoError(t, h.Dummy(t.Context(), word), "there is room again")
	})
}

// Sign-ins for nobody and with a wrong password do the same work: one hash each.
func TestAnUnknownUserCostsOneHash(t *testing.T) {
	t.Parallel()
	scheme := &counting{Scheme: passwordtest.SHA256{}}
	h := newHasher(t, password.Config{Scheme: scheme})
	stored := hash(t, h, "correct horse")
	other := hash(t, newHasher(t, password.Config{Scheme: passwordtest.SHA256{}, Pepper: auth.NewSecret(strings.Repeat("o", 32))}), "correct horse")
	tests := []struct {
		name string
		try  func(auth.Secret) error
	}{
		{"a wrong password", func(p auth.Secret) error { _, err := h.Verify(t.Context(), p, stored); return err }},
		{"nobody", func(p auth.Secret) error { return h.Dummy(t.Context(), p) }},
		{"a user without a password", func(p auth.Secret) error { _, err := h.Verify(t.Context(), p, ""); return err }},
		{"a hash of a lost pepper", func(p auth.Secret) error { _, err := h.Verify(t.Context(), p, other); return err }},
	}
	work := func() int64 { return scheme.hashed.Load() + scheme.matched.Load() }
	for _, tt := range tests {
		before := work()
		require.NoError(t, tt.try(auth.NewSecret("wrong horse")), tt.name)
		require.EqualValues(t, 1, work()-before, tt.name)
		for _, text := range []string{"", strings.Repeat("x", 1025)} {
			before := work()
			require.NoError(t, tt.try(auth.NewSecret(text)), tt.name)
			require.Zero(t, work()-before, "%s: such a password costs nobody anything", tt.name)
		}
	}
}

// Who would not have a turn in time is not kept waiting for it.
func TestWhoWouldWaitForNothingIsToldAtOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		release := make(chan struct{})
		scheme := &counting{Scheme: passwordtest.SHA256{}, meanwhile: func() { <-release }}
		h, err := password.New(password.Config{Pepper: passwordtest.Pepper(), Scheme: scheme, Concurrency: 2, Wait: 100 * time.Millisecond})
		require.NoError(t, err)
		word := auth.NewSecret("correct horse")
		var group sync.WaitGroup
		for range 2 {
			group.Go(func() { require.NoError(t, h.Dummy(t.Context(), word)) })
		}
		synctest.Wait()
		for round := range 2 { // those who gave up make room
			begin := time.Now()
			var waiting sync.WaitGroup
			for range 2 * 5 {
				waiting.Go(func() { require.Equal(t, password.CodeBusy, errs.CodeOf(h.Dummy(t.Context(), word))) })
			}
			synctest.Wait()
			require.Equal(t, password.CodeBusy, errs.CodeOf(h.Dummy(t.Context(), word)))
			require.Zero(t, time.Since(begin), "round %d", round)
			waiting.Wait()
		}
		close(release)
		group.Wait()
	})
}
