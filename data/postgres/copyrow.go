package postgres

import (
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"time"

	"github.com/neuroglia-go/neuroglia/data/eventstore"
)

// copySQL takes rows in the binary format of COPY, which is on the page of COPY in the
// documentation of PostgreSQL: a header, rows, and the number -1 where the next row would be.
const copySQL = "COPY $neuroglia_events (" + record + ") FROM STDIN (FORMAT binary)"

const (
	copyHeader  = "PGCOPY\n\xff\r\n\x00\x00\x00\x00\x00\x00\x00\x00\x00"
	copyTrailer = "\xff\xff"
	copyFields  = 9
	// rowSize is about that of a row whose event is small, in bytes.
	rowSize = 512
)

// epoch is where the time of PostgreSQL begins, in microseconds since 1970.
var epoch = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC).UnixMicro()

// appendCopyRow appends the record to rows in the binary format of COPY.
func appendCopyRow(rows []byte, r *eventstore.Record) ([]byte, error) {
	id, err := uuidOf(r.ID)
	if err != nil {
		return rows, err
	}
	metadata, err := encodeMetadata(r.Metadata)
	if err != nil {
		return rows, err
	}
	rows = binary.BigEndian.AppendUint16(rows, copyFields)
	rows = appendInt64(rows, int64(r.Position))
	rows = appendInt64(rows, r.Version)
	rows = appendInt64(rows, r.At.UnixMicro()-epoch)
	rows = appendField(rows, id[:])
	rows = binary.BigEndian.AppendUint32(rows, 4)
	rows = binary.BigEndian.AppendUint32(rows, uint32(max(r.SchemaVersion, 1))) //nolint:gosec // small
	rows = appendField(rows, r.Stream)
	rows = appendField(rows, r.Type)
	rows = appendField(rows, r.Data)
	if metadata == nil {
		return binary.BigEndian.AppendUint32(rows, 1<<32-1), nil // the length -1, which is null
	}
	return appendField(rows, metadata), nil
}

func appendInt64(rows []byte, n int64) []byte {
	rows = binary.BigEndian.AppendUint32(rows, 8)
	return binary.BigEndian.AppendUint64(rows, uint64(n)) //nolint:gosec // the same bits
}

func appendField[T string | []byte](rows []byte, field T) []byte {
	rows = binary.BigEndian.AppendUint32(rows, uint32(len(field))) //nolint:gosec // the server takes up to 1 GB
	return append(rows, field...)
}

// uuidOf reads what uuidText writes.
func uuidOf(text string) (id [16]byte, err error) {
	var digits [32]byte
	if len(text) == 36 && text[8] == '-' && text[13] == '-' && text[18] == '-' && text[23] == '-' {
		copy(digits[:8], text[:8])
		copy(digits[8:12], text[9:13])
		copy(digits[12:16], text[14:18])
		copy(digits[16:20], text[19:23])
		copy(digits[20:], text[24:])
	}
	if _, err := hex.Decode(id[:], digits[:]); err != nil {
		return id, fmt.Errorf("the id %q is no UUID", text)
	}
	return id, nil
}
