package postgres

import (
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/neuroglia-go/neuroglia/data/eventstore"
)

// page is what was read at once. It is read into again and again, which what was
// handed out of it does not notice.
type page struct {
	records []eventstore.Record
	texts   []byte // ids, streams and types, one after the other: they become one string for all
	lengths []lengths
	row     row
}

// lengths are those of the texts of a record.
type lengths struct{ stream, kind int }

// read reads the rows to the end.
func (p *page) read(rows pgx.Rows) error {
	defer rows.Close()
	p.records, p.texts, p.lengths = p.records[:0], p.texts[:0], p.lengths[:0]
	for rows.Next() {
		if err := p.row.read(rows); err != nil {
			return err
		}
		if err := p.add(); err != nil {
			return err
		}
	}
	p.cut()
	return rows.Err()
}

// add takes the row over, but for its texts.
func (p *page) add() error {
	p.records = append(p.records, eventstore.Record{
		Event: eventstore.Event{
			SchemaVersion: int(p.row.schemaVersion), At: time.UnixMicro(p.row.at).UTC(), Data: slices.Clone(p.row.data),
		},
		Version: p.row.version, Position: eventstore.Position(p.row.position),
	})
	p.texts = appendUUID(p.texts, p.row.id)
	p.lengths = append(p.lengths, lengths{len(p.row.stream), len(p.row.kind)})
	p.texts = append(append(p.texts, p.row.stream...), p.row.kind...)
	if p.row.metadata == nil {
		return nil
	}
	return json.Unmarshal(p.row.metadata, &p.records[len(p.records)-1].Metadata)
}

// cut gives every record its texts.
func (p *page) cut() {
	rest := string(p.texts)
	next := func(n int) (text string) {
		text, rest = rest[:n], rest[n:]
		return text
	}
	for i, l := range p.lengths {
		r := &p.records[i]
		r.ID, r.Stream, r.Type = next(uuidLength), next(l.stream), next(l.kind)
	}
}

// row is a row of the log. What is of any length is only lent.
type row struct {
	position, version, at        int64 // at in microseconds since 1970
	id                           [16]byte
	schemaVersion                int32
	stream, kind, data, metadata []byte
}

var errRow = errors.New("a row of the log is not as expected")

// read takes the row apart itself, as there is nothing to find out about its types.
func (w *row) read(rows pgx.Rows) error {
	if rows.FieldDescriptions()[0].Format != pgx.BinaryFormatCode {
		return w.scan(rows)
	}
	v := rows.RawValues()
	if len(v) != copyFields || len(v[0]) != 8 || len(v[1]) != 8 || len(v[2]) != 8 || len(v[3]) != len(w.id) || len(v[4]) != 4 {
		return errRow
	}
	w.position, w.version, w.at = int64At(v[0]), int64At(v[1]), int64At(v[2])+epoch
	w.id, w.schemaVersion = [16]byte(v[3]), int32(binary.BigEndian.Uint32(v[4])) //nolint:gosec // the same bits
	w.stream, w.kind, w.data, w.metadata = v[5], v[6], v[7], v[8]
	return nil
}

func int64At(b []byte) int64 { return int64(binary.BigEndian.Uint64(b)) } //nolint:gosec // the same bits

// scan is for the simple protocol, which has all as text.
func (w *row) scan(rows pgx.Rows) error {
	var at time.Time
	var stream, kind string
	w.metadata = nil
	err := rows.Scan(&w.position, &w.version, &at, &w.id, &w.schemaVersion, &stream, &kind, &w.data, &w.metadata)
	w.at, w.stream, w.kind = at.UnixMicro(), []byte(stream), []byte(kind)
	return err
}

const uuidLength = 36

// appendUUID appends the usual text.
func appendUUID(text []byte, id [16]byte) []byte {
	text = append(hex.AppendEncode(text, id[:4]), '-')
	text = append(hex.AppendEncode(text, id[4:6]), '-')
	text = append(hex.AppendEncode(text, id[6:8]), '-')
	text = append(hex.AppendEncode(text, id[8:10]), '-')
	return hex.AppendEncode(text, id[10:])
}
