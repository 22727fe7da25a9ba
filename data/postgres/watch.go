package postgres

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"github.com/neuroglia-go/neuroglia/data/eventstore"
)

const (
	// While somebody waits, the head is looked for again soon, and then less and less often.
	shortestPause = 5 * time.Millisecond
	// longestPause is how late news from other processes may be noticed when nobody tells.
	longestPause = 250 * time.Millisecond
	// longestListening is the same while others tell, in case that one of them could not.
	longestListening = time.Second
	// looksApart keeps those who commit all the time from having the head looked for all
	// the time.
	looksApart = 2 * time.Millisecond
)

// watch looks for the head of the log on behalf of all who wait in this process, however many
// they are. It begins with the first of them, ends with the store, and is idle while
// nobody waits.
type watch struct {
	head      atomic.Int64 // the highest that was ever found
	waiting   atomic.Int64 // how many wait
	listening atomic.Bool  // others tell when they have committed
	kicks     chan struct{}

	mu      sync.Mutex
	next    *look
	started bool
	stop    context.CancelFunc
	running sync.WaitGroup
}

// look is one that has found something new, or failed.
type look struct {
	done chan struct{} // closed once the rest is there
	err  error
}

func newWatch() *watch {
	return &watch{kicks: make(chan struct{}, 1), next: newLook()}
}

func newLook() *look { return &look{done: make(chan struct{})} }

// advance returns the highest head ever found: one that was settled stays so, also when a
// writer that is slow to take its lock makes a later look find less.
func (w *watch) advance(found eventstore.Position) eventstore.Position {
	for {
		known := w.head.Load()
		if int64(found) <= known {
			return eventstore.Position(known)
		}
		if w.head.CompareAndSwap(known, int64(found)) {
			return found
		}
	}
}

// known returns the head as far as it was ever found.
func (w *watch) known() eventstore.Position { return eventstore.Position(w.head.Load()) }

// coming returns the next look that will have found something.
func (w *watch) coming() *look {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.next
}

// kick has the head looked for now.
func (w *watch) kick() {
	select {
	case w.kicks <- struct{}{}:
	default: // it will be
	}
}

// Wait is the method of [eventstore.Store].
func (s *Store) Wait(ctx context.Context, after eventstore.Position) (eventstore.Position, error) {
	if err := s.beginWatch(ctx); err != nil {
		return 0, err
	}
	w := s.watch
	w.waiting.Add(1)
	defer w.waiting.Add(-1)
	for first := true; ; first = false {
		coming := w.coming() // before looking, so that nothing is missed
		if head := w.known(); head > after {
			return head, nil
		}
		if first {
			w.kick()
		}
		select {
		case <-ctx.Done():
			return 0, context.Cause(ctx)
		case <-coming.done:
		}
		if coming.err != nil {
			return 0, coming.err
		}
	}
}

// beginWatch starts what looks and listens, the first time.
func (s *Store) beginWatch(ctx context.Context) error {
	if err := s.open(ctx); err != nil {
		return err
	}
	w := s.watch
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.started {
		return nil
	}
	w.started = true
	running, stop := context.WithCancel(context.WithoutCancel(ctx))
	w.stop = stop
	w.running.Go(func() { s.lookOut(running) })
	if !s.config.TransactionPooling && !s.config.PollOnly {
		w.running.Go(func() { s.listen(running) })
	}
	return nil
}

// end stops what beginWatch started, and tells those who wait.
func (w *watch) end() {
	w.mu.Lock()
	stop := w.stop
	w.started = true // nothing begins any more
	w.mu.Unlock()
	if stop != nil {
		stop()
		w.running.Wait()
	}
	w.tell(ErrClosed)
}

// tell wakes those who wait.
func (w *watch) tell(err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.next.err = err
	close(w.next.done)
	w.next = newLook()
}

// lookOut looks for the head as long as ctx lasts.
func (s *Store) lookOut(ctx context.Context) {
	again := time.NewTimer(longestPause)
	defer again.Stop()
	pause, told := shortestPause, eventstore.Position(0)
	for {
		again.Reset(pause)
		select {
		case <-ctx.Done():
			return
		case <-s.watch.kicks:
			pause = shortestPause
		case <-again.C:
			pause = min(2*pause, s.watch.longest())
		}
		if s.watch.waiting.Load() == 0 {
			pause = time.Hour // until somebody waits
			continue
		}
		if head, err := s.Head(ctx); ctx.Err() == nil && (err != nil || head > told) {
			told, pause = max(told, head), shortestPause
			s.watch.tell(err)
		}
		rest(ctx, looksApart)
	}
}

func (w *watch) longest() time.Duration {
	if w.listening.Load() {
		return longestListening
	}
	return longestPause
}

// rest reports whether ctx lasted that long.
func rest(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
		return true
	}
}
