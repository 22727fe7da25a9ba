package main

import (
	"context"
	"encoding/json"
	"iter"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/neuroglia-go/neuroglia/data/eventstore"
)

// What somebody would write by hand for PostgreSQL, with pgx.

func (r *postgresRig) insertRow(ctx context.Context) (int, error) {
	_, err := r.hand.Exec(ctx, "INSERT INTO bare (stream, version, type, id, data, at) VALUES ($1, 1, 'order.placed', gen_random_uuid(), $2, now())", "order-"+r.rows.next(), eventData)
	return 1, err
}

const (
	insertDocument = "INSERT INTO documents (id, version, doc) VALUES ($1, 1, $2::jsonb)"
	insertEvent    = `INSERT INTO copied (position, version, at, id, schema_version, stream, type, data)
		VALUES (nextval('numbers'), 1, now(), $1::text::uuid, 1, $2, 'order.placed', $3)`
)

func (r *postgresRig) twoInserts(ctx context.Context) (int, error) {
	id := r.rows.next()
	return 1, pgx.BeginFunc(ctx, r.hand, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, insertDocument, id, string(eventData)); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, insertEvent, eventstore.NewID(), "order-"+id, eventData)
		return err
	})
}

func (r *postgresRig) twoInsertsPipelined(ctx context.Context) (int, error) {
	id, batch := r.rows.next(), new(pgx.Batch)
	batch.Queue(insertDocument, id, string(eventData))
	batch.Queue(insertEvent, eventstore.NewID(), "order-"+id, eventData)
	return 1, r.hand.SendBatch(ctx, batch).Close()
}

func (r *postgresRig) copyRows(ctx context.Context) (int, error) { return r.copyInto(ctx, manyEvents) }

const importedEvents = 20_000

func (r *postgresRig) copyAll(ctx context.Context) (int, error) {
	return r.copyInto(ctx, importedEvents)
}

// copyInto copies into a table that is like the log, but for its rules.
func (r *postgresRig) copyInto(ctx context.Context, count int) (int, error) {
	columns := []string{"position", "version", "at", "id", "schema_version", "stream", "type", "data", "metadata"}
	n, now := r.bulk.n.Add(1), time.Now()
	stream := "order-" + r.bulk.next()
	_, err := r.hand.CopyFrom(ctx, pgx.Identifier{"copied"}, columns, pgx.CopyFromSlice(count, func(i int) ([]any, error) {
		return []any{n<<20 + int64(i), int64(i + 1), now, eventstore.NewID(), int32(1), stream, "order.placed", eventData, []byte(nil)}, nil
	}))
	return count, err
}

func (r *postgresRig) importAll(ctx context.Context) (int, error) {
	n, err := r.bulkStore.Import(ctx, records("order-"+r.bulk.next(), importedEvents))
	return int(n), err
}

// records are those of one stream.
func records(stream string, count int64) iter.Seq2[eventstore.Record, error] {
	return func(yield func(eventstore.Record, error) bool) {
		for i := range count {
			r := eventstore.Record{Stream: stream, Version: i + 1, Event: eventstore.Event{ID: eventstore.NewID(), Type: "order.placed", Data: eventData}}
			if !yield(r, nil) {
				return
			}
		}
	}
}

func (r *postgresRig) selectAll(ctx context.Context) (int, error) {
	rows, err := r.hand.Query(ctx, "SELECT position, version, at, id::text, schema_version, stream, type, data, metadata FROM reads.neuroglia_events ORDER BY position")
	if err != nil {
		return 0, err
	}
	var one eventstore.Record
	var metadata []byte
	tag, err := pgx.ForEachRow(rows, []any{(*int64)(&one.Position), &one.Version, &one.At, &one.ID, &one.SchemaVersion, &one.Stream, &one.Type, &one.Data, &metadata},
		func() error { return nil })
	return int(tag.RowsAffected()), err
}

// selectLife folds an account without a registry, a unit of work or versions to check.
func (r *postgresRig) selectLife(ctx context.Context) (int, error) {
	rows, err := r.hand.Query(ctx, "SELECT type, data FROM reads.neuroglia_events WHERE stream = 'account-1' ORDER BY version")
	if err != nil {
		return 0, err
	}
	var state accountState
	var kind string
	var body []byte
	_, err = pgx.ForEachRow(rows, []any{&kind, &body}, func() error { return state.fold(kind, body) })
	return 1, err
}

// fold is what is written by hand where there is no registry.
func (s *accountState) fold(kind string, body []byte) error {
	switch kind {
	case "account.opened":
		var e accountOpened
		if err := json.Unmarshal(body, &e); err != nil {
			return err
		}
		*s = s.Apply(e)
	case "account.money.deposited":
		var e moneyDeposited
		if err := json.Unmarshal(body, &e); err != nil {
			return err
		}
		*s = s.Apply(e)
	}
	return nil
}
