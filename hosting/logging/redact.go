package logging

import (
	"log/slog"
	"strings"

	"github.com/neuroglia-go/neuroglia/hosting/config"
)

// replace is the ReplaceAttr of the JSON handler: times in UTC, durations as text
// such as 1.5s instead of a count of nanoseconds, no secrets.
func replace(groups []string, a slog.Attr) slog.Attr {
	if len(groups) == 0 && a.Key == slog.TimeKey && a.Value.Kind() == slog.KindTime {
		return slog.Time(a.Key, a.Value.Time().UTC())
	}
	if a.Value.Kind() == slog.KindDuration {
		return slog.String(a.Key, a.Value.Duration().String())
	}
	return redact(a)
}

// redact hides the value of an attribute that must not be seen.
func redact(a slog.Attr) slog.Attr {
	switch a.Value.Kind() {
	case slog.KindString:
		return redactText(a, a.Value.String())
	case slog.KindAny:
		if err, ok := a.Value.Any().(error); ok {
			return redactText(a, err.Error())
		}
		if config.SecretName(a.Key) {
			return slog.String(a.Key, config.Redacted)
		}
	}
	return a
}

func redactText(a slog.Attr, text string) slog.Attr {
	if text != "" && config.SecretName(a.Key) {
		return slog.String(a.Key, config.Redacted)
	}
	if strings.Contains(text, "://") || strings.Contains(text, "=") {
		return slog.String(a.Key, config.Redact(text))
	}
	return a
}
