package identity

import (
	"context"
	"strings"
	"time"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/data/query"
	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/mediator"
	domain "github.com/neuroglia-go/neuroglia/samples/auth/domain/identity"
)

// ListUsers asks for a part of the users.
type ListUsers struct {
	mediator.Query[UserList]
	// SortBy is one of username, role, is_active, created_at and updated_at; "" is username.
	SortBy     string
	Descending bool
	Limit      int
	Offset     int
}

// Policy asks for somebody who manages users.
func (ListUsers) Policy() auth.Policy { return managers() }

// UserList is a part of the users and how many there are.
type UserList struct {
	Items  []ListedUser `json:"items"`
	Total  int          `json:"total"`
	Limit  int          `json:"limit"`
	Offset int          `json:"offset"`
}

// ListedUser is a user as who manages them sees them.
type ListedUser struct {
	ID        string          `json:"id"`
	Username  domain.Username `json:"username"`
	Role      domain.Role     `json:"role"`
	IsActive  bool            `json:"is_active"`
	CreatedAt time.Time       `json:"created_at"`
	UpdatedAt time.Time       `json:"updated_at"`
}

// ListUsersHandler answers [ListUsers].
type ListUsersHandler struct{ users Users }

// NewListUsersHandler returns the handler.
func NewListUsersHandler(users Users) *ListUsersHandler { return &ListUsersHandler{users: users} }

// Handle returns the users in the order that was asked for, those alike in that of their ids.
func (h *ListUsersHandler) Handle(ctx context.Context, q ListUsers) (UserList, error) {
	order, err := userOrder(q.SortBy, q.Descending)
	if err != nil {
		return UserList{}, err
	}
	page, err := h.users.Find(ctx, query.All().OrderBy(order).Offset(q.Offset).Limit(q.Limit))
	if err != nil {
		return UserList{}, err
	}
	list := UserList{Items: make([]ListedUser, len(page.Items)), Total: page.Total, Limit: q.Limit, Offset: q.Offset}
	for i, user := range page.Items {
		s := user.State()
		list.Items[i] = ListedUser{ID: s.ID, Username: s.Username, Role: s.Role, IsActive: s.IsActive, CreatedAt: s.CreatedAt, UpdatedAt: s.UpdatedAt}
	}
	return list, nil
}

// userOrder returns how a list is sorted. Only what is shown may be sorted by.
func userOrder(by string, descending bool) (query.Order, error) {
	fields := map[string]query.Order{
		"":           userName.Asc(),
		"username":   userName.Asc(),
		"role":       userRole.Asc(),
		"is_active":  userActive.Asc(),
		"created_at": userCreatedAt.Asc(),
		"updated_at": userUpdatedAt.Asc(),
	}
	order, known := fields[strings.ToLower(by)]
	if !known {
		return query.Order{}, errs.Invalid("invalid_sort_field", "users are sorted by username, role, is_active, created_at or updated_at, and not by %q", by)
	}
	order.Descending = descending
	return order, nil
}
