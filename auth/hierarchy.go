package auth

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Grant is what a role comes with.
type Grant struct {
	// Role is its name.
	Role string
	// Includes are the roles right below it; what those include counts as well.
	Includes []string
	// Permissions are what it permits, beyond what the roles below do.
	Permissions []string
}

// Hierarchy is which roles include which others: an admin is a user too. It is immutable
// and safe for concurrent use. The zero Hierarchy has no roles: each is itself only.
type Hierarchy struct {
	includes    map[string]map[string]bool // transitively, without the role itself
	permissions map[string]map[string]bool // transitively
}

// NewHierarchy returns the hierarchy of the roles. The error joins every fault: a role
// without a name or granted twice, one that is included and not granted, a circle.
func NewHierarchy(grants ...Grant) (*Hierarchy, error) {
	h := &Hierarchy{includes: make(map[string]map[string]bool), permissions: make(map[string]map[string]bool)}
	byName := make(map[string]Grant)
	var faults []error
	for _, g := range grants {
		switch _, twice := byName[g.Role]; {
		case g.Role == "":
			faults = append(faults, errors.New("roles: one has no name"))
		case twice:
			faults = append(faults, fmt.Errorf("roles: %s is granted twice; join the two", g.Role))
		}
		byName[g.Role] = g
	}
	for _, name := range slices.Sorted(maps.Keys(byName)) {
		for _, below := range byName[name].Includes {
			if _, known := byName[below]; !known {
				faults = append(faults, fmt.Errorf("roles: %s includes %s, which is no role; add a Grant for it", name, below))
			}
		}
		h.includes[name], h.permissions[name] = make(map[string]bool), make(map[string]bool)
		if circle := h.climb(byName, name, []string{name}); circle != nil {
			faults = append(faults, fmt.Errorf("roles: %s is a circle; take one step out", strings.Join(circle, " includes ")))
		}
	}
	if len(faults) > 0 {
		return nil, errors.Join(faults...)
	}
	return h, nil
}

// climb collects what the first role of the path includes, and returns the way round when
// it comes back to it.
func (h *Hierarchy) climb(grants map[string]Grant, name string, path []string) (circle []string) {
	top := path[0]
	for _, p := range grants[name].Permissions {
		h.permissions[top][p] = true
	}
	for _, below := range grants[name].Includes {
		way := append(slices.Clip(path), below)
		if below == top {
			return way
		}
		if h.includes[top][below] {
			continue
		}
		h.includes[top][below] = true
		if circle := h.climb(grants, below, way); circle != nil {
			return circle
		}
	}
	return nil
}

// Above says whether the role includes the other one and is not the same.
func (h *Hierarchy) Above(role, other string) bool { return h.includes[role][other] }

// Includes says whether the role is the other one or includes it.
func (h *Hierarchy) Includes(role, other string) bool {
	return role == other && role != "" || h.Above(role, other)
}

// Below lists the roles that the role includes, sorted. The caller owns the list.
func (h *Hierarchy) Below(role string) []string { return slices.Sorted(maps.Keys(h.includes[role])) }

// Expand returns the identity with all roles that its roles include, and with their
// permissions, so that policies and pages need not know the hierarchy. The lists are
// sorted and new.
func (h *Hierarchy) Expand(identity Identity) Identity {
	roles, permissions := make(map[string]bool), make(map[string]bool)
	for _, p := range identity.Permissions {
		permissions[p] = true
	}
	for _, r := range identity.Roles {
		roles[r] = true
		maps.Copy(roles, h.includes[r])
		maps.Copy(permissions, h.permissions[r])
	}
	identity.Roles = slices.Sorted(maps.Keys(roles))
	identity.Permissions = slices.Sorted(maps.Keys(permissions))
	return identity
}

// Role returns the policy that a role was granted that is or includes the role.
func (h *Hierarchy) Role(name string) Policy { return ranked{h, name} }

// AnyRole returns the policy that one of the roles was granted, or one that includes it.
func (h *Hierarchy) AnyRole(names ...string) Policy { return oneOf(names, h.Role) }

type ranked struct {
	hierarchy *Hierarchy
	role      string
}

func (r ranked) Allows(_ context.Context, who Identity, _ None) (bool, error) {
	for _, granted := range who.Roles {
		if r.hierarchy.Includes(granted, r.role) {
			return true, nil
		}
	}
	return false, nil
}

func (r ranked) String() string { return "role " + r.role }

// Permission returns the policy that the permission was granted, or a role that comes with
// it.
func (h *Hierarchy) Permission(name string) Policy { return licensed{h, name} }

type licensed struct {
	hierarchy  *Hierarchy
	permission string
}

func (l licensed) Allows(_ context.Context, who Identity, _ None) (bool, error) {
	if who.HasPermission(l.permission) {
		return true, nil
	}
	for _, granted := range who.Roles {
		if l.hierarchy.permissions[granted][l.permission] {
			return true, nil
		}
	}
	return false, nil
}

func (l licensed) String() string { return "permission " + l.permission }

// Outranks returns the rule that somebody has a role above that of the C, which the
// function tells: who may manage whom. A role that the hierarchy does not know is above
// none and below none.
func Outranks[C any](h *Hierarchy, role func(C) string) Rule[C] {
	return NewRule("a higher role", func(_ context.Context, who Identity, c C) (bool, error) {
		target := role(c)
		return slices.ContainsFunc(who.Roles, func(granted string) bool { return h.Above(granted, target) }), nil
	})
}
