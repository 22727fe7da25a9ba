package worker

import (
	"context"
	"flag"
	"fmt"
	"text/tabwriter"
	"time"

	"github.com/neuroglia-go/neuroglia/data/eventstore"
	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/eventing"
	"github.com/neuroglia-go/neuroglia/hosting"
)

func subscriptionCommands() hosting.Command {
	return hosting.Command{
		Name: "subscriptions", Short: "Show and steer what reacts to events",
		Commands: []hosting.Command{
			{Name: "list", Short: "Show how far each subscription is, and who works on it", Run: withEngine(0, listSubscriptions)},
			{
				Name: "pause", Args: "NAME", Short: "Stop handling events, in all processes",
				Run: withEngine(1, func(ctx context.Context, e *eventing.Engine, args []string) error { return e.Pause(ctx, args[0]) }),
			},
			{
				Name: "resume", Args: "NAME", Short: "Go on where it was paused",
				Run: withEngine(1, func(ctx context.Context, e *eventing.Engine, args []string) error { return e.Resume(ctx, args[0]) }),
			},
			moveCommand(),
		},
	}
}

// withEngine runs a command with so many arguments over the engine.
func withEngine(args int, run func(ctx context.Context, e *eventing.Engine, args []string) error) func(context.Context, *di.Scope, []string) error {
	return with(args, run)
}

// with runs a command with so many arguments over a service.
func with[T any](want int, run func(ctx context.Context, service T, args []string) error) func(context.Context, *di.Scope, []string) error {
	return func(ctx context.Context, scope *di.Scope, args []string) error {
		if len(args) != want {
			return errs.Invalid("usage", "the command takes %d arguments and got %d; see --help", want, len(args))
		}
		service, err := di.Resolve[T](scope)
		if err != nil {
			return err
		}
		return run(ctx, service, args)
	}
}

func listSubscriptions(ctx context.Context, e *eventing.Engine, _ []string) error {
	all, err := e.Status(ctx)
	if err != nil {
		return err
	}
	out := tabwriter.NewWriter(hosting.Output(ctx), 0, 0, 2, ' ', 0)
	fmt.Fprintln(out, "NAME\tSHARD\tPOSITION\tHEAD\tBEHIND\tAGE\tOWNER\tSTATE")
	for _, s := range all {
		if !s.Started {
			fmt.Fprintf(out, "%s\t\t\t\t\t\t\tnever run\n", s.Name)
		}
		for _, shard := range s.Shards {
			fmt.Fprintf(out, "%s\t%d\t%d\t%d\t%d\t%s\t%s\t%s\n", s.Name, shard.Shard, shard.Position, shard.Head, shard.Lag,
				shard.Age.Round(time.Millisecond), shard.Owner, stateOf(s, shard))
		}
	}
	return out.Flush()
}

// stateOf says in words what somebody may have to do something about.
func stateOf(s eventing.Status, shard eventing.ShardStatus) string {
	state := "waiting"
	switch {
	case s.Paused:
		state = "paused"
	case shard.Owner != "":
		state = "running"
	}
	for _, kind := range []eventing.State{eventing.Retrying, eventing.Waiting, eventing.Parked, eventing.Dead} {
		if n := s.Letters[kind]; n > 0 {
			state += fmt.Sprintf(", %d %s", n, kind)
		}
	}
	if shard.Error != "" {
		state += ": " + shard.Error
	}
	return state
}

func moveCommand() hosting.Command {
	var to string
	return hosting.Command{
		Name: "move", Args: "NAME", Short: "Go on from elsewhere: what lies between is skipped or handled again",
		Flags: func(f *flag.FlagSet) {
			f.StringVar(&to, "to", "", "beginning, now, a position such as 4711, or a time such as 2026-11-20T12:00:00Z")
		},
		Run: withEngine(1, func(ctx context.Context, e *eventing.Engine, args []string) error {
			start, err := parseStart(to)
			if err != nil {
				return err
			}
			return e.Move(ctx, args[0], start)
		}),
	}
}

func parseStart(text string) (eventing.Start, error) {
	switch text {
	case "beginning":
		return eventing.Beginning(), nil
	case "now":
		return eventing.Now(), nil
	}
	var position eventstore.Position
	if _, err := fmt.Sscanf(text+"\n", "%d\n", &position); err == nil && position >= 0 {
		return eventing.After(position), nil
	}
	if at, err := time.Parse(time.RFC3339, text); err == nil {
		return eventing.At(at), nil
	}
	return eventing.Start{}, errs.Invalid("usage", "--to is %q; use beginning, now, a position such as 4711, or a time such as 2026-11-20T12:00:00Z", text)
}
