package identity

import (
	"context"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/mediator"
	domain "github.com/neuroglia-go/neuroglia/samples/auth/domain/identity"
)

// SignUp makes a user of somebody who is not signed in, and does not sign them in.
type SignUp struct {
	mediator.Command[SignedUp]
	Username string
	Password auth.Secret
}

// Policy asks for nobody: who is signed in has signed up already.
func (SignUp) Policy() auth.Policy { return auth.Guest() }

// SignedUp is a user as they see themselves.
type SignedUp struct {
	ID       string          `json:"id"`
	Username domain.Username `json:"username"`
}

// SignUpHandler carries out [SignUp].
type SignUpHandler struct{ enrolment *Enrolment }

// NewSignUpHandler returns the handler.
func NewSignUpHandler(enrolment *Enrolment) *SignUpHandler {
	return &SignUpHandler{enrolment: enrolment}
}

// Handle returns the user.
func (h *SignUpHandler) Handle(ctx context.Context, cmd SignUp) (SignedUp, error) {
	user, err := h.enrolment.Enrol(ctx, cmd.Username, cmd.Password, domain.RoleUser)
	if err != nil {
		return SignedUp{}, err
	}
	return SignedUp{ID: user.ID(), Username: user.State().Username}, nil
}
