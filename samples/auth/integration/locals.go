package integration

import (
	"context"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/eventing"
	"github.com/neuroglia-go/neuroglia/mediator"
	"github.com/neuroglia-go/neuroglia/samples/auth/application/content"
	contentdomain "github.com/neuroglia-go/neuroglia/samples/auth/domain/content"
	"github.com/neuroglia-go/neuroglia/samples/auth/domain/identity"
)

// Locals makes members of the users of this service. It is all that the two contexts have to do
// with each other: by events of the one and a command of the other.
type Locals struct{ mediator *mediator.Mediator }

// NewLocals returns the consumer.
func NewLocals(m *mediator.Mediator) *Locals { return &Locals{mediator: m} }

func addLocals(services *di.Services) {
	eventing.Subscribe(services, eventing.Config{Name: "local-members", Categories: []string{"user"}}, NewLocals,
		eventing.On((*Locals).Created),
	)
}

// Created makes a member of a user.
func (l *Locals) Created(ctx context.Context, e identity.UserCreated) error {
	_, err := mediator.Send(auth.AsSystem(ctx, "local-members"), l.mediator, content.SyncMember{
		MemberID: e.UserID, Source: contentdomain.SourceLocal, At: e.At,
		Account: contentdomain.Account{Username: string(e.Username), IsActive: true},
	})
	return err
}
