package logging

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"strconv"
	"strings"
	"sync"
	"time"
)

// The ANSI sequences of a coloured line.
const (
	reset  = "\x1b[0m"
	dim    = "\x1b[2m"
	red    = "\x1b[31m"
	yellow = "\x1b[33m"
	green  = "\x1b[32m"
	cyan   = "\x1b[36m"
)

// textHandler prints a record for people: time, level, message, key=value pairs,
// and values of several lines indented below.
type textHandler struct {
	mu     *sync.Mutex
	out    io.Writer
	level  slog.Leveler
	color  bool
	prefix string // "group." of the attributes that follow
	attrs  string // those of WithAttrs, as printed
	below  string // those of them that have several lines
}

func newTextHandler(out io.Writer, level slog.Leveler, color bool) *textHandler {
	return &textHandler{mu: new(sync.Mutex), out: out, level: level, color: color}
}

// Enabled compares with the level, which may change at any time.
func (h *textHandler) Enabled(_ context.Context, level slog.Level) bool {
	return level >= h.level.Level()
}

// Handle writes the record in one call.
func (h *textHandler) Handle(_ context.Context, r slog.Record) error {
	line := textLine{color: h.color}
	if !r.Time.IsZero() {
		line.paint(dim, r.Time.Format("15:04:05.000"))
		line.main.WriteByte(' ')
	}
	line.paint(levelColor(r.Level), fmt.Sprintf("%-5s", r.Level))
	line.main.WriteByte(' ')
	line.main.WriteString(r.Message)
	line.main.WriteString(h.attrs)
	line.below.WriteString(h.below)
	r.Attrs(func(a slog.Attr) bool {
		line.attr(h.prefix, a)
		return true
	})
	line.main.WriteByte('\n')
	line.main.Write(line.below.Bytes())
	h.mu.Lock()
	defer h.mu.Unlock()
	_, err := h.out.Write(line.main.Bytes())
	return err
}

// WithAttrs prints the attributes once, for every record that follows.
func (h *textHandler) WithAttrs(attrs []slog.Attr) slog.Handler {
	line := textLine{color: h.color}
	for _, a := range attrs {
		line.attr(h.prefix, a)
	}
	c := *h
	c.attrs += line.main.String()
	c.below += line.below.String()
	return &c
}

// WithGroup prefixes the attributes that follow.
func (h *textHandler) WithGroup(name string) slog.Handler {
	c := *h
	if name != "" {
		c.prefix += name + "."
	}
	return &c
}

func levelColor(level slog.Level) string {
	switch {
	case level >= slog.LevelError:
		return red
	case level >= slog.LevelWarn:
		return yellow
	case level >= slog.LevelInfo:
		return green
	}
	return cyan
}

// textLine is a line in the making, and what stands below it.
type textLine struct {
	main, below bytes.Buffer
	color       bool
}

func (l *textLine) paint(color, text string) {
	if !l.color {
		l.main.WriteString(text)
		return
	}
	l.main.WriteString(color + text + reset)
}

func (l *textLine) attr(prefix string, a slog.Attr) {
	a.Value = a.Value.Resolve()
	if a.Equal(slog.Attr{}) {
		return
	}
	if a.Value.Kind() == slog.KindGroup {
		if a.Key != "" {
			prefix += a.Key + "."
		}
		for _, inner := range a.Value.Group() {
			l.attr(prefix, inner)
		}
		return
	}
	text := display(redact(a).Value)
	if strings.Contains(text, "\n") {
		fmt.Fprintf(&l.below, "  %s%s:\n    %s\n", prefix, a.Key, strings.ReplaceAll(strings.TrimRight(text, "\n"), "\n", "\n    "))
		return
	}
	l.main.WriteByte(' ')
	l.paint(dim, prefix+a.Key+"=")
	l.main.WriteString(quoted(text))
}

func display(v slog.Value) string {
	if v.Kind() == slog.KindTime {
		return v.Time().Format(time.RFC3339Nano)
	}
	return v.String()
}

// quoted puts quotes around a text that would not read as one word.
func quoted(text string) string {
	if text == "" || strings.ContainsFunc(text, func(r rune) bool { return r <= ' ' || r == '"' || r == 0x7f }) {
		return strconv.Quote(text)
	}
	return text
}
