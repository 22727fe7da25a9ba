package hosting

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/neuroglia-go/neuroglia/di"
)

// Command is a command of the application's binary beside those of the host, such
// as "seed". It runs in the same configuration as the service, in a scope of its
// own, with the container constructed and no services started.
type Command struct {
	// Name is the word on the command line, Args what follows it in the usage text.
	Name, Args string
	// Short says in one line what it does, Long in full.
	Short, Long string
	// Flags declares flags. Nil means none.
	Flags func(*flag.FlagSet)
	// Run does the work. The scope resolves services; args are what is left of
	// the command line. What it has to say goes to [Output]. An error is printed and
	// decides the exit code, see [ExitCode]. Nil is for one that only has Commands.
	Run func(ctx context.Context, scope *di.Scope, args []string) error
	// Commands are commands of the command: "users promote".
	Commands []Command
}

type outputKey struct{}

// Output returns where a [Command] that runs under ctx writes: the standard output of
// the application.
func Output(ctx context.Context) io.Writer {
	if out, ok := ctx.Value(outputKey{}).(io.Writer); ok {
		return out
	}
	return io.Discard
}

// command turns a user's command into one of the command line.
func (a *App) command(c Command) *cobra.Command {
	cmd := &cobra.Command{Use: c.Name, Short: c.Short, Long: c.Long}
	if c.Run != nil {
		cmd.RunE = func(cmd *cobra.Command, args []string) error {
			return a.inScope(cmd.Context(), func(ctx context.Context, scope *di.Scope) error {
				return c.Run(context.WithValue(ctx, outputKey{}, a.config.Output), scope, args)
			})
		}
	}
	for _, child := range c.Commands {
		cmd.AddCommand(a.command(child))
	}
	if c.Args != "" {
		cmd.Use += " " + c.Args
	}
	if c.Flags != nil {
		flags := flag.NewFlagSet(c.Name, flag.ContinueOnError)
		c.Flags(flags)
		cmd.Flags().AddGoFlagSet(flags)
	}
	return cmd
}

// inScope constructs the container, calls f in a scope and closes both.
func (a *App) inScope(ctx context.Context, f func(context.Context, *di.Scope) error) (err error) {
	if a.fault != nil {
		return a.fault
	}
	container, err := a.services.Build(ctx)
	if err != nil {
		return err
	}
	defer func() {
		closing, cancel := context.WithTimeout(context.WithoutCancel(ctx), a.settings.Stop.Timeout)
		defer cancel()
		err = errors.Join(err, container.Close(closing))
	}()
	ctx, scope := container.NewScope(ctx)
	defer func() {
		if cause := recover(); cause != nil {
			_ = scope.Close(fmt.Errorf("panic: %v", cause)) // the panic goes on and says more
			panic(cause)
		}
		err = errors.Join(err, scope.Close(err))
	}()
	return f(ctx, scope)
}
