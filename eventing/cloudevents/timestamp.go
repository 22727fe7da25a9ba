package cloudevents

import (
	"strings"
	"time"
)

// Times are written in UTC with as many digits as they have, up to nanoseconds.

func appendTime(dst []byte, t time.Time) []byte { return t.UTC().AppendFormat(dst, time.RFC3339Nano) }

// isWritable reports whether RFC 3339 has a year for the time.
func isWritable(t time.Time) bool {
	year := t.UTC().Year()
	return year >= 0 && year <= 9999
}

// parseTime reads RFC 3339 and nothing more, in UTC. Letters may be lower-case, digits
// below a nanosecond are cut, and a leap second is the first moment of the next minute.
func parseTime(s string) (time.Time, bool) {
	s = strings.ToUpper(s)
	if !isTimestamp(s) {
		return time.Time{}, false
	}
	leap := s[17:19] == "60"
	if leap {
		s = s[:17] + "59" + s[19:]
	}
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		return time.Time{}, false
	}
	t = t.UTC()
	if leap {
		if t.Hour() != 23 || t.Minute() != 59 {
			return time.Time{}, false
		}
		t = t.Truncate(time.Second).Add(time.Second)
	}
	return t, isWritable(t)
}

// isTimestamp refuses what the package time reads beyond RFC 3339: an hour of one digit,
// a comma before fractions, offsets of a day and more.
func isTimestamp(s string) bool {
	const shape, longest = "2006-01-02T15:04:05", 64
	if len(s) <= len(shape) || len(s) > longest || s[10] != 'T' || s[13] != ':' || s[16] != ':' {
		return false
	}
	rest := s[len(shape):]
	if rest[0] == '.' {
		rest = strings.TrimLeft(rest[1:], "0123456789")
	}
	if rest == "Z" {
		return true
	}
	return len(rest) == len("+15:04") && (rest[0] == '+' || rest[0] == '-') && rest[1:3] < "24" && rest[4:] < "60"
}
