package identity

import "slices"

// Role is what a user is in the service.
type Role string

// The roles, from the bottom up.
const (
	RoleUser       Role = "user"
	RoleAdmin      Role = "admin"
	RoleSuperAdmin Role = "super_admin"
)

// Values returns the roles, for validation and documents.
func (Role) Values() []string {
	return []string{string(RoleUser), string(RoleAdmin), string(RoleSuperAdmin)}
}

// IsSystem says whether the role is neither given nor taken by people.
func (r Role) IsSystem() bool { return r == RoleSuperAdmin }

// Below returns the roles that stand below r. The slice is the caller's own.
func (r Role) Below() []Role {
	switch r {
	case RoleSuperAdmin:
		return []Role{RoleAdmin, RoleUser}
	case RoleAdmin:
		return []Role{RoleUser}
	}
	return nil
}

// IsAbove says whether r stands above the other role, which is what it takes to manage who has
// it. No role is above itself.
func (r Role) IsAbove(other Role) bool { return slices.Contains(r.Below(), other) }
