package datatest

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data"
)

// Open opens the store under test. dir is an empty directory at first, and a name
// that no other test has; opening it again, once the store is closed, opens what was
// stored. The suites close what they open. A failure ends the test.
type Open func(t *testing.T, dir string) data.Store

// Features is what an adapter promises beyond the contract that all have to keep.
type Features struct {
	// Durable says that what was committed outlives the closing of the store.
	Durable bool
	// RefusesNUL says that the database cannot keep a text that holds U+0000. The store
	// refuses such a document as an errs.KindInvalid with the code "unstorable_text".
	RefusesNUL bool
	// SortsJSONItsWay says that arrays and objects are sorted by the JSON that the database
	// writes, and not as memory sorts them. The suite sorts by scalars only then.
	SortsJSONItsWay bool
}

// harness is what a subtest gets: its test, how to open stores, and one that is open.
type harness struct {
	*testing.T
	data.Store
	open Open
	dir  string
	// sourcing has tickets kept as events instead of state.
	sourcing bool
}

// opened returns the harness with its store open: an empty one at first, then the
// same one again.
func (h harness) opened() harness {
	h.Helper()
	h.Store = h.open(h.T, h.dir)
	h.Cleanup(func() { require.NoError(h, h.Close()) })
	return h
}

// subtest is one behavior that the contract asks for.
type subtest struct {
	name string
	run  func(h harness)
}

func runAll(t *testing.T, open Open, tests []subtest) {
	t.Helper()
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			test.run(harness{T: t, open: open, dir: t.TempDir()}.opened())
		})
	}
}

// canceled returns a context that is over.
func canceled(h harness) context.Context {
	ctx, cancel := context.WithCancel(h.Context())
	cancel()
	return ctx
}

// writers is how many goroutines compete where a test is about competition.
const writers = 16

// tries is how often a writer that came too late tries again. Each time, another one
// was in time, and no test has as many writes; so more means that nobody gets on.
const tries = 1000

var errStuck = errors.New("every attempt came too late, although nobody else can have written")

// insist repeats attempt while it comes too late.
func insist(attempt func() error) error {
	for range tries {
		err := attempt()
		if _, late := errors.AsType[*data.StaleError](err); !late {
			return err
		}
	}
	return errStuck
}

// compete runs fn in every one of the writers and waits for all. fn must not end the
// test itself; its error does.
func compete(h harness, fn func(writer int) error) {
	h.Helper()
	outcomes := make(chan error, writers)
	for writer := range writers {
		go func() { outcomes <- fn(writer) }()
	}
	for range writers {
		require.NoError(h, <-outcomes)
	}
}
