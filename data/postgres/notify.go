package postgres

import (
	"context"
	"strings"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/neuroglia-go/neuroglia/data/eventstore"
)

const (
	// channel is what stores of one database tell each other by that something was appended. The
	// payload is the schema and who tells.
	channel = "neuroglia_events"
	// noticesApart is how much time there is between two notices of a process.
	noticesApart = 20 * time.Millisecond
	// noticeTimeout bounds how long sending one may take: it is a favor.
	noticeTimeout = time.Second
	// reconnectPause is how long a listener that lost its connection waits.
	reconnectPause = time.Second
)

// herald tells other processes that this one has appended. It does so apart from the
// transactions that append, which PostgreSQL would let commit one at a time only, and at most
// once in a while for all of them together.
type herald struct {
	name    string // of this store among those that tell
	pending atomic.Bool
	last    time.Time // belongs to who has set pending
}

func newHerald() *herald { return &herald{name: eventstore.NewID()} }

// appended tells everybody that something was committed: those who wait in this process at
// once, others soon.
func (s *Store) appended() {
	if s.watch.waiting.Load() > 0 {
		s.watch.kick()
	}
	h := s.herald
	if s.config.PollOnly || h.pending.Swap(true) {
		return // the notice to come is about this as well
	}
	time.AfterFunc(max(0, time.Until(h.last.Add(noticesApart))), s.notify)
}

// notify sends a notice. It need not reach the disk, and it may get lost: whoever listens
// looks for news by itself as well.
func (s *Store) notify() {
	s.herald.last = time.Now()
	s.herald.pending.Store(false) // what is committed from here on has a notice of its own
	ctx, done := context.WithTimeout(context.Background(), noticeTimeout)
	defer done()
	_, _ = s.pool.Exec(ctx, "/* notice */ SET LOCAL synchronous_commit TO off; SELECT pg_notify('"+channel+"', "+literal(s.notice())+")",
		pgx.QueryExecModeSimpleProtocol)
}

func (s *Store) notice() string { return s.config.Schema + " " + s.herald.name }

// concerns reports whether a notice is about the log of this store, and by another one.
func (s *Store) concerns(notice string) bool {
	return strings.HasPrefix(notice, s.config.Schema+" ") && notice != s.notice()
}

// listen hears the notices of other processes as long as ctx lasts, on a connection of its own.
func (s *Store) listen(ctx context.Context) {
	for {
		s.hear(ctx)
		s.watch.listening.Store(false)
		if !rest(ctx, reconnectPause) {
			return
		}
	}
}

// hear returns when the connection is lost, or ctx over.
func (s *Store) hear(ctx context.Context) {
	conn, err := pgx.ConnectConfig(ctx, s.pool.Config().ConnConfig)
	if err != nil {
		return
	}
	defer func() {
		closing, done := context.WithTimeout(context.WithoutCancel(ctx), noticeTimeout)
		defer done()
		_ = conn.Close(closing)
	}()
	if _, err := conn.Exec(ctx, "/* listen */ LISTEN "+channel); err != nil {
		return
	}
	s.watch.listening.Store(true)
	s.watch.kick() // for what was told before
	for {
		notice, err := conn.WaitForNotification(ctx)
		if err != nil {
			return
		}
		if s.concerns(notice.Payload) {
			s.watch.kick()
		}
	}
}
