package identity

import (
	"context"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/auth/session"
	"github.com/neuroglia-go/neuroglia/mediator"
)

// LogIn signs somebody in with a cookie.
type LogIn struct {
	mediator.Command[mediator.None]
	Login
}

// Policy asks for nobody.
func (LogIn) Policy() auth.Policy { return auth.Guest() }

// LogInHandler carries out [LogIn].
type LogInHandler struct {
	signIn   *SignIn
	sessions *session.Sessions
}

// NewLogInHandler returns the handler.
func NewLogInHandler(signIn *SignIn, sessions *session.Sessions) *LogInHandler {
	return &LogInHandler{signIn: signIn, sessions: sessions}
}

// Handle opens a session, whose cookie the answer carries.
func (h *LogInHandler) Handle(ctx context.Context, cmd LogIn) (mediator.None, error) {
	user, err := h.signIn.Check(ctx, cmd.Login)
	if err != nil {
		return mediator.None{}, err
	}
	_, err = h.sessions.Open(ctx, CallerOf(user))
	return mediator.None{}, err
}

// LogOut ends the session of the cookie.
type LogOut struct {
	mediator.Command[mediator.None]
}

// Policy asks for somebody.
func (LogOut) Policy() auth.Policy { return auth.Authenticated() }

// LogOutHandler carries out [LogOut].
type LogOutHandler struct{ access *Access }

// NewLogOutHandler returns the handler.
func NewLogOutHandler(access *Access) *LogOutHandler { return &LogOutHandler{access: access} }

// Handle leaves the other sessions of the user.
func (h *LogOutHandler) Handle(ctx context.Context, _ LogOut) (mediator.None, error) {
	return mediator.None{}, h.access.EndCurrent(ctx)
}
