package auth

import (
	"context"
	"fmt"
	"log/slog"

	"github.com/neuroglia-go/neuroglia/errs"
)

// Decision is one answer to who may do what.
type Decision struct {
	// Identity is who asked, the zero identity for who is not signed in.
	Identity Identity
	// Action is what was asked for: "POST /orders", "orders.PlaceOrder". It may be empty.
	Action string
	// Policy prints what it needed.
	Policy fmt.Stringer
	// Err is why it was refused, or not decided; nil when it was granted.
	Err error
}

// Granted says whether it may be done.
func (d Decision) Granted() bool { return d.Err == nil }

// Refused says whether it may not be done; a decision that failed is neither.
func (d Decision) Refused() bool { return d.Err != nil && isRefusal(d.Err) }

// Auditor is told of every decision, grants too, before it takes effect. It is safe for
// concurrent use.
type Auditor interface {
	Audit(ctx context.Context, decision Decision)
}

// AuditorFunc is a function as an [Auditor].
type AuditorFunc func(ctx context.Context, decision Decision)

// Audit calls the function.
func (f AuditorFunc) Audit(ctx context.Context, decision Decision) { f(ctx, decision) }

// Audited returns a context whose decisions the auditor is told of, as decisions about
// that action. Nil takes away the one that was there.
func Audited(ctx context.Context, auditor Auditor, action string) context.Context {
	return &audited{ctx, auditor, action}
}

// audited is a context of its own, so that it costs one allocation.
type audited struct {
	context.Context
	auditor Auditor
	action  string
}

type auditKey struct{}

// Value returns the context itself for the key of its type.
func (a *audited) Value(key any) any {
	if key == (auditKey{}) {
		return a
	}
	return a.Context.Value(key)
}

func (d *Decision) audit(ctx context.Context) {
	a, _ := ctx.Value(auditKey{}).(*audited)
	if a == nil || a.auditor == nil {
		return
	}
	d.Action = a.action
	a.auditor.Audit(ctx, *d)
}

// LogAuditor writes decisions to a log: a grant and a refusal at the level info, a decision
// that could not be made at error, and at debug that nobody was granted what is open to
// everybody.
type LogAuditor struct{ logger *slog.Logger }

// NewLogAuditor returns an auditor that writes to the logger.
func NewLogAuditor(logger *slog.Logger) *LogAuditor { return &LogAuditor{logger: logger} }

// Audit writes one line: who, what, by which policy, and why not.
func (l *LogAuditor) Audit(ctx context.Context, d Decision) {
	level, message := slog.LevelInfo, "access granted"
	switch {
	case d.Granted() && d.Identity.IsZero():
		level = slog.LevelDebug
	case d.Refused():
		message = "access refused"
	case !d.Granted():
		level, message = slog.LevelError, "access not decided"
	}
	if !l.logger.Enabled(ctx, level) {
		return
	}
	attrs := make([]slog.Attr, 0, 8)
	attrs = append(attrs,
		slog.Bool("granted", d.Granted()),
		slog.String("subject", d.Identity.Subject),
		slog.Any("roles", d.Identity.Roles),
		slog.String("action", d.Action),
		slog.String("policy", d.Policy.String()))
	if d.Identity.Issuer != "" {
		attrs = append(attrs, slog.String("issuer", d.Identity.Issuer))
	}
	if d.Err != nil {
		attrs = append(attrs, slog.String("code", errs.CodeOf(d.Err)), slog.String("reason", d.Err.Error()))
	}
	l.logger.LogAttrs(ctx, level, message, attrs...) //nolint:sloglint // one of three constants
}

var _ Auditor = (*LogAuditor)(nil)
