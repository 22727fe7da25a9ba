package main

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/neuroglia-go/neuroglia/data/eventstore"
)

// What somebody would write by hand for SQLite, with database/sql and prepared statements, into
// the same tables.

func (r *sqliteRig) prepare(ctx context.Context) (err error) {
	const insert = `INSERT INTO neuroglia_events (stream, version, category, type, schema, id, at, data) VALUES (?, ?, 'order', 'order.placed', 1, ?, ?, ?)`
	var faults [2]error
	r.event, faults[0] = r.hand.PrepareContext(ctx, insert)
	r.order, faults[1] = r.hand.PrepareContext(ctx, "INSERT INTO orders (id, version, doc) VALUES (?, 1, jsonb(?))")
	return errors.Join(faults[:]...)
}

func (r *sqliteRig) insertRow(ctx context.Context) (int, error) {
	_, err := r.event.ExecContext(ctx, "order-"+r.rows.next(), 1, eventstore.NewID(), time.Now().UnixMicro(), string(eventData))
	return 1, err
}

func (r *sqliteRig) insertMany(ctx context.Context) (int, error) {
	stream := "order-" + r.rows.next()
	return manyEvents, r.transact(ctx, func(tx *sql.Tx) error {
		event := tx.StmtContext(ctx, r.event)
		for i := range manyEvents {
			if _, err := event.ExecContext(ctx, stream, i+1, eventstore.NewID(), time.Now().UnixMicro(), string(eventData)); err != nil {
				return err
			}
		}
		return nil
	})
}

func (r *sqliteRig) twoInserts(ctx context.Context) (int, error) {
	id := r.rows.next()
	return 1, r.transact(ctx, func(tx *sql.Tx) error {
		if _, err := tx.StmtContext(ctx, r.order).ExecContext(ctx, id, string(eventData)); err != nil {
			return err
		}
		_, err := tx.StmtContext(ctx, r.event).ExecContext(ctx, "order-"+id, 1, eventstore.NewID(), time.Now().UnixMicro(), string(eventData))
		return err
	})
}

func (r *sqliteRig) transact(ctx context.Context, fn func(tx *sql.Tx) error) error {
	tx, err := r.hand.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	if err := fn(tx); err != nil {
		return errors.Join(err, tx.Rollback())
	}
	return tx.Commit()
}

func (r *sqliteRig) selectAll(ctx context.Context) (read int, err error) {
	rows, err := r.readHand.QueryContext(ctx, "SELECT position, stream, version, type, schema, id, at, data, metadata FROM neuroglia_events ORDER BY position")
	if err != nil {
		return 0, err
	}
	defer func() { _ = rows.Close() }() // Err says it all
	var one eventstore.Record
	var at int64
	var metadata []byte
	for rows.Next() {
		if err := rows.Scan(&one.Position, &one.Stream, &one.Version, &one.Type, &one.SchemaVersion, &one.ID, &at, &one.Data, &metadata); err != nil {
			return read, err
		}
		read++
	}
	return read, rows.Err()
}

func (r *sqliteRig) selectLife(ctx context.Context) (int, error) {
	rows, err := r.readHand.QueryContext(ctx, "SELECT type, data FROM neuroglia_events WHERE stream = 'account-1' ORDER BY version")
	if err != nil {
		return 0, err
	}
	defer func() { _ = rows.Close() }() // Err says it all
	var state accountState
	var kind string
	var body []byte
	for rows.Next() {
		if err := rows.Scan(&kind, &body); err != nil {
			return 0, err
		}
		if err := state.fold(kind, body); err != nil {
			return 0, err
		}
	}
	return 1, rows.Err()
}
