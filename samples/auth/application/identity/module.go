package identity

import (
	"time"

	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/mediator"
	"github.com/neuroglia-go/neuroglia/mediator/behavior"
)

// Module registers the use cases. They need [Users], [Credentials], [TokenSessions], a [Hasher],
// [AccessTokens], a *session.Sessions, a *throttle.Throttle, a [NewSecret], a [NewID] and a
// [Clock] from elsewhere.
func Module(services *di.Services) {
	di.AddSingleton[*Access](services, NewAccess)
	di.AddSingleton[*Callers](services, NewCallers)
	di.AddSingleton[*Directory](services, NewDirectory)
	di.AddSingleton[Draw](services, NewDraw)
	di.AddSingleton[*Enrolment](services, NewEnrolment)
	di.AddSingleton[*SignIn](services, NewSignIn)
	di.AddSingleton[*TokenDesk](services, NewTokenDesk)

	mediator.AddHandler[*SignUpHandler](services, NewSignUpHandler)
	mediator.AddHandler[*LogInHandler](services, NewLogInHandler, contended())
	mediator.AddHandler[*LogOutHandler](services, NewLogOutHandler, contended())
	mediator.AddHandler[*GetSessionHandler](services, NewGetSessionHandler)

	mediator.AddHandler[*RegisterHandler](services, NewRegisterHandler)
	mediator.AddHandler[*OpenSessionHandler](services, NewOpenSessionHandler, contended())
	mediator.AddHandler[*RefreshSessionHandler](services, NewRefreshSessionHandler, contended())
	mediator.AddHandler[*CloseSessionsHandler](services, NewCloseSessionsHandler, contended())
	mediator.AddHandler[*GetProfileHandler](services, NewGetProfileHandler)
	mediator.AddHandler[*CompleteProfileHandler](services, NewCompleteProfileHandler, contended())

	mediator.AddHandler[*CreateUserHandler](services, NewCreateUserHandler)
	mediator.AddHandler[*ListUsersHandler](services, NewListUsersHandler)
	mediator.AddHandler[*InactivateUserHandler](services, NewInactivateUserHandler, contended())
	mediator.AddHandler[*ReactivateUserHandler](services, NewReactivateUserHandler, contended())
	mediator.AddHandler[*GrantAdminHandler](services, NewGrantAdminHandler, contended())
	mediator.AddHandler[*RevokeAdminHandler](services, NewRevokeAdminHandler, contended())
	mediator.AddHandler[*ChangePasswordHandler](services, NewChangePasswordHandler, contended())
	mediator.AddHandler[*PromoteUserHandler](services, NewPromoteUserHandler, contended())
}

// contended is for commands that meet others at the same user or session: who comes second is
// tried again and finds what the first one has stored.
func contended() mediator.HandlerOption {
	return behavior.WithRetry(behavior.RetryPolicy{Attempts: 10, Max: 100 * time.Millisecond})
}
