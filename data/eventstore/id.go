package eventstore

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"time"
)

// NewID returns a new id for an event: a UUID of version 7 (RFC 9562), so ids made
// later sort later.
func NewID() string {
	var id [16]byte
	_, _ = rand.Read(id[:]) // never fails
	binary.BigEndian.PutUint64(id[:8], uint64(time.Now().UnixMilli())<<16|uint64(binary.BigEndian.Uint16(id[6:8])))
	return text(id, 7)
}

// IDFor returns the id for an event that follows from the seeds, always the same for
// the same ones: a UUID of version 8. A handler that may run twice makes the ids of
// what it appends from that of the event it handles, so that its second append is
// known as a repetition.
func IDFor(seeds ...string) string {
	h := sha256.New()
	var length [8]byte
	for _, seed := range seeds {
		binary.BigEndian.PutUint64(length[:], uint64(len(seed)))
		h.Write(length[:])
		h.Write([]byte(seed))
	}
	return text([16]byte(h.Sum(nil)[:16]), 8)
}

func text(id [16]byte, version byte) string {
	id[6] = id[6]&0x0f | version<<4
	id[8] = id[8]&0x3f | 0x80
	var s [36]byte
	hex.Encode(s[:8], id[:4])
	hex.Encode(s[9:13], id[4:6])
	hex.Encode(s[14:18], id[6:8])
	hex.Encode(s[19:23], id[8:10])
	hex.Encode(s[24:], id[10:])
	s[8], s[13], s[18], s[23] = '-', '-', '-', '-'
	return string(s[:])
}

// isID reports whether s is a UUID in lower-case text.
func isID(s string) bool {
	if len(s) != 36 {
		return false
	}
	for i := range len(s) {
		c := s[i]
		switch i {
		case 8, 13, 18, 23:
			if c != '-' {
				return false
			}
		default:
			if (c < '0' || c > '9') && (c < 'a' || c > 'f') {
				return false
			}
		}
	}
	return true
}
