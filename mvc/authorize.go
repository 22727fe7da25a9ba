package mvc

import (
	"context"
	"fmt"
	"net/http"
	"reflect"
	"slices"

	"github.com/neuroglia-go/neuroglia/auth"
)

// Authorize holds callers to the policy before anything of their request is read: who is
// not signed in gets 401, who may not 403. Policies add up, those of the controller
// included, see [Routes.With]; [Anonymous] takes away the ones before it.
//
// An input that is [auth.Protected] needs no option: it is held to its own policy.
func Authorize(policy auth.Policy) RouteOption {
	return routeOption{fmt.Sprintf("Authorize(%v)", policy), func(s *spec) {
		s.policies = append(slices.Clip(s.policies), policy)
	}}
}

// Anonymous opens the route to everybody, whatever its controller, its input and the App
// say. A pipeline behind it still holds requests to their policies.
func Anonymous() RouteOption {
	return option(func(s *spec) { s.policies, s.anonymous = nil, true }, "Anonymous")
}

// Guard holds the callers of any handler to the policy, such as those of [Mount]. Refusals
// are written by problems; nil means the zero [Problems].
func Guard(policy auth.Policy, problems *Problems) Middleware {
	if problems == nil {
		problems = &Problems{}
	}
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if err := auth.Require(r.Context(), policy); err != nil {
				problems.Write(w, r, err)
				return
			}
			next.ServeHTTP(w, r)
		})
	}
}

// guard is what an endpoint demands of its callers.
type guard struct {
	// policy is asked before the body is read; nil lets everybody in.
	policy auth.Policy
	// input says that the input is held to its own policy once it is read, and signed that
	// this refuses nobodies, who are turned away before.
	input, signed bool
	// needs is all of it, for documents; nil when nobody has said anything.
	needs auth.Policy
}

// compileGuard puts together what the route, its controller, its input and the App demand.
func (e *endpoint) compileGuard() []string {
	rt := e.route
	if slices.Contains(rt.spec.policies, nil) {
		return []string{"a policy of it is nil, which nobody satisfies; give mvc.Authorize a policy, or use mvc.Anonymous"}
	}
	policies := rt.spec.policies
	own, err := inputPolicy(rt.input)
	if err != nil {
		return []string{fmt.Sprintf("the input %s cannot tell its policy: %v; let Policy work on the zero value", nameOf(rt.input), err)}
	}
	if own != nil && !rt.spec.anonymous {
		e.guard.input, e.guard.signed = true, !auth.IsOpen(own)
	}
	if len(policies) == 0 && !rt.spec.anonymous && own == nil && e.app.config.Policy != nil {
		policies = []auth.Policy{e.app.config.Policy}
	}
	e.guard.policy = joined(policies)
	switch {
	case e.guard.input:
		e.guard.needs = joined(append(slices.Clip(policies), own))
	case rt.spec.anonymous && len(policies) == 0:
		e.guard.needs = auth.Anyone()
	default:
		e.guard.needs = e.guard.policy
	}
	return nil
}

func joined(policies []auth.Policy) auth.Policy {
	switch len(policies) {
	case 0:
		return nil
	case 1:
		return policies[0]
	}
	return auth.AllOf(policies...)
}

// inputPolicy returns what the zero value of the input demands, nil for one that is not
// protected.
func inputPolicy(t reflect.Type) (auth.Policy, error) {
	request, ok := reflect.TypeAssert[auth.Protected](reflect.New(t))
	if !ok {
		return nil, nil
	}
	policy, err := auth.PolicyOf(request)
	if policy == nil {
		policy = auth.Nobody()
	}
	return policy, err
}

// admit decides before the request is read, and returns the context in which the rest is
// decided.
func (x *exchange) admit(ctx context.Context) (context.Context, error) {
	g := &x.endpoint.guard
	if g.policy == nil && !g.input {
		return ctx, nil
	}
	if auditor := x.endpoint.app.config.Auditor; auditor != nil {
		ctx = auth.Audited(ctx, auditor, x.endpoint.name)
	}
	if g.policy != nil {
		if err := auth.Require(ctx, g.policy); err != nil {
			return ctx, err
		}
	}
	if !g.signed {
		return ctx, nil
	}
	if _, err := auth.FromContext(ctx); err != nil {
		return ctx, auth.Require(ctx, auth.Authenticated()) // refuses, and is heard of
	}
	return ctx, nil
}

// admitInput holds the input that was read to its own policy.
func (x *exchange) admitInput(ctx context.Context, in any) error {
	if !x.endpoint.guard.input {
		return nil
	}
	policy, err := auth.PolicyOf(in.(auth.Protected))
	if err != nil {
		return err
	}
	return auth.Require(ctx, policy)
}
