package identity

import (
	"context"
	"time"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/mediator"
	domain "github.com/neuroglia-go/neuroglia/samples/auth/domain/identity"
)

// GetProfile asks for the profile of who asks.
type GetProfile struct {
	mediator.Query[Profile]
}

// Policy asks for somebody.
func (GetProfile) Policy() auth.Policy { return auth.Authenticated() }

// Profile is who a user is.
type Profile struct {
	ID        string    `json:"id"`
	CreatedAt time.Time `json:"created_at"`
	FirstName string    `json:"first_name"`
	LastName  string    `json:"last_name"`
}

// GetProfileHandler answers [GetProfile].
type GetProfileHandler struct{ users Users }

// NewGetProfileHandler returns the handler.
func NewGetProfileHandler(users Users) *GetProfileHandler { return &GetProfileHandler{users: users} }

// Handle returns the profile, or the errs.KindPreconditionRequired profile_incomplete.
func (h *GetProfileHandler) Handle(ctx context.Context, _ GetProfile) (Profile, error) {
	user, err := current(ctx, h.users)
	if err != nil {
		return Profile{}, err
	}
	s := user.State()
	if s.Status != domain.StatusReady {
		return Profile{}, errs.New(errs.KindPreconditionRequired, "profile_incomplete", "the profile is not complete; give the first and the last name")
	}
	return Profile{ID: s.ID, CreatedAt: s.CreatedAt, FirstName: s.FirstName, LastName: s.LastName}, nil
}

// current returns the user who asks.
func current(ctx context.Context, users Users) (*domain.User, error) {
	who, err := auth.FromContext(ctx)
	if err != nil {
		return nil, err
	}
	return users.Get(ctx, who.Subject)
}

// CompleteProfile tells who the user is who asks.
type CompleteProfile struct {
	mediator.Command[mediator.None]
	FirstName string
	LastName  string
}

// Policy asks for somebody.
func (CompleteProfile) Policy() auth.Policy { return auth.Authenticated() }

// CompleteProfileHandler carries out [CompleteProfile].
type CompleteProfileHandler struct {
	users Users
	now   Clock
}

// NewCompleteProfileHandler returns the handler.
func NewCompleteProfileHandler(users Users, now Clock) *CompleteProfileHandler {
	return &CompleteProfileHandler{users: users, now: now}
}

// Handle changes nothing when the names are those that are known.
func (h *CompleteProfileHandler) Handle(ctx context.Context, cmd CompleteProfile) (mediator.None, error) {
	user, err := current(ctx, h.users)
	if err != nil {
		return mediator.None{}, err
	}
	changed := user.CompleteProfile(cmd.FirstName, cmd.LastName, h.now())
	return mediator.None{}, store(ctx, h.users, user)(changed, nil)
}
