// Package application puts the use cases together, and what every one of them passes through.
package application

import (
	"github.com/neuroglia-go/neuroglia/data/eventstore"
	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/mediator"
	"github.com/neuroglia-go/neuroglia/mediator/behavior"
	"github.com/neuroglia-go/neuroglia/samples/auth/application/content"
	"github.com/neuroglia-go/neuroglia/samples/auth/application/identity"
	contentdomain "github.com/neuroglia-go/neuroglia/samples/auth/domain/content"
	identitydomain "github.com/neuroglia-go/neuroglia/samples/auth/domain/identity"
)

// Module registers the use cases of both contexts. Beside what those need, they take a
// data.Store, a [behavior.Validator], a [behavior.Origin] and a logger from elsewhere.
func Module(services *di.Services) {
	di.AddSingleton[*eventstore.Registry](services, newRegistry)

	// What every request passes through, outermost first. Whether a request makes sense comes
	// before who may send it, and both before anything is looked up.
	mediator.AddBehavior(services, behavior.NewLogging)
	mediator.AddBehavior(services, behavior.NewProvenance)
	mediator.AddBehavior(services, behavior.NewValidation)
	mediator.AddBehavior(services, behavior.NewAuthorization)
	mediator.AddBehavior(services, behavior.NewRetry)
	mediator.AddBehavior(services, behavior.NewUnitOfWork)

	identity.Module(services)
	content.Module(services)
}

// newRegistry returns the events that something here listens to.
func newRegistry() (*eventstore.Registry, error) {
	return eventstore.NewRegistry(eventstore.Events(
		identitydomain.UserCreated{}, identitydomain.ProfileCompleted{}, identitydomain.UserDeactivated{}, identitydomain.UserReactivated{}, identitydomain.RoleChanged{},
		contentdomain.MemberJoined{}, contentdomain.MemberLeft{},
		contentdomain.PostWritten{}, contentdomain.PostDeleted{},
		contentdomain.CommentWritten{}, contentdomain.CommentDeleted{},
	))
}
