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

// A reader that waits looks for what other processes appended soon, and then less and less often:
// one look takes some microseconds.
const (
	shortestPause = 5 * time.Millisecond
	longestPause  = 100 * time.Millisecond
)

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
	err := s.headRow(ctx).Scan(&head)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return 0, fmt.Errorf("look for the head of the log: %w", readFault(ctx, err))
	}
	return eventstore.Position(head), nil
}

func (s *Store) headRow(ctx context.Context) *sql.Row {
	if t := s.held(ctx); t != nil {
		return t.tx.QueryRowContext(ctx, headText)
	}
	return s.log.head.QueryRowContext(ctx)
}

// Wait is the method of [eventstore.Store].
func (s *Store) Wait(ctx context.Context, after eventstore.Position) (eventstore.Position, error) {
	again := time.NewTimer(shortestPause)
	defer again.Stop()
	for pause := shortestPause; ; pause = min(2*pause, longestPause) {
		coming := s.log.news.coming() // before looking, so that nothing is missed
		head, err := s.Head(ctx)
		if err != nil || head > after {
			return head, err
		}
		again.Reset(pause)
		select {
		case <-coming:
			pause = shortestPause
		case <-again.C:
		case <-ctx.Done():
			return 0, context.Cause(ctx)
		}
	}
}
