package identity

import (
	"time"

	"github.com/neuroglia-go/neuroglia/data/aggregate"
	"github.com/neuroglia-go/neuroglia/errs"
)

// Status says whether a user has told who they are.
type Status string

// The statuses. A user who registers is pending until the profile is complete.
const (
	StatusPending Status = "pending"
	StatusReady   Status = "ready"
)

// UserState is what is stored of a user. The hash of the password is elsewhere: the events of
// a user stay in the log, and what is in the log can be read for ever.
type UserState struct {
	ID        string    `json:"id"`
	Username  Username  `json:"username"`
	Role      Role      `json:"role"`
	IsActive  bool      `json:"is_active"`
	Status    Status    `json:"status"`
	FirstName string    `json:"first_name,omitempty"`
	LastName  string    `json:"last_name,omitempty"`
	CreatedAt time.Time `json:"created_at"`
	UpdatedAt time.Time `json:"updated_at"`
}

// AggregateID is the identity of the user.
func (s UserState) AggregateID() string { return s.ID }

// User is somebody who can sign in.
type User struct {
	aggregate.Root[UserState]
}

// NewUser returns an active user with a pending profile. Nobody becomes a super admin this way.
func NewUser(id string, username Username, role Role, now time.Time) (*User, error) {
	if role.IsSystem() {
		return nil, ErrSystemRole
	}
	u := new(User)
	u.Record(UserCreated{UserID: id, Username: username, Role: role, At: now})
	return u, nil
}

// ErrSystemRole refuses to give, take or change what belongs to a super admin.
var ErrSystemRole error = errs.Forbidden("system_role", "a super admin is neither made nor changed here; use the command of the service's operator")

// CompleteProfile tells who the user is. It reports whether that changed anything.
func (u *User) CompleteProfile(first, last string, now time.Time) bool {
	if s := u.State(); s.Status == StatusReady && s.FirstName == first && s.LastName == last {
		return false
	}
	u.Record(ProfileCompleted{FirstName: first, LastName: last, At: now})
	return true
}

// Deactivate keeps the user out. It reports whether that changed anything.
func (u *User) Deactivate(now time.Time) (bool, error) { return u.setActive(false, now) }

// Reactivate lets the user in again. It reports whether that changed anything.
func (u *User) Reactivate(now time.Time) (bool, error) { return u.setActive(true, now) }

func (u *User) setActive(active bool, now time.Time) (bool, error) {
	switch s := u.State(); {
	case s.Role.IsSystem():
		return false, ErrSystemRole
	case s.IsActive == active:
		return false, nil
	case active:
		u.Record(UserReactivated{At: now})
	default:
		u.Record(UserDeactivated{At: now})
	}
	return true, nil
}

// GrantAdmin makes an admin of a user. It reports whether that changed anything.
func (u *User) GrantAdmin(now time.Time) (bool, error) { return u.setRole(RoleAdmin, now) }

// RevokeAdmin makes a user of an admin. It reports whether that changed anything.
func (u *User) RevokeAdmin(now time.Time) (bool, error) { return u.setRole(RoleUser, now) }

func (u *User) setRole(role Role, now time.Time) (bool, error) {
	switch s := u.State(); {
	case s.Role.IsSystem():
		return false, ErrSystemRole
	case s.Role == role:
		return false, nil
	}
	u.Record(RoleChanged{Role: role, At: now})
	return true, nil
}

// Promote gives the user any role, that of a super admin too. It is for the operator of the
// service, who needs no leave. It reports whether that changed anything.
func (u *User) Promote(role Role, now time.Time) bool {
	if u.State().Role == role {
		return false
	}
	u.Record(RoleChanged{Role: role, At: now})
	return true
}

// ChangePassword says that the password is another one from now on.
func (u *User) ChangePassword(now time.Time) { u.Record(PasswordChanged{At: now}) }
