// Package auth says who asks and what they may do: identities, the policies they are held
// to, and the secrets they prove themselves with.
//
//	var cooks = auth.AnyRole("chef", "manager")
//
//	func (CookOrder) Policy() auth.Policy { return cooks }
//
//	func (h *ShowOrderHandler) Handle(ctx context.Context, q ShowOrder) (OrderDTO, error) {
//		order, err := h.orders.Get(ctx, q.ID)
//		if err != nil {
//			return OrderDTO{}, err
//		}
//		if err := auth.Authorize(ctx, seesOrder, order); err != nil {
//			return OrderDTO{}, err
//		}
//		…
//	}
//
//	var seesOrder = auth.AnyOf(
//		auth.Owner(func(o *Order) string { return o.CustomerID }),
//		auth.For[*Order](auth.AnyRole("chef", "manager")),
//	)
//
// # Who asks
//
// An [Authenticator] finds the [Identity] of a request, [Middleware] puts it into the
// context, and [FromContext] takes it out. It refuses nobody: a request whose credentials
// are no good goes on as that of nobody, and what was wrong with them is told where
// somebody is needed. The program itself is somebody too when it says so, see [AsSystem].
//
// # What they may do
//
// A [Policy] looks at the identity alone: [Authenticated], [Role], [Permission], [Claim]. A
// [Rule] looks at what they want to do it to as well: [Owner], [Outranks], or a function of
// yours with a name, see [NewRule]. [AnyOf], [AllOf] and [Not] put them together, and what
// comes out prints itself: "owner or (role chef or role manager)" is what refusals, logs and
// documents say. A policy is a value: make it once, it costs no allocation to ask.
//
// A policy is enforced where it is declared, and wherever a request comes from:
//
//   - by a request, as [Protected]: package mediator/behavior holds every sender to it, and
//     package mvc the callers of a route that takes it
//   - by a route or its controller, with mvc.Authorize, before its body is read
//   - by hand, with [Require] and [Authorize]
//
// Roles that include others are a [Hierarchy]. Its policies know it, and
// [Hierarchy.Expand] spells it out in an identity.
//
// # Nothing fails open
//
// Nobody satisfies an empty [AnyOf] or [AllOf], a nil policy, or what a rule of yours would
// say about nobody: it is not asked. [Not] turns a refusal round and never a failure. A rule
// that fails or panics grants nothing. Only [Anyone] and [Guest] let those in who are not
// signed in.
//
// # The trail
//
// Each decision is told to the [Auditor] of the context: who, what for, by which policy,
// granted or why not. [LogAuditor] writes them to a log, without credentials.
package auth
