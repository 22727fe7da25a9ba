package errs

import "log/slog"

// Level returns the level at which a failure of this kind is logged: error for
// faults of ours, warn for what an operator may want to see, info for what
// callers do every day.
func (k Kind) Level() slog.Level {
	switch k {
	case KindUnavailable, KindTimeout, KindTooMany:
		return slog.LevelWarn
	case KindInternal, KindNotImplemented:
		return slog.LevelError
	default:
		return slog.LevelInfo
	}
}
