// Package cli has the commands for those who run the auth service.
package cli

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/auth/session"
	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/hosting"
	"github.com/neuroglia-go/neuroglia/mediator"
	"github.com/neuroglia-go/neuroglia/samples/auth/application/identity"
	domain "github.com/neuroglia-go/neuroglia/samples/auth/domain/identity"
)

// operator is who sends what is sent from the command line.
const operator = "operator"

// Users is the command "users".
func Users() hosting.Command {
	return hosting.Command{
		Name: "users", Short: "Look after users",
		Commands: []hosting.Command{{
			Name: "promote", Args: "USERNAME ROLE", Short: "Give a user a role, that of a super admin too",
			Long: "Gives a user the role user, admin or super_admin. It is how the first super admin comes to be.",
			Run:  promote,
		}},
	}
}

func promote(ctx context.Context, scope *di.Scope, args []string) error {
	if len(args) != 2 {
		return errs.Invalid("usage", "say who and what: users promote USERNAME ROLE")
	}
	known := domain.Role("").Values()
	if !slices.Contains(known, args[1]) {
		return errs.Invalid("unknown_role", "%q is no role; use %s", args[1], strings.Join(known, ", "))
	}
	m, err := di.Resolve[*mediator.Mediator](scope)
	if err != nil {
		return err
	}
	user, err := mediator.Send(auth.AsSystem(ctx, operator), m, identity.PromoteUser{Username: args[0], Role: domain.Role(args[1])})
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(hosting.Output(ctx), "%s is %s now\n", user.Username, args[1])
	return err
}

// Sessions is the command "sessions".
func Sessions() hosting.Command {
	return hosting.Command{
		Name: "sessions", Short: "Look after sessions",
		Commands: []hosting.Command{{
			Name: "purge", Short: "Forget the sessions that are over",
			Long: "Forgets the sessions of cookies that are over. The service does so by itself as well.",
			Run: func(ctx context.Context, scope *di.Scope, _ []string) error {
				sessions, err := di.Resolve[*session.Sessions](scope)
				if err != nil {
					return err
				}
				n, err := sessions.Purge(ctx)
				if err != nil {
					return err
				}
				_, err = fmt.Fprintf(hosting.Output(ctx), "%d sessions are forgotten\n", n)
				return err
			},
		}},
	}
}
