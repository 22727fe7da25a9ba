package behavior

import (
	"context"
	"errors"
	"fmt"
	"reflect"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/mediator"
)

// WithPolicy holds the senders of a message to the policy. Where the message is
// [auth.Protected] as well, both must be satisfied.
func WithPolicy(policy auth.Policy) mediator.HandlerOption {
	return mediator.WithMetadata(declared{policy})
}

type declared struct{ policy auth.Policy }

func (d declared) String() string { return fmt.Sprint(d.policy) }

// PolicyOf returns the policy that the message declares, by [WithPolicy] or as
// [auth.Protected], as its zero value says it. It is for documents; what is enforced may
// be bound to the values of a message.
func PolicyOf(info *mediator.Info) (policy auth.Policy, ok bool) {
	option, hasOption := mediator.MetadataOf[declared](info)
	request, hasMethod := protected(info.Request)
	if !hasMethod {
		return option.policy, hasOption
	}
	policy, err := auth.PolicyOf(request)
	switch {
	case err != nil:
		policy = auth.Nobody()
	case hasOption:
		policy = auth.AllOf(option.policy, policy)
	}
	return policy, true
}

// protected returns a zero message of the type that can be asked for its policy.
func protected(t reflect.Type) (auth.Protected, bool) {
	zero := reflect.New(t)
	if t.Kind() == reflect.Pointer {
		zero = reflect.New(t.Elem())
	}
	p, ok := reflect.TypeAssert[auth.Protected](zero)
	return p, ok
}

// An Authorization lets only those messages pass whose sender satisfies their policy,
// wherever they come from: HTTP, a message, the command line, another handler. Each message
// must declare one, with [auth.Anyone] for those that are open to everybody: one that
// declares none is a fault of Build.
//
//	func (CookOrder) Policy() auth.Policy { return auth.AnyRole("chef", "manager") }
//
// A nested request is decided for the same identity. Where a handler acts on behalf of the
// program, it says so by sending with [auth.AsSystem].
//
// The auditor hears of the decisions of the behaviour, and of those that the handler makes
// by [auth.Authorize].
type Authorization struct{ auditor auth.Auditor }

// NewAuthorization returns the behaviour. Without an auditor nobody is told.
func NewAuthorization(auditor auth.Auditor) *Authorization {
	return &Authorization{auditor: auditor}
}

// Demand finds fault with a message that declares no policy.
func (*Authorization) Demand(of *mediator.Info) error {
	policy, ok := PolicyOf(of)
	if !ok {
		return errors.New("it declares no policy, so nobody may send it; " +
			"give it a method Policy() auth.Policy, or register its handler with behavior.WithPolicy; auth.Anyone() leaves it open")
	}
	if policy == nil {
		return errors.New("its policy is nil, so nobody may send it; return one, auth.Anyone() for a message that is open to everybody")
	}
	return nil
}

// Handle calls next when the sender satisfies the policy, and otherwise returns the error of
// [auth.Authorize].
func (b *Authorization) Handle(ctx context.Context, call *mediator.Call, next mediator.Next) error {
	if b.auditor != nil {
		ctx = auth.Audited(ctx, b.auditor, call.Name())
	}
	option, hasOption := mediator.MetadataOf[declared](call.Info())
	if hasOption {
		if err := auth.Require(ctx, option.policy); err != nil {
			return err
		}
	}
	request, hasMethod := mediator.As[auth.Protected](call)
	if hasMethod || !hasOption { // what declares nothing is refused
		policy, err := auth.PolicyOf(request)
		if err != nil {
			return err
		}
		if err := auth.Require(ctx, policy); err != nil {
			return err
		}
	}
	return next(ctx, call)
}

// OptionalAuthorization is [Authorization] for those messages only that declare a policy.
// All others pass, so that what protects them is their edge alone.
type OptionalAuthorization struct{ authorization Authorization }

// NewOptionalAuthorization returns the behaviour. Without an auditor nobody is told.
func NewOptionalAuthorization(auditor auth.Auditor) *OptionalAuthorization {
	return &OptionalAuthorization{Authorization{auditor: auditor}}
}

// Applies lets only messages through that declare a policy.
func (*OptionalAuthorization) Applies(to *mediator.Info) bool {
	_, ok := PolicyOf(to)
	return ok
}

// Handle does as [Authorization.Handle].
func (b *OptionalAuthorization) Handle(ctx context.Context, call *mediator.Call, next mediator.Next) error {
	return b.authorization.Handle(ctx, call, next)
}

var (
	_ fmt.Stringer       = declared{}
	_ mediator.Behavior  = (*Authorization)(nil)
	_ mediator.Exacting  = (*Authorization)(nil)
	_ mediator.Behavior  = (*OptionalAuthorization)(nil)
	_ mediator.Selective = (*OptionalAuthorization)(nil)
)
