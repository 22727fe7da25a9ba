package content

import (
	"context"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/auth/rebac"
	"github.com/neuroglia-go/neuroglia/mediator"
)

// SetSuperAdmin says whether a member may change what everybody wrote.
type SetSuperAdmin struct {
	mediator.Command[mediator.None]
	MemberID string
	Granted  bool
}

// Policy asks for the program itself.
func (SetSuperAdmin) Policy() auth.Policy { return auth.SystemOnly() }

// SetSuperAdminHandler carries out [SetSuperAdmin].
type SetSuperAdminHandler struct{ authorizer rebac.Authorizer }

// NewSetSuperAdminHandler returns the handler.
func NewSetSuperAdminHandler(authorizer rebac.Authorizer) *SetSuperAdminHandler {
	return &SetSuperAdminHandler{authorizer: authorizer}
}

// Handle may be told the same again.
func (h *SetSuperAdminHandler) Handle(ctx context.Context, cmd SetSuperAdmin) (mediator.None, error) {
	relation := []rebac.Tuple{{User: rebac.Object(typeUser, cmd.MemberID), Relation: isSuperAdmin, Object: Platform}}
	if cmd.Granted {
		return mediator.None{}, h.authorizer.Write(ctx, relation, nil)
	}
	return mediator.None{}, h.authorizer.Write(ctx, nil, relation)
}
