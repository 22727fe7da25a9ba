package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/neuroglia-go/neuroglia/data/eventstore"
)

// pollEvery is how often a reader that waits looks for what other processes appended.
const pollEvery = 250 * time.Millisecond

// news wakes those who wait in this process.
type news struct {
	mu   sync.Mutex
	next chan struct{} // closed by the next tell; nil while nobody waits
}

// coming returns what is closed as soon as there is something new.
func (n *news) coming() <-chan struct{} {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.next == nil {
		n.next = make(chan struct{})
	}
	return n.next
}

func (n *news) tell() {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.next != nil {
		close(n.next)
		n.next = nil
	}
}

// Head is the method of [eventstore.Store]. Transactions are one after the other, so
// whatever is committed is settled.
func (s *Store) Head(ctx context.Context) (eventstore.Position, error) {
	if err := s.open(ctx); err != nil {
		return 0, err
	}
	var head int64
	err := s.log.head.QueryRowContext(ctx).Scan(&head)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return 0, fmt.Errorf("look for the head of the log: %w", readFault(ctx, err))
	}
	return eventstore.Position(head), nil
}

// Wait is the method of [eventstore.Store].
func (s *Store) Wait(ctx context.Context, after eventstore.Position) (eventstore.Position, error) {
	poll := time.NewTicker(pollEvery)
	defer poll.Stop()
	for {
		coming := s.log.news.coming() // before looking, so that nothing is missed
		head, err := s.Head(ctx)
		if err != nil || head > after {
			return head, err
		}
		select {
		case <-coming:
		case <-poll.C:
		case <-ctx.Done():
			return 0, context.Cause(ctx)
		}
	}
}
