package oidctest

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/auth/oidc"
)

// Open returns an empty store. A failure ends the test.
type Open func(t *testing.T) oidc.Store

// harness is what a subtest gets: its test and an empty store.
type harness struct {
	*testing.T
	oidc.Store
}

// TestStore runs the contract of oidc.Store.
func TestStore(t *testing.T, open Open) { //nolint:tparallel // who calls decides about the top level
	t.Helper()
	for name, test := range map[string]func(harness){
		"what was added is found":              added,
		"an id is added once":                  once,
		"a record is replaced in its version":  replaced,
		"of many replacements one succeeds":    replacedAtOnce,
		"what is deleted stays so":             deleted,
		"deleting and replacing at once":       deletedAtOnce,
		"records are found by whose they are":  found,
		"what is over is purged":               purged,
		"an operation that is over is refused": canceled,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(harness{t, open(t)})
		})
	}
}

// end is when records expire.
var end = time.Date(2030, 1, 2, 3, 4, 5, 0, time.UTC)

func (h harness) put(id, subject, session string) oidc.Record {
	h.Helper()
	r := oidc.Record{ID: id, Subject: subject, Session: session, Expires: end, Data: "sealed " + id}
	ok, err := h.Add(h.Context(), r)
	require.NoError(h, err)
	require.True(h, ok)
	r.Version = 1
	return r
}

func (h harness) is(want oidc.Record) {
	h.Helper()
	got, ok, err := h.Get(h.Context(), want.ID)
	require.NoError(h, err)
	require.True(h, ok)
	require.Equal(h, want, got)
}

func (h harness) has(id string) bool {
	h.Helper()
	_, ok, err := h.Get(h.Context(), id)
	require.NoError(h, err)
	return ok
}

func added(h harness) {
	require.False(h, h.has("a"))
	h.is(h.put("a", "ann", "s"))
	h.is(h.put("b", "", ""))
}

func once(h harness) {
	var first atomic.Int32
	var wait sync.WaitGroup
	for range 8 {
		wait.Go(func() {
			if ok, err := h.Add(h.Context(), oidc.Record{ID: "a", Expires: end}); err == nil && ok {
				first.Add(1)
			}
		})
	}
	wait.Wait()
	require.EqualValues(h, 1, first.Load())
	ok, err := h.Add(h.Context(), oidc.Record{ID: "a", Version: 1, Expires: end, Data: "other"})
	require.NoError(h, err)
	require.False(h, ok)
	h.is(oidc.Record{ID: "a", Version: 1, Expires: end})
}

func replaced(h harness) {
	r := h.put("a", "ann", "s")
	other := h.put("b", "ann", "s")
	next := r
	next.Data, next.Expires = "new", end.Add(time.Hour)
	ok, err := h.Replace(h.Context(), next)
	require.NoError(h, err)
	require.True(h, ok)
	next.Version = 2
	h.is(next)
	h.is(other)
	for _, version := range []int64{-1, 0, 1, 3} {
		r.Version = version
		ok, err = h.Replace(h.Context(), r)
		require.NoError(h, err)
		require.False(h, ok, "version %d", version)
	}
	h.is(next)
	ok, err = h.Replace(h.Context(), oidc.Record{ID: "c", Version: 1, Expires: end})
	require.NoError(h, err)
	require.False(h, ok)
	require.False(h, h.has("c"))
}

func replacedAtOnce(h harness) {
	r := h.put("a", "ann", "s")
	var won atomic.Int32
	faults := make(chan error, 8)
	for i := range cap(faults) {
		go func() {
			own := r
			own.Data = fmt.Sprint(i)
			ok, err := h.Replace(h.Context(), own)
			if ok {
				won.Add(1)
			}
			faults <- err
		}()
	}
	for range cap(faults) {
		require.NoError(h, <-faults)
	}
	require.EqualValues(h, 1, won.Load())
}

func deleted(h harness) {
	r, other := h.put("a", "ann", "s"), h.put("b", "ann", "s")
	require.NoError(h, h.Delete(h.Context(), r.ID))
	require.False(h, h.has("a"))
	h.is(other)
	require.NoError(h, h.Delete(h.Context(), r.ID), "it is gone already")
	ok, err := h.Replace(h.Context(), r)
	require.NoError(h, err)
	require.False(h, ok)
	require.False(h, h.has("a"))
}

func deletedAtOnce(h harness) {
	for i := range 10 {
		r := h.put(fmt.Sprint(i), "ann", "s")
		faults := make(chan error, 2)
		go func() {
			_, err := h.Replace(h.Context(), r)
			faults <- err
		}()
		go func() { faults <- h.Delete(h.Context(), r.ID) }()
		require.NoError(h, <-faults)
		require.NoError(h, <-faults)
		require.False(h, h.has(r.ID))
	}
}

func found(h harness) {
	a, b := h.put("a", "ann", "s-1"), h.put("b", "ann", "s-2")
	c := h.put("c", "bob", "s-3")
	h.put("used", "", "")
	for _, test := range []struct {
		subject, session string
		want             []oidc.Record
	}{
		{"ann", "", []oidc.Record{a, b}},
		{"ann", "s-2", []oidc.Record{b}},
		{"", "s-3", []oidc.Record{c}},
		{"ann", "s-3", nil},
		{"eve", "", nil},
		{"", "", nil},
	} {
		got, err := h.Find(h.Context(), test.subject, test.session)
		require.NoError(h, err)
		require.ElementsMatch(h, test.want, got, "%+v", test)
	}
}

func purged(h harness) {
	faults := make(chan error, 700)
	for i := range cap(faults) {
		r := oidc.Record{ID: fmt.Sprint(i), Expires: end}
		if i%7 == 1 {
			r.Expires = end.Add(time.Second)
		}
		go func() {
			_, err := h.Add(h.Context(), r)
			faults <- err
		}()
	}
	for range cap(faults) {
		require.NoError(h, <-faults)
	}
	n, err := h.Purge(h.Context(), end.Add(-time.Second))
	require.NoError(h, err)
	require.Zero(h, n)
	n, err = h.Purge(h.Context(), end)
	require.NoError(h, err)
	require.Equal(h, 600, n)
	require.False(h, h.has("0"))
	require.True(h, h.has("1"))
}

func canceled(h harness) {
	ctx, cancel := context.WithCancel(h.Context())
	cancel()
	r := h.put("a", "ann", "s")
	_, err := h.Add(ctx, oidc.Record{ID: "b", Expires: end})
	require.Error(h, err)
	_, _, err = h.Get(ctx, "a")
	require.Error(h, err)
	_, err = h.Replace(ctx, r)
	require.Error(h, err)
	require.Error(h, h.Delete(ctx, "a"))
	_, err = h.Find(ctx, "ann", "")
	require.Error(h, err)
	_, err = h.Purge(ctx, end)
	require.Error(h, err)
	h.is(r)
	require.False(h, h.has("b"))
}
