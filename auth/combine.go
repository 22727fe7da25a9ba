package auth

import (
	"context"
	"errors"
	"slices"
	"strings"
)

// AnyOf returns the rule that one of the rules is satisfied. Without any, nobody satisfies
// it. A rule that fails does not stand in the way of one that allows; where none does, the
// failures are returned.
func AnyOf[C any](rules ...Rule[C]) Rule[C] { return anyOf[C](slices.Clone(rules)) }

type anyOf[C any] []Rule[C]

func (a anyOf[C]) Allows(ctx context.Context, who Identity, c C) (bool, error) {
	var failed error
	for _, rule := range a {
		ok, err := ask(ctx, rule, who, c)
		if ok {
			return true, nil
		}
		if err != nil {
			failed = join(failed, err)
		}
	}
	return false, failed
}

func (a anyOf[C]) String() string { return list(a, " or ") }
func (a anyOf[C]) open() bool     { return slices.ContainsFunc(a, isOpen[C]) }
func (a anyOf[C]) compound() bool { return len(a) > 1 || len(a) == 1 && isCompound(a[0]) }

// AllOf returns the rule that every one of the rules is satisfied. Without any, nobody
// satisfies it: a list that came out empty by mistake must not let everybody in.
func AllOf[C any](rules ...Rule[C]) Rule[C] { return allOf[C](slices.Clone(rules)) }

type allOf[C any] []Rule[C]

func (a allOf[C]) Allows(ctx context.Context, who Identity, c C) (bool, error) {
	for _, rule := range a {
		if ok, err := ask(ctx, rule, who, c); !ok {
			return false, err
		}
	}
	return len(a) > 0, nil
}

func (a allOf[C]) String() string { return list(a, " and ") }

func (a allOf[C]) open() bool {
	return len(a) > 0 && !slices.ContainsFunc(a, func(r Rule[C]) bool { return !isOpen(r) })
}

func (a allOf[C]) compound() bool { return len(a) > 1 || len(a) == 1 && isCompound(a[0]) }

// Not returns the rule that somebody does not satisfy the rule. Who is not signed in does
// not satisfy it either, and a rule that fails is no refusal that could be turned round.
func Not[C any](rule Rule[C]) Rule[C] { return not[C]{rule} }

type not[C any] struct{ rule Rule[C] }

func (n not[C]) Allows(ctx context.Context, who Identity, c C) (bool, error) {
	if n.rule == nil {
		return false, nil
	}
	ok, err := ask(ctx, n.rule, who, c)
	return !ok && err == nil, err
}

func (n not[C]) String() string {
	if n.rule == nil {
		return nobody
	}
	return "not " + within(n.rule)
}

func list[C any](rules []Rule[C], separator string) string {
	switch len(rules) {
	case 0:
		return nobody
	case 1:
		return text(rules[0])
	}
	parts := make([]string, len(rules))
	for i, rule := range rules {
		parts[i] = within(rule)
	}
	return strings.Join(parts, separator)
}

// join keeps what is of one kind. A failure takes the place of a refusal in the words of a
// rule: nobody knows what the decision would have been, and an operator must hear of it.
func join(first, second error) error {
	switch {
	case first == nil, isRefusal(first) && !isRefusal(second):
		return second
	case !isRefusal(first) && isRefusal(second):
		return first
	default:
		return errors.Join(first, second)
	}
}
