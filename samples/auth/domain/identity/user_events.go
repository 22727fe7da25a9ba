package identity

import (
	"time"

	"github.com/neuroglia-go/neuroglia/data/aggregate"
)

// UserCreated begins a user.
type UserCreated struct {
	UserID   string    `json:"user_id"`
	Username Username  `json:"username"`
	Role     Role      `json:"role"`
	At       time.Time `json:"at"`
}

// ProfileCompleted says who the user is.
type ProfileCompleted struct {
	FirstName string    `json:"first_name"`
	LastName  string    `json:"last_name"`
	At        time.Time `json:"at"`
}

// UserDeactivated keeps the user out.
type UserDeactivated struct {
	At time.Time `json:"at"`
}

// UserReactivated lets the user in again.
type UserReactivated struct {
	At time.Time `json:"at"`
}

// RoleChanged gives the user another role.
type RoleChanged struct {
	Role Role      `json:"role"`
	At   time.Time `json:"at"`
}

// PasswordChanged says that the password is another one, and nothing about either.
type PasswordChanged struct {
	At time.Time `json:"at"`
}

// EventName is the name in the log; it never changes once an event is stored.
func (UserCreated) EventName() string { return "user.created.v1" }

// EventName is the name in the log.
func (ProfileCompleted) EventName() string { return "user.profile.completed.v1" }

// EventName is the name in the log.
func (UserDeactivated) EventName() string { return "user.deactivated.v1" }

// EventName is the name in the log.
func (UserReactivated) EventName() string { return "user.reactivated.v1" }

// EventName is the name in the log.
func (RoleChanged) EventName() string { return "user.role.changed.v1" }

// EventName is the name in the log.
func (PasswordChanged) EventName() string { return "user.password.changed.v1" }

// Apply folds an event into the state.
func (s UserState) Apply(event aggregate.Event) UserState {
	switch e := event.(type) {
	case UserCreated:
		return UserState{ID: e.UserID, Username: e.Username, Role: e.Role, IsActive: true, Status: StatusPending, CreatedAt: e.At, UpdatedAt: e.At}
	case ProfileCompleted:
		s.FirstName, s.LastName, s.Status, s.UpdatedAt = e.FirstName, e.LastName, StatusReady, e.At
	case UserDeactivated:
		s.IsActive, s.UpdatedAt = false, e.At
	case UserReactivated:
		s.IsActive, s.UpdatedAt = true, e.At
	case RoleChanged:
		s.Role, s.UpdatedAt = e.Role, e.At
	case PasswordChanged:
		s.UpdatedAt = e.At
	}
	return s
}
