package oracle

import (
	"encoding/base64"
	"fmt"
	"regexp/syntax"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/getkin/kin-openapi/openapi3"
)

// text makes a string from a format, a pattern or, without either, from letters
// that programs get wrong.
func (g *generator) text(s *openapi3.Schema) string {
	if text, ok := g.formatted(s); ok {
		return text
	}
	low, high := int(s.MinLength), int(s.MinLength)+12
	if s.MaxLength != nil {
		high = min(high, int(*s.MaxLength))
		if g.chance(10) {
			high = int(*s.MaxLength)
			low = high
		}
	}
	if s.Pattern != "" {
		return g.matching(s.Pattern, low, high)
	}
	n := low + g.IntN(max(high-low, 0)+1)
	alphabet := "abcdefghijklmnopqrstuvwxyz"
	if g.chance(20) {
		alphabet = `aZ 09"'\<>&;%/ÄßñЖ漢字👍`
	}
	return g.letters(alphabet, n)
}

func (g *generator) letters(alphabet string, n int) string {
	runes := []rune(alphabet)
	var b strings.Builder
	for range n {
		b.WriteRune(pick(g, runes))
	}
	return b.String()
}

func (g *generator) formatted(s *openapi3.Schema) (string, bool) {
	switch s.Format {
	case "date-time":
		return g.moment().Format(time.RFC3339), true
	case "date":
		return g.moment().Format(time.DateOnly), true
	case "uuid":
		return fmt.Sprintf("%08x-%04x-7%03x-8%03x-%012x", g.Uint32(), g.IntN(1<<16), g.IntN(1<<12), g.IntN(1<<12), g.Int64N(1<<48)), true
	case "email":
		return g.letters("abcdef", 6) + "@example.com", true
	case "uri", "url":
		return "https://example.com/" + g.letters("abcdef", 5), true
	case "uri-reference":
		return "/" + g.letters("abcdef", 5), true
	case "hostname":
		return g.letters("abcdef", 5) + ".example.com", true
	case "ipv4":
		return fmt.Sprintf("192.0.2.%d", g.IntN(256)), true
	case "ipv6":
		return fmt.Sprintf("2001:db8::%x", g.IntN(1<<16)), true
	}
	if s.ContentEncoding == "base64" {
		return base64.StdEncoding.EncodeToString([]byte(g.letters("abcdef", 8))), true
	}
	return "", false
}

func (g *generator) moment() time.Time {
	return time.Unix(1_600_000_000+g.Int64N(300_000_000), 0).UTC()
}

// matching makes a string that matches the pattern, if it can be read, and is of a
// length between the bounds, if that comes about.
func (g *generator) matching(pattern string, low, high int) string {
	tree, err := syntax.Parse(pattern, syntax.Perl)
	if err != nil {
		return g.letters("abc", low)
	}
	var text string
	for range 50 {
		var b strings.Builder
		g.write(&b, tree.Simplify())
		text = b.String()
		if n := utf8.RuneCountInString(text); n >= low && n <= max(high, low) {
			break
		}
	}
	return text
}

// write appends a string that the expression matches.
func (g *generator) write(b *strings.Builder, re *syntax.Regexp) {
	switch re.Op {
	case syntax.OpLiteral:
		b.WriteString(string(re.Rune))
	case syntax.OpCharClass:
		b.WriteRune(g.oneOf(re.Rune))
	case syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		b.WriteRune(rune('a' + g.IntN(26)))
	case syntax.OpCapture, syntax.OpConcat:
		for _, sub := range re.Sub {
			g.write(b, sub)
		}
	case syntax.OpAlternate:
		g.write(b, pick(g, re.Sub))
	case syntax.OpQuest:
		g.repeat(b, re.Sub[0], g.IntN(2))
	case syntax.OpStar:
		g.repeat(b, re.Sub[0], g.IntN(10))
	case syntax.OpPlus:
		g.repeat(b, re.Sub[0], 1+g.IntN(10))
	case syntax.OpRepeat:
		most := re.Max
		if most < 0 {
			most = re.Min + 5
		}
		g.repeat(b, re.Sub[0], re.Min+g.IntN(most-re.Min+1))
	}
}

func (g *generator) repeat(b *strings.Builder, re *syntax.Regexp, n int) {
	for range n {
		g.write(b, re)
	}
}

// oneOf picks from the ranges of a class, printable ASCII where the class has any.
func (g *generator) oneOf(ranges []rune) rune {
	var printable []rune
	for i := 0; i < len(ranges); i += 2 {
		for r := max(ranges[i], ' '); r <= min(ranges[i+1], '~'); r++ {
			printable = append(printable, r)
		}
	}
	if len(printable) > 0 {
		return pick(g, printable)
	}
	return ranges[0]
}
