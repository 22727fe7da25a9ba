package integration

import (
	"context"
	"errors"
	"strings"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/eventing"
	"github.com/neuroglia-go/neuroglia/mediator"
	"github.com/neuroglia-go/neuroglia/samples/auth/application/content"
	contentdomain "github.com/neuroglia-go/neuroglia/samples/auth/domain/content"
	"github.com/neuroglia-go/neuroglia/samples/auth/domain/identity"
)

// Locals makes members of the users of this service, and super admins of the one super admins of
// the other. It is all that the two contexts have to do with each other: by events of the one and
// commands of the other.
type Locals struct{ mediator *mediator.Mediator }

// NewLocals returns the consumer.
func NewLocals(m *mediator.Mediator) *Locals { return &Locals{mediator: m} }

func addLocals(services *di.Services) {
	eventing.Subscribe(services, eventing.Config{Name: "local-members", Categories: []string{"user"}}, NewLocals,
		eventing.On((*Locals).Created),
	)
	// Detached, because who relates to what may be kept elsewhere.
	eventing.Subscribe(services, eventing.Config{Name: "local-super-admins", Categories: []string{"user"}, Detached: true}, NewLocals,
		eventing.On((*Locals).RoleChanged),
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

// RoleChanged lets a super admin change what everybody wrote, for as long as the user is one.
func (l *Locals) RoleChanged(ctx context.Context, e identity.RoleChanged) error {
	record, ok := eventing.RecordOf(ctx)
	if !ok {
		return errors.New("the record of the event is not in the context")
	}
	_, err := mediator.Send(auth.AsSystem(ctx, "local-super-admins"), l.mediator, content.SetSuperAdmin{
		MemberID: strings.TrimPrefix(record.Stream, "user-"), Granted: e.Role == identity.RoleSuperAdmin,
	})
	return err
}
