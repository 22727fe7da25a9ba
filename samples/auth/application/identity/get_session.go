package identity

import (
	"context"
	"time"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/mediator"
)

// GetSession asks what the session of the request is.
type GetSession struct {
	mediator.Query[CurrentSession]
}

// Policy asks for somebody.
func (GetSession) Policy() auth.Policy { return auth.Authenticated() }

// CurrentSession is whose session it is and until when.
type CurrentSession struct {
	UserID    string    `json:"user_id"`
	ExpiresAt time.Time `json:"expires_at"`
}

// GetSessionHandler answers [GetSession].
type GetSessionHandler struct{}

// NewGetSessionHandler returns the handler.
func NewGetSessionHandler() *GetSessionHandler { return &GetSessionHandler{} }

// Handle returns the session.
func (*GetSessionHandler) Handle(ctx context.Context, _ GetSession) (CurrentSession, error) {
	who, err := auth.FromContext(ctx)
	return CurrentSession{UserID: who.Subject, ExpiresAt: who.Expires}, err
}
