package sessiontest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/auth/session"
)

// Features is what a store does beyond, or short of, the contract.
type Features struct {
	// Vanishes says that sessions that are over vanish by themselves, so that nothing is
	// left to purge.
	Vanishes bool
}

// Open returns an empty store. A failure ends the test.
type Open func(t *testing.T) session.Store

// harness is what a subtest gets: its test and an empty store.
type harness struct {
	*testing.T
	session.Store
	Features
	// now is when the test began: sessions are over by the clock of the store.
	now time.Time
}

// TestStore runs the contract of session.Store, and of session.Lister where the store is one.
func TestStore(t *testing.T, open Open, features Features) { //nolint:tparallel // who calls decides about the top level
	t.Helper()
	for name, test := range map[string]func(harness){
		"what was added is found":                 added,
		"an id is there once":                     twice,
		"owners may be called anything":           owners,
		"an extension names what it is based on":  extend,
		"of many extensions one succeeds":         extendAtOnce,
		"what is deleted stays so":                deleted,
		"all of an owner are deleted but some":    deleteAll,
		"deleting and extending at once":          deleteAndExtend,
		"what is over is purged":                  purge,
		"purging more than fits into one go":      purgeMany,
		"the sessions of an owner by age":         list,
		"an operation that is over does nothing":  canceled,
		"any number of callers at the same time":  atOnce,
		"what was returned belongs to the caller": owned,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(harness{T: t, Store: open(t), Features: features, now: time.Now().UTC().Truncate(time.Microsecond)})
		})
	}
}

// record returns a session of the owner that lasts for an hour.
func (h harness) record(name, owner string) session.Record {
	sum := sha256.Sum256([]byte(name))
	return session.Record{
		ID: hex.EncodeToString(sum[:]), Owner: owner, Created: h.now,
		Expires: h.now.Add(time.Hour).Truncate(time.Second), Data: []byte(`{"subject":"` + name + `"}`),
	}
}

// put adds such a session.
func (h harness) put(name, owner string) session.Record {
	h.Helper()
	r := h.record(name, owner)
	require.NoError(h, h.Add(h.Context(), r))
	return r
}

func (h harness) has(r session.Record) bool {
	h.Helper()
	_, ok, err := h.Get(h.Context(), r.ID)
	require.NoError(h, err)
	return ok
}

func (h harness) is(want session.Record) {
	h.Helper()
	got, ok, err := h.Get(h.Context(), want.ID)
	require.NoError(h, err)
	require.True(h, ok)
	require.True(h, want.Created.Equal(got.Created) && want.Expires.Equal(got.Expires), "%v is not %v", got, want)
	require.Equal(h, time.UTC, got.Expires.Location())
	got.Created, got.Expires = want.Created, want.Expires
	require.Equal(h, want, got)
}

func added(h harness) {
	r := h.record("a", "#ann")
	require.False(h, h.has(r))
	h.put("a", "#ann")
	h.put("b", "#ann")
	h.is(r)
}

func twice(h harness) {
	first := h.put("a", "#ann")
	second := h.record("a", "#bob")
	require.Error(h, h.Add(h.Context(), second))
	h.is(first)
	require.NoError(h, h.DeleteAll(h.Context(), "#bob"))
	h.is(first)
}

func owners(h harness) {
	names := []string{
		"#ann", "#Ann", "#ann ", "https%3A%2F%2Fidp#ann", "#", "#*", "#a_n", "#%", "#a?n", "#[a]nn", "#{ann}",
		`#"ann"`, "#'; DELETE FROM sessions; --", "#ann\r\nDEL *\r\n", "#Ännchen 🦊", `#\u0041`, "#a:b:c",
	}
	all := make([]session.Record, len(names))
	for i, name := range names {
		all[i] = h.put("of "+name, name)
		h.is(all[i])
	}
	for i, name := range names {
		require.NoError(h, h.DeleteAll(h.Context(), name))
		for j, r := range all {
			require.Equal(h, j > i, h.has(r), "%q after %q", names[j], name)
		}
	}
}

func extend(h harness) {
	r := h.put("a", "#ann")
	later := r.Expires.Add(time.Hour)
	extended, err := h.Extend(h.Context(), r.ID, r.Expires.Add(time.Second), later)
	require.NoError(h, err)
	require.False(h, extended, "it does not end then")
	h.is(r)

	extended, err = h.Extend(h.Context(), r.ID, r.Expires, later)
	require.NoError(h, err)
	require.True(h, extended)
	r.Expires = later
	h.is(r)

	extended, err = h.Extend(h.Context(), h.record("b", "#ann").ID, r.Expires, later)
	require.NoError(h, err)
	require.False(h, extended, "there is none")
	require.False(h, h.has(h.record("b", "#ann")))
}

