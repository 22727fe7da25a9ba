package cloudevents_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"github.com/neuroglia-go/neuroglia/eventing/cloudevents"
)

// generator makes valid events. The same seed makes the same ones.
type generator struct{ *rand.Rand }

func newGenerator(seed uint64) generator { return generator{rand.New(rand.NewPCG(seed, 1))} }

func pick[T any](g generator, from ...T) T { return from[g.IntN(len(from))] }

func (g generator) maybe(percent int) bool { return g.IntN(100) < percent }

func (g generator) event() cloudevents.Event {
	e := cloudevents.Event{ID: g.text(1), Source: g.reference(), Type: g.text(1)}
	if g.maybe(50) {
		e.Subject = g.text(1)
	}
	if g.maybe(70) {
		e.Time = g.time()
	}
	if g.maybe(30) {
		e.DataSchema = pick(g, g.uri(), g.uri(), g.uri(), "http://%41.example/")
	}
	if g.maybe(70) {
		e.DataContentType = pick(g, cloudevents.JSON, cloudevents.JSON, "application/json; charset=utf-8", "application/vnd.order+json", "Text/JSON", "text/plain", "application/xml; charset=utf-8", "image/png")
	}
	if g.maybe(80) {
		e.Data = g.data(e)
	}
	for range g.IntN(5) {
		if e.Extensions == nil {
			e.Extensions = map[string]any{}
		}
		e.Extensions[g.name()] = g.value()
	}
	return e
}

func (g generator) name() string {
	return pick(g, "partitionkey", "traceparent", "sequence", "x", "a1", "comexampleextension1", "1st", fmt.Sprintf("n%d", g.IntN(100)))
}

// text returns characters that a String may have: plain ones mostly.
func (g generator) text(shortest int) string {
	alphabet := []rune("abcXYZ0189-._~:/")
	if g.maybe(25) {
		alphabet = []rune("ab %\"\\'<&é€😀\u00a0\u2028,;=#")
	}
	var b strings.Builder
	for range shortest + g.IntN(12) {
		b.WriteRune(pick(g, alphabet...))
	}
	return b.String()
}

func (g generator) uri() string {
	return pick(g, "https://example.com/schema/", "http://user:pw@h:8080/a?q=1&r=%20", "urn:uuid:", "mailto:a", "tag:x,2026:", "HTTP://Example.COM/%7e", "a+b:", "http://[::1]:80/", "http://%C3%A9/") + g.segment()
}

func (g generator) reference() string {
	if g.maybe(50) {
		return g.uri() + pick(g, "", "", "#top", "#", "?", "?#")
	}
	return pick(g, "/", "//h/", "a/", "./", "?q=", "#f", "/s/%41/", "", "a//b/") + "x" + g.segment()
}

func (g generator) segment() string {
	var b strings.Builder
	for range g.IntN(6) {
		b.WriteString(pick(g, "a", "Z", "0", "-", ".", "_", "~", "!", "$", "&", "'", "(", ")", "*", "+", ",", ";", "=", "@", "%20", "%e9"))
	}
	return b.String()
}

func (g generator) time() time.Time {
	t := time.Unix(g.Int64N(8_000_000_000)-4_000_000_000, pick(g, 0, 5e8, 123_000_000, g.Int64N(1e9))).UTC()
	return pick(g, t, t, t, time.Date(0, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(9999, 12, 31, 23, 59, 59, 999_999_999, time.UTC))
}

func (g generator) value() any {
	switch g.IntN(8) {
	case 0:
		return g.maybe(50)
	case 1:
		return pick(g, int32(0), -1, 1<<31-1, -1<<31, g.Int32())
	case 2:
		return []byte(g.text(0))
	case 3:
		return cloudevents.URI(g.uri())
	case 4:
		return cloudevents.URIRef(g.reference())
	case 5:
		return g.time()
	default:
		return g.text(0)
	}
}

// data returns what the media type says, or any bytes where it says nothing.
func (g generator) data(e cloudevents.Event) []byte {
	switch {
	case e.HasJSON():
		return []byte(g.json(0))
	case strings.Contains(e.DataContentType, "/p") || strings.Contains(e.DataContentType, "xml"):
		return []byte("<" + g.text(0) + "\n\t\x00>")
	default:
		return []byte{0xff, byte(g.IntN(256)), byte(g.IntN(256))}
	}
}

func (g generator) json(depth int) string {
	if depth > 3 {
		return "1"
	}
	switch g.IntN(8) {
	case 0:
		return pick(g, "null", "true", "false")
	case 1:
		return pick(g, "0", "-1.5e+30", "12345678901234567890", "1E+30")
	case 2:
		return pick(g, `""`, `"\u00e9\ud83d\ude00\n"`, `"é"`, `"}"`, `"\\\""`)
	case 3:
		return "[" + g.json(depth+1) + " , " + g.json(depth+1) + "]"
	default:
		return `{"a":` + g.json(depth+1) + `, "é\"" : ` + g.json(depth+1) + "}"
	}
}
