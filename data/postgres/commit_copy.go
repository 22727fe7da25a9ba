package postgres

import (
	"context"
	"encoding/binary"
	"io"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/neuroglia-go/neuroglia/data"
)

// streamed is from how many new documents of a collection on a commit copies them: that takes
// the server a quarter less than a statement with arrays, and two round trips more.
const streamed = 512

// copies takes out the steps whose documents are copied. There are none in a commit with
// events, which come last and hold on to their numbers, and none of a collection with indexes:
// COPY computes them from the packed row, which takes longer than it saves.
func (p *plan) copies() (rest *plan, added []*step) {
	rest = new(plan)
	for i := range p.steps {
		switch at := &p.steps[i]; {
		case at.events != nil:
			return nil, nil
		case len(at.added) >= streamed && len(at.table.Indexes) == 0:
			added = append(added, at)
		default:
			rest.steps = append(rest.steps, *at)
		}
	}
	return rest, added
}

// sendByCopy carries out the rest, copies the documents in the order of their collections and
// commits, each in a round trip.
func (s *Store) sendByCopy(ctx context.Context, conn *pgxpool.Conn, rest *plan, added []*step) (*step, error) {
	sending, done := patient(ctx)
	defer done()
	at, err := rest.begin(sending, conn)
	for _, next := range added {
		if err == nil {
			at = next
			_, err = conn.Conn().PgConn().CopyFrom(sending, rowsOf(next.added), next.table.copyIn)
		}
	}
	if err == nil {
		_, err = conn.Exec(sending, "COMMIT")
		return nil, endFault(err)
	}
	if !conn.Conn().IsClosed() {
		_, _ = conn.Exec(sending, "ROLLBACK") // a connection that it fails on is not used again
	}
	if at == nil {
		return nil, readFault(ctx, err)
	}
	return at, notSent(ctx, err)
}

// begin opens a transaction and carries out the plan in it.
func (p *plan) begin(ctx context.Context, conn *pgxpool.Conn) (*step, error) {
	batch := new(pgx.Batch)
	batch.Queue("BEGIN")
	batch.QueuedQueries = append(batch.QueuedQueries, p.batch().QueuedQueries...)
	results := conn.SendBatch(ctx, batch)
	if _, err := results.Exec(); err != nil {
		_ = results.Close() // says the same
		return nil, err
	}
	return p.receiveAll(results)
}

// documentRows are documents in the binary format of COPY, made while they are sent.
type documentRows struct {
	writes []*data.Write // that are left
	buffer []byte
	unread []byte // of the buffer
	ended  bool
}

var _ io.Reader = (*documentRows)(nil)

func rowsOf(writes []*data.Write) *documentRows {
	r := &documentRows{writes: writes, buffer: make([]byte, 0, importBuffer)}
	r.unread = append(r.buffer, copyHeader...)
	return r
}

// Read is the method of io.Reader.
func (r *documentRows) Read(p []byte) (int, error) {
	if len(r.unread) == 0 {
		if r.ended {
			return 0, io.EOF
		}
		r.fill()
	}
	n := copy(p, r.unread)
	r.unread = r.unread[n:]
	return n, nil
}

func (r *documentRows) fill() {
	r.buffer = r.buffer[:0]
	for len(r.writes) > 0 && len(r.buffer) < importBuffer-rowSize {
		r.buffer = appendDocumentRow(r.buffer, r.writes[0])
		r.writes = r.writes[1:]
	}
	if r.ended = len(r.writes) == 0; r.ended {
		r.buffer = append(r.buffer, copyTrailer...)
	}
	r.unread = r.buffer
}

const (
	documentFields = 3
	jsonbFormat    = 1
)

func appendDocumentRow(rows []byte, w *data.Write) []byte {
	rows = binary.BigEndian.AppendUint16(rows, documentFields)
	rows = appendField(rows, w.ID)
	rows = appendInt64(rows, w.Version)
	rows = binary.BigEndian.AppendUint32(rows, uint32(1+len(w.Body))) //nolint:gosec // the server takes up to 1 GB
	return append(append(rows, jsonbFormat), w.Body...)
}
