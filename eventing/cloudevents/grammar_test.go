package cloudevents_test

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/neuroglia-go/neuroglia/eventing/cloudevents"
)

// grammar is the ABNF of RFC 3986, appendix A, as regular expressions: URI-reference and
// absolute-URI. Of the addresses of IPv6 it knows ::1.
func grammar() (reference, absolute *regexp.Regexp) {
	rules := strings.NewReplacer(
		"{pct}", `%[0-9A-Fa-f]{2}`,
		"{reg}", `(?:[A-Za-z0-9._~!$&'()*+,;=-]|%[0-9A-Fa-f]{2})`,
		"{nc}", `(?:[A-Za-z0-9._~!$&'()*+,;=@-]|%[0-9A-Fa-f]{2})`,
		"{pchar}", `(?:[A-Za-z0-9._~!$&'()*+,;=:@-]|%[0-9A-Fa-f]{2})`,
		"{scheme}", `[A-Za-z][A-Za-z0-9+.-]*`,
		"{user}", `(?:[A-Za-z0-9._~!$&'()*+,;=:-]|%[0-9A-Fa-f]{2})*`,
		"{ip}", `\[(?:::1|[vV][0-9A-Fa-f]+\.[A-Za-z0-9._~!$&'()*+,;=:-]+)\]`,
		"{query}", `(?:\?(?:[A-Za-z0-9._~!$&'()*+,;=:@/?-]|%[0-9A-Fa-f]{2})*)?`,
		"{fragment}", `(?:#(?:[A-Za-z0-9._~!$&'()*+,;=:@/?-]|%[0-9A-Fa-f]{2})*)?`,
	)
	authority := `//(?:{user}@)?(?:{ip}|{reg}*)(?::[0-9]*)?(?:/{pchar}*)*`
	rootless := `{pchar}+(?:/{pchar}*)*`
	rooted := `/(?:` + rootless + `)?`
	uri := `{scheme}:(?:` + authority + `|` + rooted + `|` + rootless + `|)`
	relative := `(?:` + authority + `|` + rooted + `|{nc}+(?:/{pchar}*)*|)`
	return regexp.MustCompile(rules.Replace(`^(?:` + uri + `|` + relative + `){query}{fragment}$`)),
		regexp.MustCompile(rules.Replace(`^` + uri + `{query}$`))
}

// What passes as a URI is what the grammar of the standard says.
func TestURIsAreThoseOfTheGrammar(t *testing.T) {
	t.Parallel()
	reference, absolute := grammar()
	pieces := []string{"a", "F", "1", ":", "/", "//", "?", "#", "@", "[", "[x]", "%", "%4f", "%e", "-", ".", "_", "~", "+", "!", " ", "<", "é", "\\", "[::1]", "[v1.a]", "http://", "80"}
	rapid.Check(t, func(t *rapid.T) {
		s := strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 1, 8).Draw(t, "pieces"), "")
		err := cloudevents.Event{ID: "1", Type: "t", Source: s}.Validate()
		require.Equal(t, reference.MatchString(s), err == nil, "%q as a reference: %v", s, err)
		err = cloudevents.Event{ID: "1", Type: "t", Source: "/", DataSchema: s}.Validate()
		require.Equal(t, absolute.MatchString(s), err == nil, "%q as an absolute URI: %v", s, err)
	})
}

var timestamp = regexp.MustCompile(`^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.\d+)?(?:[Zz]|([+-])(\d\d):(\d\d))$`)

// readTimestamp reads RFC 3339 by its grammar and the calendar. A leap second stands at the
// end of a day in UTC.
func readTimestamp(s string) (time.Time, bool) {
	m := timestamp.FindStringSubmatch(s)
	if m == nil {
		return time.Time{}, false
	}
	var n [10]int
	for i := range m {
		n[i], _ = strconv.Atoi(m[i])
	}
	offset := (n[8]*60 + n[9]) * 60
	if m[7] == "-" {
		offset = -offset
	}
	t := time.Date(n[1], time.Month(n[2]), n[3], n[4], n[5], min(n[6], 59), 0, time.FixedZone("", offset))
	calendar := fmt.Sprintf("%04d-%02d-%02d", t.Year(), t.Month(), t.Day()) == s[:10] && n[4] < 24 && n[5] < 60
	utc := t.UTC()
	second := n[6] < 60 || n[6] == 60 && utc.Hour() == 23 && utc.Minute() == 59
	if n[6] == 60 {
		utc = utc.Add(time.Second)
	}
	return utc, calendar && second && n[8] < 24 && n[9] < 60 && utc.Year() >= 0 && utc.Year() <= 9999
}

// What passes as a time is what the grammar of the standard says, and means the same.
func TestTimesAreThoseOfTheGrammar(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		draw := func(label string, from ...string) string { return rapid.SampledFrom(from).Draw(t, label) }
		s := draw("year", "0000", "0001", "2000", "2016", "2023", "1900", "9999", "999", "-001") + draw("dash", "-", "-", "-", "/") +
			draw("month", "01", "02", "02", "04", "12", "00", "13", "1") + "-" + draw("day", "01", "28", "29", "30", "31", "00", "32") +
			draw("t", "T", "T", "t", " ") + draw("hour", "00", "12", "23", "24", "1") + ":" + draw("minute", "00", "30", "59", "60") + ":" +
			draw("second", "00", "59", "60", "61", "") + draw("fraction", "", "", ".5", ".123456789012", ".", ",5") +
			draw("offset", "Z", "Z", "z", "+00:00", "-23:59", "+01:00", "+24:00", "+01:60", "+1:00", "")
		want, valid := readTimestamp(s)
		got, _, err := cloudevents.Extension[time.Time](cloudevents.Event{Extensions: map[string]any{"at": s}}, "at")
		require.Equal(t, valid, err == nil, "%s: %v", s, err)
		if valid {
			require.Equal(t, want, got.Truncate(time.Second), s)
		}
	})
}
