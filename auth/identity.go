package auth

import (
	"context"
	"slices"
	"time"

	"github.com/neuroglia-go/neuroglia/errs"
)

// Identity is who a request comes from. The zero Identity is nobody. It is a value: who
// changes its slices or claims changes them for everybody who holds it, so nobody does.
type Identity struct {
	// Subject is the id of the user or program, unique within the issuer. An identity
	// without one is nobody.
	Subject string
	// Name is for people to read: in a page, in a log.
	Name string
	// Roles and Permissions are what the issuer grants, in no order.
	Roles, Permissions []string
	// Issuer is who vouches for it: the issuer of its token, or "" for this service.
	Issuer string
	// Session is the id of the session it was found by, "" where there is none.
	Session string
	// Expires is when it ends, the zero time for never.
	Expires time.Time
	// Claims are what else the issuer said, by name. They may be nil.
	Claims map[string]any

	system bool // made by System; nothing from outside can set it
}

// IsZero says whether the identity is nobody.
func (i Identity) IsZero() bool { return i.Subject == "" }

// HasRole says whether the role was granted by its name. What roles include is told by a
// hierarchy of roles.
func (i Identity) HasRole(role string) bool { return slices.Contains(i.Roles, role) }

// HasPermission says whether the permission was granted.
func (i Identity) HasPermission(permission string) bool {
	return slices.Contains(i.Permissions, permission)
}

// CodeNotAuthenticated is the code of the error that [FromContext] returns when nobody is there.
const CodeNotAuthenticated = "not_authenticated"

// caller is a context of what authentication found out: an identity, nobody, or a fault.
type caller struct {
	context.Context
	identity Identity
	fault    error
}

type callerKey struct{}

// Value returns the context itself for the key of its type.
func (c *caller) Value(key any) any {
	if key == (callerKey{}) {
		return c
	}
	return c.Context.Value(key)
}

// NewContext returns a context of the identity. Nobody takes away the one that was there.
func NewContext(ctx context.Context, identity Identity) context.Context {
	return &caller{Context: ctx, identity: identity}
}

// NewFaultyContext returns a context of a request whose credentials are no good. What may
// be done by nobody may still be done; who asks [FromContext] for an identity gets the fault.
func NewFaultyContext(ctx context.Context, fault error) context.Context {
	return &caller{Context: ctx, fault: fault}
}

// FromContext returns the identity of the context. Where there is none the error says why,
// as an errs.KindUnauthenticated: [CodeNotAuthenticated] when nothing was presented, and
// what was wrong with what was.
func FromContext(ctx context.Context) (Identity, error) {
	c, _ := ctx.Value(callerKey{}).(*caller)
	switch {
	case c == nil || c.fault == nil && c.identity.IsZero():
		return Identity{}, errs.Unauthenticated(CodeNotAuthenticated, "nobody is signed in; sign in and try again")
	case c.fault != nil:
		return Identity{}, c.fault
	default:
		return c.identity, nil
	}
}

// Asked says whether somebody has found out who ctx is of, nobody and a fault included: whether
// it comes from a [Middleware], [NewContext] or [NewFaultyContext]. What is decided by there
// being nobody, as that no token is needed, is worth nothing before.
func Asked(ctx context.Context) bool {
	_, asked := ctx.Value(callerKey{}).(*caller)
	return asked
}
