package throttletest

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/auth/throttle"
)

// Open returns an empty store. A failure ends the test.
type Open func(t *testing.T) throttle.Store

// harness is what a subtest gets: its test and an empty store.
type harness struct {
	*testing.T
	throttle.Store
	// now is when the test began: a store may forget by its own clock.
	now time.Time
}

// TestStore runs the contract of throttle.Store, and of throttle.Purgeable where the store is one.
func TestStore(t *testing.T, open Open) { //nolint:tparallel // who calls decides about the top level
	t.Helper()
	for name, test := range map[string]func(harness){
		"what nobody counted is the zero record":     unknown,
		"a swap names what it takes the place of":    swap,
		"every field makes a record another one":     fields,
		"times come back as they were":               times,
		"the zero record deletes":                    remove,
		"keys may be called anything":                keys,
		"many keys":                                  many,
		"of many swaps at once the first wins":       swapAtOnce,
		"of many first ones one wins":                addAtOnce,
		"no swap is lost":                            countAtOnce,
		"what is forgotten may be begun again":       forgotten,
		"an operation that fails has done nothing":   canceled,
		"what is forgotten is purged":                purge,
		"purging more than fits into one go":         purgeMany,
		"replicas count together":                    replicas,
		"a success in one replica counts in another": succeeded,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(harness{T: t, Store: open(t), now: time.Now().UTC().Truncate(time.Microsecond)})
		})
	}
}

// record returns one of so many attempts, which is not forgotten during the test.
func (h harness) record(attempts int) throttle.Record {
	return throttle.Record{Attempts: attempts, Until: h.now.Add(time.Minute), Forget: h.now.Add(time.Hour)}
}

// swaps does it and returns whether it was done.
func (h harness) swaps(key string, old, next throttle.Record) bool {
	h.Helper()
	done, err := h.Swap(h.Context(), key, old, next)
	require.NoError(h, err)
	return done
}

func (h harness) put(key string, r throttle.Record) {
	h.Helper()
	require.True(h, h.swaps(key, throttle.Record{}, r), key)
}

func (h harness) is(key string, want throttle.Record) {
	h.Helper()
	got, err := h.Get(h.Context(), key)
	require.NoError(h, err)
	require.True(h, want.Equal(got), "%q: %+v is not %+v", key, got, want)
	require.Equal(h, want.IsZero(), got.IsZero())
}

func unknown(h harness) {
	h.is("a", throttle.Record{})
	h.put("a", h.record(1))
	h.is("b", throttle.Record{})
}

func swap(h harness) {
	one, two, three := h.record(1), h.record(2), h.record(3)
	require.False(h, h.swaps("a", one, two), "there is none")
	h.is("a", throttle.Record{})
	h.put("a", one)
	require.False(h, h.swaps("a", throttle.Record{}, two), "there is one")
	require.False(h, h.swaps("a", three, two), "it is another one")
	require.False(h, h.swaps("a", two, two), "nor is it what it is to become")
	h.is("a", one)
	require.True(h, h.swaps("a", one, two))
	require.False(h, h.swaps("a", one, three), "it was that")
	require.True(h, h.swaps("a", two, two), "the same in its place")
	require.True(h, h.swaps("a", two, one), "and back")
	require.True(h, h.swaps("a", one, three))
	h.is("a", three)
}

func fields(h harness) {
	r := h.record(1)
	h.put("a", r)
	for _, other := range []throttle.Record{
		{Attempts: 2, Until: r.Until, Forget: r.Forget},
		{Attempts: 1, Until: r.Until.Add(time.Microsecond), Forget: r.Forget},
		{Attempts: 1, Until: r.Until, Forget: r.Forget.Add(-time.Microsecond)},
		{Attempts: 1, Until: r.Forget, Forget: r.Until},
		{Attempts: 1, Forget: r.Forget},
	} {
		require.False(h, h.swaps("a", other, h.record(9)), "%+v", other)
	}
	h.is("a", r)
}

func times(h harness) {
	for i, r := range []throttle.Record{
		{Attempts: 1, Until: h.now.Add(time.Microsecond), Forget: h.now.Add(time.Hour + time.Microsecond)},
		{Attempts: 1 << 30, Forget: h.now.Add(time.Hour)},
		{Attempts: 1},
		{Until: h.now, Forget: h.now.AddDate(100, 0, 0)},
		{Attempts: 7, Until: h.now.In(time.FixedZone("elsewhere", 3*60*60)), Forget: h.now.Add(time.Hour)},
	} {
		key := strings.Repeat("a", 1+i)
		h.put(key, r)
		h.is(key, r)
		got, err := h.Get(h.Context(), key)
		require.NoError(h, err)
		require.True(h, h.swaps(key, got, h.record(2)), "what was got is what is there")
	}
}

func remove(h harness) {
	r := h.record(1)
	require.True(h, h.swaps("a", throttle.Record{}, throttle.Record{}), "nothing in the place of nothing")
	h.is("a", throttle.Record{})
	h.put("a", r)
	h.put("b", r)
	require.False(h, h.swaps("a", throttle.Record{}, throttle.Record{}), "there is one")
	require.False(h, h.swaps("a", h.record(2), throttle.Record{}), "it is another one")
	h.is("a", r)
	require.True(h, h.swaps("a", r, throttle.Record{}))
	require.False(h, h.swaps("a", r, throttle.Record{}), "it is gone")
	require.False(h, h.swaps("a", r, h.record(2)))
	h.is("a", throttle.Record{})
	h.is("b", r)
	h.put("a", r)
	h.is("a", r)
}

func keys(h harness) {
	names := []string{
		"account:5f", "address:5f", "a", "A", "a ", " a", "a%20", "a%", "%61", "a+b", "a/b", "a?b", "*", "a_", "[a]", "{a}b",
		`"a"`, "a'; DELETE FROM attempts; --", "a\r\nFLUSHALL\r\n", "a\x00", "a\x00b", "Ä🦊", "A\u0308", "\xff", "\xfe\xff", `\xff`, `\u0041`,
		strings.Repeat("k", 256), strings.Repeat("k", 255) + "\xff",
	}
	for i, name := range names {
		h.put(name, h.record(1+i))
	}
	for i, name := range names {
		h.is(name, h.record(1+i))
		require.True(h, h.swaps(name, h.record(1+i), throttle.Record{}), "%q", name)
		h.is(name, throttle.Record{})
	}
}

func canceled(h harness) {
	ctx, cancel := contextOver(h)
	defer cancel()
	h.put("a", h.record(1))
	done, err := h.Swap(ctx, "a", h.record(1), h.record(2))
	if err != nil || !done {
		h.is("a", h.record(1))
		return
	}
	h.is("a", h.record(2)) // a store that never waits need not ask
}
