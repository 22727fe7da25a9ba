package datatest

import (
	"context"
	"fmt"
	"sync"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data/uow"
)

// maxLooks bounds at how many moments a context ends.
const maxLooks = 300

// contextEnds ends the context of a unit at the first moment somebody looks at it, that of the
// next unit at the second, and so on.
func (f Faults) contextEnds(h harness) {
	s := f.begin(h)
	s.undisturbed()
	for at := int64(1); at <= maxLooks; at++ {
		s.prepare()
		ctx := newFading(h.Context(), at)
		err := s.carryOut(ctx)
		s.judge(fmt.Sprintf("the context ends at look %d", at), err, f.Patient)
		if !ctx.over() {
			break
		}
	}
	h.Logf("%d moments: %s", s.unit-1, s.tally())
	require.Positive(h, s.outcomes[uow.Committed])
	require.Positive(h, s.outcomes[uow.RolledBack])
	s.undisturbed()
}

// fading is a context that ends when it is looked at for a certain time.
type fading struct {
	context.Context
	done chan struct{}

	mu    sync.Mutex
	looks int64 // that are left
}

func newFading(ctx context.Context, looks int64) *fading {
	return &fading{Context: ctx, done: make(chan struct{}), looks: looks}
}

// look counts, and ends the context when it is time to.
func (c *fading) look() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.looks--
	if c.looks == 0 {
		close(c.done)
	}
}

// Done is the method of context.Context.
func (c *fading) Done() <-chan struct{} {
	c.look()
	return c.done
}

// Err is the method of context.Context.
func (c *fading) Err() error {
	c.look()
	if c.over() {
		return context.Canceled
	}
	return nil
}

func (c *fading) over() bool {
	select {
	case <-c.done:
		return true
	default:
		return false
	}
}
