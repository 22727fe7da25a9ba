package hosting

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/neuroglia-go/neuroglia/di"
)

// Main runs the command that the arguments name, serve when they name none, and
// returns the exit code, see [ExitCode]. Errors are printed on standard error.
func (a *App) Main(ctx context.Context) int {
	root := a.root()
	root.SetArgs(a.config.Args)
	err := root.ExecuteContext(ctx)
	if reported, ok := errors.AsType[*reportedError](err); ok {
		return reported.code
	}
	if err != nil {
		fmt.Fprintln(a.config.Errors, err)
		if _, ok := errors.AsType[*usageError](err); ok {
			fmt.Fprintf(a.config.Errors, "%s --help tells what there is\n", a.config.Name)
		}
	}
	return ExitCode(err)
}

// root returns the command line.
func (a *App) root() *cobra.Command {
	root := &cobra.Command{
		Use: a.config.Name, Short: a.config.Name + " serves, and tells about itself",
		SilenceErrors: true, SilenceUsage: true, SuggestionsMinimumDistance: 2,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				return &usageError{unknownCommand(cmd, args[0])}
			}
			return nil
		},
		RunE: a.serve,
	}
	root.SetOut(a.config.Output)
	root.SetErr(a.config.Errors)
	root.CompletionOptions.HiddenDefaultCmd = true
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return &usageError{err} })
	// The builder has read these already; here they are declared for help.
	flags := root.PersistentFlags()
	flags.StringArray(flagSet, nil, "set `key=value`, before every other source; repeatable")
	flags.String(flagProfile, "", "run as development, test or production")
	flags.String(flagRole, "", "do only what belongs to these `roles`: web,worker")
	flags.String(flagConfig, "", "read settings from this TOML or YAML `file`")
	root.AddCommand(
		simple("serve", "Serve until a signal says stop", a.serve),
		simple("validate", "Check settings and wiring, construct nothing", a.runValidate),
		simple("routes", "List the routes", a.runRoutes),
		a.graphCommand(), a.openAPICommand(),
		a.configCommand(),
		simple("migrate", "Bring stores to what this version needs", a.runMigrate),
		simple("version", "Show what was built", a.runVersion),
	)
	for _, c := range a.commands {
		root.AddCommand(a.command(c))
	}
	return root
}

func unknownCommand(root *cobra.Command, name string) error {
	if similar := root.SuggestionsFor(name); len(similar) > 0 {
		return fmt.Errorf("%q is no command of %s; did you mean %s?", name, root.Name(), similar[0])
	}
	return fmt.Errorf("%q is no command of %s", name, root.Name())
}

func simple(name, short string, run func(*cobra.Command, []string) error) *cobra.Command {
	return &cobra.Command{Use: name, Short: short, Args: noArgs, RunE: run}
}

func noArgs(cmd *cobra.Command, args []string) error {
	if len(args) > 0 {
		return &usageError{fmt.Errorf("%s takes no arguments, and %q was given", cmd.Name(), args[0])}
	}
	return nil
}

// serve runs the application until SIGINT or SIGTERM; the second aborts.
func (a *App) serve(cmd *cobra.Command, _ []string) error {
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	defer signal.Stop(signals)
	ctx, abort, stop := obey(cmd.Context(), signals, a.logger)
	defer stop()
	return a.run(ctx, abort)
}

func (a *App) runMigrate(cmd *cobra.Command, _ []string) error {
	return a.inScope(cmd.Context(), func(ctx context.Context, scope *di.Scope) error {
		return migrate(ctx, scope, a.config.Output)
	})
}
