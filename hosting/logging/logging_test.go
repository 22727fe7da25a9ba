package logging_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"os"
	"testing"
	"testing/slogtest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/hosting/config"
	"github.com/neuroglia-go/neuroglia/hosting/correlation"
	"github.com/neuroglia-go/neuroglia/hosting/logging"
)

// line logs one record as JSON and returns it.
func line(t *testing.T, log func(*slog.Logger)) map[string]any {
	t.Helper()
	var out bytes.Buffer
	logger, _ := logging.New(logging.Config{Output: &out})
	log(logger)
	var got map[string]any
	require.NoError(t, json.Unmarshal(out.Bytes(), &got))
	return got
}

func TestLinesCarryTheIDsOfTheContext(t *testing.T) {
	t.Parallel()
	ids := correlation.New()
	ctx := correlation.With(t.Context(), ids)
	ctx = logging.With(ctx, slog.String("order_id", "o-1"))
	branch := logging.With(ctx, slog.Int("line", 1))
	_ = logging.With(ctx, slog.Int("line", 2))
	got := line(t, func(l *slog.Logger) { l.InfoContext(branch, "placed", "total", 3, "took", 1500*time.Millisecond) })
	delete(got, "time")
	require.Equal(t, map[string]any{
		"level": "INFO", "msg": "placed", "total": 3.0, "took": "1.5s", "order_id": "o-1", "line": 1.0,
		"trace_id": ids.TraceID, "span_id": ids.SpanID, "request_id": ids.RequestID, "correlation_id": ids.CorrelationID,
	}, got)
}

func TestServiceAndVersionAreOnEveryJSONLine(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	logger, _ := logging.New(logging.Config{Service: "pizzeria", Version: "1.2.3", Output: &out})
	logger.Info("x")
	require.Contains(t, out.String(), `"service":"pizzeria","version":"1.2.3"`)
	require.Contains(t, out.String(), `Z","level"`, "times are UTC")
}

func TestTheLevelChangesAtRunTime(t *testing.T) {
	t.Parallel()
	for _, format := range []logging.Format{logging.JSON, logging.Text} {
		t.Run(string(format), func(t *testing.T) {
			t.Parallel()
			var out bytes.Buffer
			logger, level := logging.New(logging.Config{Output: &out, Format: format, Level: slog.LevelWarn})
			logger.Info("before")
			require.Empty(t, out.String())
			level.Set(slog.LevelDebug)
			logger.Debug("after")
			require.Contains(t, out.String(), "after")
		})
	}
}

func TestSecretsAreRedacted(t *testing.T) {
	t.Parallel()
	got := line(t, func(l *slog.Logger) {
		l.With("password", "hunter2").Info("x",
			"api_key", []byte("hunter2"),
			"key", config.NewSecret("hunter2"),
			"url", "postgres://app:hunter2@db/x",
			"error", errors.New("dial postgres://app:hunter2@db/x: refused"),
			"token_count", 17,
			slog.Group("inner", "client_secret", "hunter2", "name", "ana"),
		)
	})
	delete(got, "time")
	require.Equal(t, map[string]any{
		"level": "INFO", "msg": "x", "password": "[redacted]", "api_key": "[redacted]", "key": "[redacted]",
		"url": "postgres://app:[redacted]@db/x", "error": "dial postgres://app:[redacted]@db/x: refused", "token_count": 17.0,
		"inner": map[string]any{"client_secret": "[redacted]", "name": "ana"},
	}, got)
}

func text(t *testing.T, color bool, log func(*slog.Logger)) string {
	t.Helper()
	var out bytes.Buffer
	logger, _ := logging.New(logging.Config{Output: &out, Format: logging.Text, Level: slog.LevelDebug, Color: &color})
	log(logger)
	return out.String()
}

func TestTextIsForPeople(t *testing.T) {
	t.Parallel()
	got := text(t, false, func(l *slog.Logger) {
		l.With("a", 1).WithGroup("g").With("b", "two words").Warn("careful",
			"c", time.Second, "when", time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC), "password", "hunter2",
			"empty", "", slog.Attr{}, slog.Group("", "flat", 1), "stack", "one\ntwo\n") //nolint:sloglint // both forms are to be printed
	})
	require.Regexp(t, `^\d\d:\d\d:\d\d\.\d{3} WARN  careful a=1 g\.b="two words" g\.c=1s g\.when=2026-01-02T03:04:05Z g\.password=\[redacted\] g\.empty="" g\.flat=1\n  g\.stack:\n    one\n    two\n$`, got)
}

func TestTextOfSeveralLinesGivenBefore(t *testing.T) {
	t.Parallel()
	got := text(t, false, func(l *slog.Logger) { l.With("stack", "one\ntwo").WithGroup("").Info("x", "a", 1) })
	require.Contains(t, got, "x a=1\n  stack:\n    one\n    two\n")
}

func TestTextWithColors(t *testing.T) {
	t.Parallel()
	for level, color := range map[slog.Level]string{
		slog.LevelDebug: "\x1b[36m", slog.LevelInfo: "\x1b[32m", slog.LevelWarn: "\x1b[33m", slog.LevelError: "\x1b[31m",
	} {
		got := text(t, true, func(l *slog.Logger) { l.Log(t.Context(), level, "x", "a", 1) })
		require.Contains(t, got, color)
		require.Contains(t, got, "\x1b[2ma=\x1b[0m1")
	}
}

func TestColorNeedsATerminal(t *testing.T) {
	t.Parallel()
	file, err := os.CreateTemp(t.TempDir(), "log")
	require.NoError(t, err)
	logger, _ := logging.New(logging.Config{Output: file, Format: logging.Text})
	logger.Info("plain")
	content, err := os.ReadFile(file.Name())
	require.NoError(t, err)
	require.NoError(t, file.Close())
	require.NotContains(t, string(content), "\x1b")
}

func TestFormatFromText(t *testing.T) {
	t.Parallel()
	var f logging.Format
	require.NoError(t, f.UnmarshalText([]byte("TEXT")))
	require.Equal(t, logging.Text, f)
	require.EqualError(t, f.UnmarshalText([]byte("xml")), `the log format "xml" is unknown; use json or text`)
}

func TestWrapKeepsTheContractOfHandlers(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	handler := logging.Wrap(slog.NewJSONHandler(&out, nil))
	require.NoError(t, slogtest.TestHandler(handler, func() []map[string]any {
		var lines []map[string]any
		for raw := range bytes.Lines(out.Bytes()) {
			var m map[string]any
			require.NoError(t, json.Unmarshal(raw, &m))
			lines = append(lines, m)
		}
		return lines
	}))

	require.NoError(t, handler.Handle(nil, slog.Record{}))
}

func BenchmarkLog(b *testing.B) {
	logger, _ := logging.New(logging.Config{Output: discard{}})
	ctx := correlation.With(context.Background(), correlation.New())
	b.ReportAllocs()
	for b.Loop() {
		logger.LogAttrs(ctx, slog.LevelInfo, "request", slog.String("method", "GET"), slog.Int("status", 200))
	}
}

type discard struct{}

func (discard) Write(p []byte) (int, error) { return len(p), nil }
