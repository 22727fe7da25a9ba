package logging

import (
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"
)

// Format is how lines look.
type Format string

// The formats.
const (
	// JSON is one JSON object a line, for machines.
	JSON Format = "json"
	// Text is for people, with colours on a terminal.
	Text Format = "text"
)

// UnmarshalText reads "json" or "text" in any case.
func (f *Format) UnmarshalText(text []byte) error {
	switch format := Format(strings.ToLower(string(text))); format {
	case JSON, Text:
		*f = format
		return nil
	}
	return fmt.Errorf("the log format %q is unknown; use json or text", text)
}

// Config says how to log.
type Config struct {
	// Service and Version are attributes of every JSON line when they are set.
	Service, Version string
	// Output takes the lines. Nil means standard output.
	Output io.Writer
	// Format is how lines look. Empty means JSON.
	Format Format
	// Level is the least level that is logged at the beginning. Zero means info.
	Level slog.Level
	// Color colours text lines. Nil means when Output is a terminal and NO_COLOR
	// is not set.
	Color *bool
}

// New returns a logger and the variable that changes its level at run time. Both
// are safe for concurrent use.
func New(cfg Config) (*slog.Logger, *slog.LevelVar) {
	if cfg.Output == nil {
		cfg.Output = os.Stdout
	}
	level := new(slog.LevelVar)
	level.Set(cfg.Level)
	return slog.New(Wrap(handler(cfg, level))), level
}

func handler(cfg Config, level slog.Leveler) slog.Handler {
	if cfg.Format == Text {
		color := cfg.Color != nil && *cfg.Color || cfg.Color == nil && terminal(cfg.Output)
		return newTextHandler(cfg.Output, level, color)
	}
	var h slog.Handler = slog.NewJSONHandler(cfg.Output, &slog.HandlerOptions{Level: level, ReplaceAttr: replace})
	var attrs []slog.Attr
	if cfg.Service != "" {
		attrs = append(attrs, slog.String("service", cfg.Service))
	}
	if cfg.Version != "" {
		attrs = append(attrs, slog.String("version", cfg.Version))
	}
	return h.WithAttrs(attrs)
}

// terminal says whether the writer is a terminal that wants colours.
func terminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok || os.Getenv("NO_COLOR") != "" {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
