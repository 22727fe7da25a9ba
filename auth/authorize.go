package auth

import (
	"context"
	"errors"
	"fmt"

	"github.com/neuroglia-go/neuroglia/errs"
)

// CodeForbidden is the code of the error of somebody who may not.
const CodeForbidden = "forbidden"

// Require returns nil when whom the context is of satisfies the policy, see [Authorize].
func Require(ctx context.Context, policy Policy) error { return Authorize(ctx, policy, None{}) }

// Authorize returns nil when whom the context is of may do with the C what the rule is
// about. Otherwise the error is:
//
//   - of who is not signed in, what [FromContext] says: an errs.KindUnauthenticated of the
//     code [CodeNotAuthenticated], or what is wrong with the credentials;
//   - of somebody, an errs.KindForbidden of the code [CodeForbidden], or the refusal in the
//     words of the rule;
//   - when it could not be decided, what the rule failed with. A panic of a rule is an
//     errs.KindInternal.
//
// The decision is told to the [Auditor] of the context.
func Authorize[C any](ctx context.Context, rule Rule[C], c C) error {
	d := Decide(ctx, rule, c)
	d.audit(ctx)
	return d.Err
}

// Decide is [Authorize] that tells nobody.
func Decide[C any](ctx context.Context, rule Rule[C], c C) Decision {
	who, missing := FromContext(ctx)
	d := Decision{Identity: who, Policy: printed[C](rule)}
	ok, err := askSafely(ctx, rule, who, c)
	switch {
	case ok:
	case err != nil && (!who.IsZero() || !isRefusal(err)):
		d.Err = err
	case missing != nil:
		d.Err = missing
	default:
		d.Err = errs.Forbidden(CodeForbidden, "you may not do this; it needs %s", text(rule))
	}
	return d
}

// askSafely makes a panic of a rule an error.
func askSafely[C any](ctx context.Context, rule Rule[C], who Identity, c C) (ok bool, err error) {
	defer func() {
		if value := recover(); value != nil {
			ok, err = false, errs.Internal("internal", "the policy %s panicked", text(rule)).Wrap(fmt.Errorf("panic: %v", value))
		}
	}()
	return ask(ctx, rule, who, c)
}

// isRefusal says whether the error is a decision in the words of a rule.
func isRefusal(err error) bool {
	return errors.Is(err, errs.KindForbidden) || errors.Is(err, errs.KindUnauthenticated)
}

// printed is the rule for a decision to print.
func printed[C any](rule Rule[C]) fmt.Stringer {
	if rule == nil {
		return Nobody()
	}
	return rule
}
