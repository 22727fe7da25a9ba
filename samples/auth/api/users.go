package api

import (
	"context"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/mediator"
	"github.com/neuroglia-go/neuroglia/mvc"
	"github.com/neuroglia-go/neuroglia/samples/auth/application/identity"
	domain "github.com/neuroglia-go/neuroglia/samples/auth/domain/identity"
)

// UsersController manages users.
type UsersController struct{ mediator *mediator.Mediator }

// NewUsersController returns the controller.
func NewUsersController(m *mediator.Mediator) *UsersController { return &UsersController{mediator: m} }

// Routes declares what the controller answers.
func (*UsersController) Routes(r *mvc.Routes[*UsersController]) {
	r.Prefix("/users").Tag("Users").With(mvc.Authorize(auth.Authenticated()))
	unknown := mvc.Fails(errs.KindNotFound, "user_not_found")
	denied := mvc.Fails(errs.KindForbidden, auth.CodeForbidden)
	system := mvc.Fails(errs.KindForbidden, auth.CodeForbidden, "system_role")

	mvc.Post(r, "/", (*UsersController).Create, elsewhere(), mvc.Created("/users/{id}"), mvc.Summary("Make a user"), denied, rule(), taken(), busy())
	mvc.Get(r, "/", (*UsersController).List, mvc.Summary("List users"), denied, mvc.Fails(errs.KindInvalid, "invalid_sort_field"))
	mvc.Patch(r, "/inactivate", (*UsersController).Inactivate, elsewhere(), mvc.Summary("Keep a user out"), system, rule(), unknown)
	mvc.Patch(r, "/reactivate", (*UsersController).Reactivate, elsewhere(), mvc.Summary("Let a user in again"), system, rule(), unknown)
	mvc.Patch(r, "/grant", (*UsersController).Grant, elsewhere(), mvc.Summary("Make an admin of a user"), system, rule(), unknown)
	mvc.Patch(r, "/revoke", (*UsersController).Revoke, elsewhere(), mvc.Summary("Make a user of an admin"), system, rule(), unknown)
	mvc.Patch(r, "/change-password", (*UsersController).ChangePassword, mvc.Hidden())
	mvc.Patch(r, "/change_password", (*UsersController).ChangePassword, elsewhere(), mvc.Summary("Change a password"), denied, rule(), unknown, busy())
}

// AssignableRole is a role that somebody can be given.
type AssignableRole string

// Values returns the roles, for validation and documents.
func (AssignableRole) Values() []string {
	return []string{string(domain.RoleUser), string(domain.RoleAdmin)}
}

// CreateRequest makes a user.
type CreateRequest struct {
	CredentialsRequest
	Role AssignableRole `json:"role" default:"user"`
}

// UsernameRequest names a user.
type UsernameRequest struct {
	Username string `json:"username" validate:"required,max=256" example:"ada.lovelace"`
}

// Create makes a user.
func (c *UsersController) Create(ctx context.Context, in CreateRequest) (identity.CreatedUser, error) {
	return mediator.Send(ctx, c.mediator, identity.CreateUser{Username: in.Username, Password: in.Password, Role: domain.Role(in.Role)})
}

// SortingOrder is the direction of a list.
type SortingOrder string

// Values returns the directions, for validation and documents.
func (SortingOrder) Values() []string { return []string{"asc", "desc", "ASC", "DESC"} }

func (o SortingOrder) descending() bool { return o == "desc" || o == "DESC" }

// ListRequest asks for a part of the users.
type ListRequest struct {
	Limit        int          `query:"limit" default:"20" validate:"min=1,max=100"`
	Offset       int          `query:"offset" default:"0" validate:"min=0,max=1000000000"`
	SortingField string       `query:"sorting_field" default:"username" doc:"One of username, role, is_active, created_at and updated_at."`
	SortingOrder SortingOrder `query:"sorting_order" default:"asc"`
}

// List lists users.
func (c *UsersController) List(ctx context.Context, in ListRequest) (identity.UserList, error) {
	return mediator.Send(ctx, c.mediator, identity.ListUsers{
		SortBy: in.SortingField, Descending: in.SortingOrder.descending(), Limit: in.Limit, Offset: in.Offset,
	})
}

// UpdatedResponse says that a matter was settled.
type UpdatedResponse struct {
	Username domain.Username `json:"username"`
	Status   string          `json:"status" example:"updated"`
}

func updated(user identity.UpdatedUser, err error) (UpdatedResponse, error) {
	return UpdatedResponse{Username: user.Username, Status: "updated"}, err
}

// Inactivate keeps a user out.
func (c *UsersController) Inactivate(ctx context.Context, in UsernameRequest) (UpdatedResponse, error) {
	return updated(mediator.Send(ctx, c.mediator, identity.InactivateUser{Username: in.Username}))
}

// Reactivate lets a user in again.
func (c *UsersController) Reactivate(ctx context.Context, in UsernameRequest) (UpdatedResponse, error) {
	return updated(mediator.Send(ctx, c.mediator, identity.ReactivateUser{Username: in.Username}))
}

// Grant makes an admin of a user.
func (c *UsersController) Grant(ctx context.Context, in UsernameRequest) (UpdatedResponse, error) {
	return updated(mediator.Send(ctx, c.mediator, identity.GrantAdmin{Username: in.Username}))
}

// Revoke makes a user of an admin.
func (c *UsersController) Revoke(ctx context.Context, in UsernameRequest) (UpdatedResponse, error) {
	return updated(mediator.Send(ctx, c.mediator, identity.RevokeAdmin{Username: in.Username}))
}

// ChangePassword changes a password.
func (c *UsersController) ChangePassword(ctx context.Context, in CredentialsRequest) (UpdatedResponse, error) {
	return updated(mediator.Send(ctx, c.mediator, identity.ChangePassword{Username: in.Username, Password: in.Password}))
}
