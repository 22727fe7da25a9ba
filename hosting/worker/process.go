package worker

import (
	"context"
	"flag"
	"fmt"
	"text/tabwriter"
	"time"

	"github.com/neuroglia-go/neuroglia/data/query"
	"github.com/neuroglia-go/neuroglia/eventing/process"
	"github.com/neuroglia-go/neuroglia/hosting"
)

func processCommands() hosting.Command {
	var stuck bool
	var reason string
	why := func(f *flag.FlagSet) { f.StringVar(&reason, "reason", "by hand", "why, for the history") }
	return hosting.Command{
		Name: "processes", Short: "Show and settle process managers",
		Commands: []hosting.Command{
			{
				Name: "list", Short: "Show the processes that have not ended, or those that are stuck",
				Flags: func(f *flag.FlagSet) { f.BoolVar(&stuck, "stuck", false, "only those that somebody has to look at") },
				Run: with(0, func(ctx context.Context, p *process.Processes, _ []string) error {
					return listProcesses(ctx, p, stuck)
				}),
			},
			{
				Name: "resume", Args: "NAME CORRELATION", Short: "Try what failed again",
				Run: with(2, func(ctx context.Context, p *process.Processes, args []string) error {
					return p.Resume(ctx, args[0], args[1])
				}),
			},
			{
				Name: "abort", Args: "NAME CORRELATION", Short: "Give up, and undo what was done", Flags: why,
				Run: with(2, func(ctx context.Context, p *process.Processes, args []string) error {
					return p.Abort(ctx, args[0], args[1], reason)
				}),
			},
			{
				Name: "abandon", Args: "NAME CORRELATION", Short: "End it as it is; nothing is undone", Flags: why,
				Run: with(2, func(ctx context.Context, p *process.Processes, args []string) error {
					return p.Abandon(ctx, args[0], args[1], reason)
				}),
			},
		},
	}
}

// most is how many processes of a name are listed.
const most = 100

func listProcesses(ctx context.Context, p *process.Processes, stuck bool) error {
	out := tabwriter.NewWriter(hosting.Output(ctx), 0, 0, 2, ' ', 0)
	fmt.Fprintln(out, "PROCESS\tCORRELATION\tSTATUS\tSTARTED\tCHANGED\tSTUCK")
	for _, name := range p.Names() {
		q := query.Where(process.FieldStatus.In(process.Running, process.Compensating))
		if stuck {
			q = query.Where(process.IsStuck())
		}
		page, err := p.List(ctx, name, q.Limit(most))
		if err != nil {
			return err
		}
		for _, in := range page.Items {
			fmt.Fprintf(out, "%s\t%s\t%s\t%s\t%s\t%s\n", in.Process, in.Correlation, in.Status,
				in.Started.Format(time.RFC3339), in.Changed.Format(time.RFC3339), troubleOf(in))
		}
		if page.Total > len(page.Items) {
			fmt.Fprintf(out, "%s\t… and %d more\n", name, page.Total-len(page.Items))
		}
	}
	return out.Flush()
}

func troubleOf(in process.Instance) string {
	if in.Stuck == nil {
		return ""
	}
	return in.Stuck.What + ": " + in.Stuck.Error
}
