package auth

import (
	"context"
	"fmt"

	"github.com/neuroglia-go/neuroglia/errs"
)

// Rule decides whether somebody may do something to a C: an order, an account, the
// request itself. It is immutable, safe for concurrent use, and prints what it demands.
//
// A rule that the package did not make is never asked about nobody: what is open to
// everybody is said with [Anyone].
type Rule[C any] interface {
	// Allows says whether the identity may. False is a refusal. An error is one in the
	// words of the rule when it is an errs.KindForbidden or errs.KindUnauthenticated, and
	// else a decision that could not be made; no error is ever turned into a grant.
	Allows(ctx context.Context, who Identity, c C) (bool, error)
	// String is what is demanded, as it follows "needs": "role chef or role manager".
	String() string
}

// None is the C of rules that look at the identity alone.
type None struct{}

// Policy is a [Rule] that looks at the identity alone. All that takes rules takes
// policies; [For] and [On] turn one into the other.
type Policy = Rule[None]

// Protected is a request that says itself which policy its sender is held to, wherever it
// comes from. Documents ask the zero value; what is enforced is the answer of the request
// itself, so that it may bind a rule to what it carries, see [On].
type Protected interface {
	Policy() Policy
}

// PolicyOf asks the request for its policy. A method that panics is an errs.KindInternal and
// grants nothing; for no request it is nil, which nobody satisfies.
func PolicyOf(request Protected) (policy Policy, err error) {
	if request == nil {
		return nil, nil
	}
	defer func() {
		if value := recover(); value != nil {
			policy, err = nil, errs.Internal("internal", "the policy of %T cannot be told", request).Wrap(fmt.Errorf("panic: %v", value))
		}
	}()
	return request.Policy(), nil
}

// NewRule returns the function as a rule of that name: "during opening hours".
func NewRule[C any](name string, allows func(ctx context.Context, who Identity, c C) (bool, error)) Rule[C] {
	return function[C]{name, allows}
}

// NewPolicy returns the function as a policy of that name.
func NewPolicy(name string, allows func(ctx context.Context, who Identity) (bool, error)) Policy {
	return function[None]{name, func(ctx context.Context, who Identity, _ None) (bool, error) { return allows(ctx, who) }}
}

type function[C any] struct {
	name   string
	allows func(context.Context, Identity, C) (bool, error)
}

func (f function[C]) Allows(ctx context.Context, who Identity, c C) (bool, error) {
	return f.allows(ctx, who, c)
}

func (f function[C]) String() string { return f.name }

// Owner returns the rule that somebody is the owner of the C, whose subject the function
// tells. What belongs to "" belongs to nobody.
//
// Subjects are told apart within one issuer only. Where several are trusted, the C has to keep
// the issuer as well, and a [NewRule] compares both.
func Owner[C any](subject func(C) string) Rule[C] {
	return NewRule("owner", func(_ context.Context, who Identity, c C) (bool, error) {
		owner := subject(c)
		return owner != "" && owner == who.Subject, nil
	})
}

// For returns the policy as a rule about a C, to be combined with such.
func For[C any](policy Policy) Rule[C] { return about[C]{policy} }

type about[C any] struct{ policy Policy }

func (a about[C]) Allows(ctx context.Context, who Identity, _ C) (bool, error) {
	return ask(ctx, a.policy, who, None{})
}

func (a about[C]) String() string { return text(a.policy) }
func (a about[C]) open() bool     { return isOpen(a.policy) }
func (a about[C]) compound() bool { return isCompound(a.policy) }

// On returns the rule about this C as a policy.
func On[C any](rule Rule[C], c C) Policy { return bound[C]{rule, c} }

type bound[C any] struct {
	rule Rule[C]
	c    C
}

func (b bound[C]) Allows(ctx context.Context, who Identity, _ None) (bool, error) {
	return ask(ctx, b.rule, who, b.c)
}

func (b bound[C]) String() string { return text(b.rule) }
func (b bound[C]) open() bool     { return isOpen(b.rule) }
func (b bound[C]) compound() bool { return isCompound(b.rule) }

// IsOpen says whether somebody who is not signed in may satisfy the policy. It asks no
// function.
func IsOpen(policy Policy) bool { return isOpen(policy) }

// ask is how every rule is asked: no rule and nobody are refused, unless the rule is one
// of this package that is open.
func ask[C any](ctx context.Context, rule Rule[C], who Identity, c C) (bool, error) {
	if rule == nil || who.IsZero() && !isOpen(rule) {
		return false, nil
	}
	ok, err := rule.Allows(ctx, who, c)
	return ok && err == nil, err
}

func isOpen[C any](rule Rule[C]) bool {
	o, ok := rule.(interface{ open() bool })
	return ok && o.open()
}

func isCompound[C any](rule Rule[C]) bool {
	c, ok := rule.(interface{ compound() bool })
	return ok && c.compound()
}

// nobody is how a rule prints that nobody satisfies.
const nobody = "nobody"

func text[C any](rule Rule[C]) string {
	if rule == nil {
		return nobody
	}
	return rule.String()
}

// within is the text of a rule as a part of another.
func within[C any](rule Rule[C]) string {
	if isCompound(rule) {
		return "(" + text(rule) + ")"
	}
	return text(rule)
}

var _ fmt.Stringer = Policy(nil)
