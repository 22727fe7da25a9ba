// Package logging makes the logger of a service: log/slog, one line per event on
// standard output, as JSON for machines or as text for people.
//
//	logger, level := logging.New(logging.Config{Service: "pizzeria"})
//	logger.InfoContext(ctx, "order placed", "order_id", id)
//	level.Set(slog.LevelDebug) // from now on, in the running process
//
// # What every line carries
//
// Lines logged with a context carry its trace_id, span_id, request_id and
// correlation_id (see hosting/correlation), and whatever [With] has put into it:
//
//	ctx = logging.With(ctx, slog.String("order_id", id))
//
// # What no line carries
//
// Values under names such as password, token or api_key, the values of
// config.Secret, and passwords in URLs are replaced by [redacted].
//
// # Where lines go
//
// To standard output, unbuffered and nowhere else: files, rotation and
// shipping are the work of what runs the process.
package logging
