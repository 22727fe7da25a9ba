package cloudevents_test

import (
	"flag"
	"fmt"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/eventing/cloudevents"
)

var (
	count = flag.Int("events", 100_000, "how many events are compared")
	seed  = flag.Uint64("seed", 1, "which events are generated")

	hugeNumber   = regexp.MustCompile(`\d[eE]\+?\d{3}`)
	spacedBase64 = regexp.MustCompile(`"data_base64"\s*:(\s+"|"[^"]*\\)`)
	oddTime      = regexp.MustCompile(`(?:^|"time"\s*:\s*")[-0-9]{10}(t|T[0-9:]{5}:60|T[0-9:.]+z)`)
)

var modes = []cloudevents.Mode{cloudevents.Binary, cloudevents.Structured, cloudevents.Batch}

// comparison counts how often each row of the tables was needed, and keeps what no row
// explains.
type comparison struct {
	events      int
	needed      map[string]int
	differences []string
}

func newComparison() *comparison { return &comparison{needed: map[string]int{}} }

func (c *comparison) differ(format string, args ...any) {
	c.differences = append(c.differences, fmt.Sprintf(format, args...))
}

// compare reads the message on both sides.
func (c *comparison) compare(m message) {
	ours, err := readOurs(m)
	theirs, sdkErr := readSDK(m)
	c.events += max(1, len(ours), len(theirs))
	switch {
	case err != nil && sdkErr != nil:
	case err != nil:
		c.explainRefusal(m, err, theirs)
	case sdkErr != nil:
		c.explainStricter(m, ours, sdkErr)
	case len(ours) != len(theirs):
		c.differ("%d events here, %d there\n%s", len(ours), len(theirs), m)
	default:
		for i := range ours {
			c.compareViews(m, ours[i], theirs[i])
		}
	}
}

func (c *comparison) explainRefusal(m message, err error, theirs []view) {
	for _, code := range codesOf(err) {
		if _, known := refusals[code]; known {
			c.needed[code]++
			return
		}
	}
	c.differ("we refuse, the SDK does not: %v\n%v\n%s", err, theirs, m)
}

func (c *comparison) explainStricter(m message, ours []view, sdkErr error) {
	for _, v := range ours {
		for _, row := range stricter {
			if row.holds(m, v) {
				c.needed[row.name]++
				return
			}
		}
	}
	c.differ("the SDK refuses, we do not: %v\n%v\n%s", sdkErr, ours, m)
}

func (c *comparison) compareViews(m message, ours, theirs view) {
	before := fmt.Sprint(ours)
	for _, row := range others {
		if !ours.equal(theirs) && row.change(m, theirs, &ours) {
			c.needed[row.name]++
		}
	}
	if !ours.equal(theirs) {
		c.differ("read differently\nours %s\n sdk %v\n%s", before, theirs, m)
	}
}

func (v view) equal(w view) bool { return v.data == w.data && maps.Equal(v.attributes, w.attributes) }

// Of 100 000 events the codecs differ on none, but for what the tables say.
func TestTheOfficialSDKReadsAndWritesTheSame(t *testing.T) {
	t.Parallel()
	c := newComparison()
	compareValid(t, c, newGenerator(*seed))
	compareMutated(t, c, newGenerator(*seed+1))
	compareFlipped(t, c, newGenerator(*seed+2))
	c.report(t)
}

