package logging_test

import (
	"log/slog"
	"os"
	"strings"

	"github.com/neuroglia-go/neuroglia/hosting/logging"
)

// Secrets do not reach the log, wherever they stand.
func Example() {
	logger, level := logging.New(logging.Config{Output: cutTime{}, Format: logging.Text})
	logger.Info("connected", "database", "postgres://app:s3cret@db/orders", "api_key", "k-123")
	logger.Debug("not shown")
	level.Set(slog.LevelDebug)
	logger.Debug("shown from now on")
	// Output:
	// INFO  connected database=postgres://app:[redacted]@db/orders api_key=[redacted]
	// DEBUG shown from now on
}

// cutTime prints lines without their time.
type cutTime struct{}

func (cutTime) Write(p []byte) (int, error) {
	_, line, _ := strings.Cut(string(p), " ")
	_, err := os.Stdout.WriteString(line)
	return len(p), err
}
