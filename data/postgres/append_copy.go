package postgres

import (
	"bytes"
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/neuroglia-go/neuroglia/data/eventstore"
)

// copied is how many events are as fast to append by COPY, which takes a round trip more, as by
// a statement, which takes more work for each of them.
const copied = 128

// drawn is what the events of a batch get: the versions behind one, and a position each.
type drawn struct {
	version   int64
	at        time.Time
	positions []int64
}

// appendByCopy appends a batch of many events.
func (s *Store) appendByCopy(ctx context.Context, conn *pgxpool.Conn, b eventstore.Batch) (commit eventstore.Commit, err error) {
	d, err := s.draw(ctx, conn, b)
	if err == nil {
		err = s.copy(ctx, conn, b, d)
	}
	if err != nil {
		if !conn.Conn().IsClosed() {
			_, _ = conn.Exec(ctx, "ROLLBACK") // a connection that it fails on is not used again
		}
		return commit, err
	}
	last := len(b.Events) - 1
	return eventstore.Commit{Position: eventstore.Position(d.positions[last]), Versions: []int64{d.version + int64(last) + 1}}, nil
}

// draw begins the transaction.
func (s *Store) draw(ctx context.Context, conn *pgxpool.Conn, b eventstore.Batch) (d drawn, err error) {
	batch := new(pgx.Batch)
	batch.Queue("BEGIN")
	batch.Queue(s.log.draw, b.Stream, int64(b.Expected), lastID(b), int32(len(b.Events))). //nolint:gosec // fits in memory
												QueryRow(func(row pgx.Row) error { return row.Scan(&d.version, &d.at, &d.positions) })
	err = conn.SendBatch(ctx, batch).Close()
	if errors.Is(err, pgx.ErrNoRows) {
		return d, errNotExpected
	}
	return d, err
}

// copy ends the transaction in the same round trip.
func (s *Store) copy(ctx context.Context, conn *pgxpool.Conn, b eventstore.Batch, d drawn) (err error) {
	rows := make([]byte, 0, len(copyHeader)+len(copyTrailer)+len(b.Events)*(len(b.Stream)+rowSize))
	rows = append(rows, copyHeader...)
	for i := range b.Events {
		r := eventstore.Record{Event: b.Events[i], Stream: b.Stream, Version: d.version + int64(i) + 1, Position: eventstore.Position(d.positions[i])}
		if r.At.IsZero() {
			r.At = d.at
		}
		if rows, err = appendCopyRow(rows, &r); err != nil {
			return err
		}
	}
	rows = append(rows, copyTrailer...)
	if _, err := conn.Conn().PgConn().CopyFrom(ctx, bytes.NewReader(rows), s.in(copySQL)+"; COMMIT"); err != nil {
		return stepFailed(ctx, err)
	}
	return nil
}