func extendAtOnce(h harness) {
	r := h.put("a", "#ann")
	var wait sync.WaitGroup
	var won atomic.Int32
	faults := make(chan error, 20)
	for i := range cap(faults) {
		wait.Go(func() {
			extended, err := h.Extend(h.Context(), r.ID, r.Expires, r.Expires.Add(time.Duration(1+i)*time.Second))
			if extended {
				won.Add(1)
			}
			faults <- err
		})
	}
	wait.Wait()
	close(faults)
	for err := range faults {
		require.NoError(h, err)
	}
	require.EqualValues(h, 1, won.Load())
}

func purge(h harness) {
	r, later := h.put("a", "#ann"), h.record("b", "#ann")
	later.Expires = r.Expires.Add(time.Second)
	require.NoError(h, h.Add(h.Context(), later))

	n, err := h.Purge(h.Context(), r.Expires.Add(-time.Microsecond))
	require.NoError(h, err)
	require.Zero(h, n)
	n, err = h.Purge(h.Context(), r.Expires)
	require.NoError(h, err)
	require.True(h, h.has(later))
	if h.Vanishes {
		require.Zero(h, n)
		return
	}
	require.Equal(h, 1, n)
	require.False(h, h.has(r))
}

func purgeMany(h harness) {
	const many = 520
	if h.Vanishes {
		h.Skip("there is nothing to purge")
	}
	for i := range many {
		h.put(time.Duration(i).String(), "#ann")
	}
	n, err := h.Purge(h.Context(), h.now.Add(time.Hour))
	require.NoError(h, err)
	require.Equal(h, many, n)
}

func list(h harness) {
	lister, ok := h.Store.(session.Lister)
	if !ok {
		h.Skip("the store lists no sessions")
	}
	h.put("x", "#bob")
	var want []string
	for i, name := range []string{"c", "a", "b"} {
		r := h.record(name, "#ann")
		r.Created = h.now.Add(time.Duration(i) * time.Minute)
		require.NoError(h, h.Add(h.Context(), r))
		want = append(want, r.ID)
	}
	require.NoError(h, h.Delete(h.Context(), want[1]))
	found, err := lister.List(h.Context(), "#ann")
	require.NoError(h, err)
	require.Len(h, found, 2)
	require.Equal(h, []string{want[0], want[2]}, []string{found[0].ID, found[1].ID})
	found, err = lister.List(h.Context(), "#nobody")
	require.NoError(h, err)
	require.Empty(h, found)
}

func canceled(h harness) {
	r := h.put("a", "#ann")
	ctx, cancel := context.WithCancel(h.Context())
	cancel()
	_, _, err := h.Get(ctx, r.ID)
	require.ErrorIs(h, err, context.Canceled)
	_, err = h.Extend(ctx, r.ID, r.Expires, r.Expires.Add(time.Hour))
	require.ErrorIs(h, err, context.Canceled)
	require.ErrorIs(h, h.Add(ctx, h.record("b", "#ann")), context.Canceled)
	require.ErrorIs(h, h.Delete(ctx, r.ID), context.Canceled)
	require.ErrorIs(h, h.DeleteAll(ctx, r.Owner), context.Canceled)
	h.is(r)
	require.False(h, h.has(h.record("b", "#ann")))
}

func atOnce(h harness) {
	var wait sync.WaitGroup
	faults := make(chan error, 16)
	for i := range cap(faults) {
		wait.Go(func() {
			owner := "#" + string(rune('a'+i))
			for range 10 {
				r := h.record(owner, owner)
				err := h.Add(h.Context(), r)
				if err == nil {
					err = h.DeleteAll(h.Context(), owner)
				}
				if err != nil {
					faults <- err
					return
				}
			}
		})
	}
	wait.Wait()
	close(faults)
	for err := range faults {
		require.NoError(h, err)
	}
}

func owned(h harness) {
	r := h.record("a", "#ann")
	given := r
	given.Data = []byte(string(r.Data))
	require.NoError(h, h.Add(h.Context(), given))
	given.Data[0] = 'x'
	h.is(r)
	got, _, err := h.Get(h.Context(), r.ID)
	require.NoError(h, err)
	got.Data[0] = 'x'
	h.is(r)
}
