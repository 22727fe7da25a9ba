package correlation

import (
	"encoding/binary"
	"encoding/hex"
	"math/rand/v2"
)

// maxID is the longest id taken from outside.
const maxID = 128

// Sane says whether an id from outside may be used: 1 to 128 letters, digits and
// ._:@/+=- characters.
func Sane(id string) bool {
	if id == "" || len(id) > maxID {
		return false
	}
	for i := range len(id) {
		if !plain(id[i]) {
			return false
		}
	}
	return true
}

func plain(c byte) bool {
	switch {
	case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9':
		return true
	}
	switch c {
	case '.', '_', ':', '@', '/', '+', '=', '-':
		return true
	}
	return false
}

// newIDs returns a request id, a trace id and a span id that share one
// allocation. They tell things apart and are no secrets, so the generator of the
// runtime is enough; an all-zero id, which W3C forbids, is prevented.
func newIDs() (request, trace, span string) {
	var random [40]byte
	for i := 0; i < len(random); i += 8 {
		binary.BigEndian.PutUint64(random[i:], rand.Uint64())
	}
	random[31] |= 1
	random[39] |= 1
	var text [80]byte
	hex.Encode(text[:], random[:])
	all := string(text[:])
	return all[:32], all[32:64], all[64:]
}

// parseTraceparent reads version-traceid-parentid-flags as W3C Trace Context
// level 2 says: later versions may have more parts, ff is invalid.
func parseTraceparent(text string) (trace, parent string, sampled, ok bool) {
	const length = len("00-") + 32 + len("-") + 16 + len("-01")
	if len(text) < length || text[2] != '-' || text[35] != '-' || text[52] != '-' {
		return "", "", false, false
	}
	version := text[:2]
	if version == "ff" || version == "00" && len(text) > length || len(text) > length && text[length] != '-' {
		return "", "", false, false
	}
	trace, parent = text[3:35], text[36:52]
	if !lowerHex(version) || !lowerHex(text[53:55]) || !id(trace) || !id(parent) {
		return "", "", false, false
	}
	flags, _ := hex.DecodeString(text[53:55])
	return trace, parent, flags[0]&1 == 1, true
}

func lowerHex(s string) bool {
	for i := range len(s) {
		if (s[i] < '0' || s[i] > '9') && (s[i] < 'a' || s[i] > 'f') {
			return false
		}
	}
	return true
}

// id says whether s is hex and not all zeros.
func id(s string) bool {
	for i := range len(s) {
		if s[i] != '0' {
			return lowerHex(s)
		}
	}
	return false
}
