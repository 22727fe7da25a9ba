package main

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/neuroglia-go/neuroglia/data/eventstore"
	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/eventing/projection"
)

// archiveRow is the row of a projection that only inserts.
type archiveRow struct {
	ID   string `json:"id"`
	Type string `json:"type"`
}

func (r archiveRow) RowID() string { return r.ID }

type archive struct{ rows *projection.Rows[archiveRow] }

func (a *archive) keep(ctx context.Context, records []eventstore.Record) error {
	for _, r := range records {
		if err := a.rows.Insert(ctx, archiveRow{r.ID, r.Type}); err != nil {
			return err
		}
	}
	return nil
}

// archiveBatch is how many rows are written in one transaction.
const archiveBatch = 10_000

// rebuildContest rebuilds a projection, reads the log that it is made of, and copies rows like its own
// into a table like its own, as fast as the server takes them from one connection: whoever writes
// them cannot be faster.
func rebuildContest(w io.Writer, url string, rounds, events int) error {
	ctx := context.Background()
	store, err := openPostgres(ctx, url+"&schema=built&pool_max_conns=4")
	if err != nil {
		return err
	}
	defer func() { _ = store.Close() }() // nothing is kept
	if _, err := store.Import(ctx, records("order-1", int64(events))); err != nil {
		return err
	}
	container, err := newReactions(store, func(services *di.Services) {
		projection.Add(services, projection.Config{Name: "archive", Batch: archiveBatch},
			func(rows *projection.Rows[archiveRow]) *archive { return &archive{rows} },
			projection.OnRecords((*archive).keep), projection.Keeps[archiveRow])
	})
	if err != nil {
		return err
	}
	projections, err := di.Resolve[*projection.Projections](container)
	if err != nil {
		return err
	}
	hand, err := newBareCopy(ctx, url, events)
	if err != nil {
		return err
	}
	defer func() { _ = hand.conn.Close(ctx) }()     // nothing is kept
	if err := readThrough(ctx, store); err != nil { // the first read after an import also notes in each row that it is committed
		return err
	}
	const read = "read all"
	return compare(w, fmt.Sprintf("reactions: a read model of %d events", events), rounds, []measurement{
		{name: read, run: perSecond(events, func() error { return readThrough(ctx, store) })},
		{name: "rebuild an insert-only projection", against: read, least: 0.5, run: perSecond(events, func() error { return rebuild(ctx, projections) })},
		{name: "COPY of such rows, nothing else", against: read, run: perSecond(events, func() error { return hand.copy(ctx) })},
	}, func() error { return hand.empty(ctx) })
}

func readThrough(ctx context.Context, log eventstore.Store) error {
	for _, err := range log.ReadAll(ctx, 0, eventstore.Filter{}) {
		if err != nil {
			return err
		}
	}
	return nil
}

func rebuild(ctx context.Context, projections *projection.Projections) error {
	for _, err := range projections.Rebuild(ctx, "archive", 1) {
		if err != nil {
			return err
		}
	}
	return nil
}

func perSecond(n int, fn func() error) func() (float64, error) {
	return func() (float64, error) {
		begin := time.Now()
		err := fn()
		return float64(n) / time.Since(begin).Seconds(), err
	}
}

// bareCopy copies rows like those of the projection, made on the way.
type bareCopy struct {
	conn *pgx.Conn
	rows int
}

func newBareCopy(ctx context.Context, url string, rows int) (*bareCopy, error) {
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return nil, err
	}
	_, err = conn.Exec(ctx, `CREATE TABLE archive (id text COLLATE "C" PRIMARY KEY, version bigint NOT NULL, doc jsonb NOT NULL)`)
	return &bareCopy{conn, rows}, err
}

func (h *bareCopy) empty(ctx context.Context) error {
	_, err := h.conn.Exec(ctx, "TRUNCATE archive")
	return err
}

func (h *bareCopy) copy(ctx context.Context) error {
	for left := h.rows; left > 0; left -= archiveBatch {
		rows := pgx.CopyFromSlice(min(left, archiveBatch), func(int) ([]any, error) {
			id := eventstore.NewID()
			return []any{id, int64(1), []byte(`{"id":"` + id + `","type":"order.placed"}`)}, nil
		})
		if _, err := h.conn.CopyFrom(ctx, pgx.Identifier{"archive"}, []string{"id", "version", "doc"}, rows); err != nil {
			return err
		}
	}
	return nil
}