// compareValid has both read what either side writes, and what a third one does. What we
// read is what was meant.
func compareValid(t *testing.T, c *comparison, g generator) {
	t.Helper()
	for end := c.events + *count/2; c.events < end; {
		mode := pick(g, modes...)
		events := []cloudevents.Event{g.event()}
		if mode == cloudevents.Batch {
			events = append(events, g.event(), g.event())
		}
		ours, err := writeOurs(mode, events)
		require.NoError(t, err)
		requireMeant(t, ours, events)
		c.compare(ours)

		theirs, err := writeSDK(mode, events)
		switch {
		case err != nil && slices.ContainsFunc(events, isBeyondSDK):
			c.needed["white space only"]++
		case err != nil:
			c.differ("the SDK does not write: %v\n%v", err, events)
		case slices.ContainsFunc(events, isTextForSDK):
			c.needed["media types of JSON that the SDK does not know"]++
		case mode == cloudevents.Binary && !isPlain(theirs):
			c.needed["the SDK does not encode headers"]++
		default:
			c.compare(theirs)
		}
		if mode == cloudevents.Structured {
			ours.body = textOfMembers(membersOf(events[0]))
			requireMeant(t, ours, events)
			c.compare(ours)
		}
	}
}

// requireMeant holds what we read to the events that the generator made.
func requireMeant(t *testing.T, m message, events []cloudevents.Event) {
	t.Helper()
	got, err := readOurs(m)
	require.NoError(t, err, m)
	require.Len(t, got, len(events))
	for i, e := range events {
		want := viewOf(e)
		if m.mode == cloudevents.Binary {
			want.each(func(_, text string) string { return strings.TrimPrefix(strings.TrimPrefix(text, "bool "), "int32 ") })
		}
		require.Equal(t, want, got[i], m)
	}
}

// isBeyondSDK reports whether the SDK cannot say the event.
func isBeyondSDK(e cloudevents.Event) bool {
	return stricter[0].holds(message{}, viewOf(e)) || stricter[1].holds(message{}, viewOf(e))
}

// isTextForSDK reports whether the SDK writes data of JSON as a string.
func isTextForSDK(e cloudevents.Event) bool { return e.Data != nil && isOtherJSON(e.DataContentType) }

// isPlain reports whether no header had to be encoded.
func isPlain(m message) bool {
	for _, values := range m.header {
		if strings.ContainsAny(values[0], `%"`) {
			return false
		}
	}
	return true
}

// compareMutated breaks one rule at a time. We refuse the event for that rule.
func compareMutated(t *testing.T, c *comparison, g generator) {
	t.Helper()
	for end := c.events + *count/4; c.events < end; {
		mutation := pick(g, mutations...)
		m, ok := mutation.apply(g, pick(g, modes...), g.event())
		if !ok {
			continue
		}
		_, err := readOurs(m)
		require.Contains(t, codesOf(err), mutation.code, "%s", m)
		c.compare(m)
	}
}

// compareFlipped changes any bytes.
func compareFlipped(t *testing.T, c *comparison, g generator) {
	t.Helper()
	for end := c.events + *count/4; c.events < end; {
		m, err := writeOurs(pick(g, modes...), []cloudevents.Event{g.event()})
		require.NoError(t, err)
		c.compare(flip(g, m))
	}
}

// report fails with the first differences and with rows that nothing needed.
func (c *comparison) report(t *testing.T) {
	t.Helper()
	for _, name := range slices.Sorted(maps.Keys(c.needed)) {
		t.Logf("%6d of %d: %s", c.needed[name], c.events, name)
	}
	if len(c.differences) > 0 {
		t.Fatalf("%d differences without a row, the first of them:\n%s", len(c.differences), strings.Join(c.differences[:min(3, len(c.differences))], "\n\n"))
	}
	for code := range refusals {
		require.NotZero(t, c.needed[code], "the SDK refuses %q as well: take the row out", code)
	}
	for _, row := range others {
		require.NotZero(t, c.needed[row.name], "not needed: %s", row.name)
	}
}

// The SDK refuses what it need not.
func TestTheSDKIsStricterInPlaces(t *testing.T) {
	t.Parallel()
	for _, row := range stricter {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			m := message{cloudevents.Structured, http.Header{"Content-Type": {cloudevents.MediaType}}, []byte(row.example)}
			views, err := readOurs(m)
			require.NoError(t, err, row.sentence)
			_, err = readSDK(m)
			require.Error(t, err, "take the row out")
			require.True(t, row.holds(m, views[0]))
		})
	}
}
