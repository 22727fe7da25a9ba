package worker

import (
	"context"
	"flag"
	"fmt"
	"text/tabwriter"
	"time"

	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/eventing"
	"github.com/neuroglia-go/neuroglia/hosting"
)

func letterCommands() hosting.Command {
	return hosting.Command{
		Name: "letters", Short: "Show and settle events that were set aside because they failed",
		Commands: []hosting.Command{
			letterCommand("list", "Show the events and why they failed", listLetters),
			letterCommand("replay", "Try the events again, with those that wait behind them", replayLetters),
			letterCommand("drop", "Give the events up; those that wait behind them follow", dropLetters),
		},
	}
}

// letterCommand is a command over the letters that its flags select.
func letterCommand(name, short string, run func(ctx context.Context, e *eventing.Engine, q eventing.LetterQuery) error) hosting.Command {
	var q eventing.LetterQuery
	return hosting.Command{
		Name: name, Short: short,
		Flags: func(f *flag.FlagSet) {
			f.StringVar(&q.Subscription, "subscription", "", "of this subscription")
			f.StringVar(&q.Key, "key", "", "of this key: the stream, where the subscription names no other")
			f.StringVar(&q.ID, "id", "", "this one")
			f.Func("state", "in this state: retrying, waiting, parked or dead", func(text string) error {
				q.State = eventing.State(text)
				return nil
			})
			f.IntVar(&q.Page, "page", 1, "the page of the list")
		},
		Run: withEngine(0, func(ctx context.Context, e *eventing.Engine, _ []string) error { return run(ctx, e, q) }),
	}
}

func listLetters(ctx context.Context, e *eventing.Engine, q eventing.LetterQuery) error {
	page, err := e.Letters(ctx, q)
	if err != nil {
		return err
	}
	out := tabwriter.NewWriter(hosting.Output(ctx), 0, 0, 2, ' ', 0)
	fmt.Fprintln(out, "ID\tSTATE\tEVENT\tKEY\tATTEMPTS\tSINCE\tERROR")
	for _, l := range page.Items {
		fmt.Fprintf(out, "%s\t%s\t%s\t%s\t%d\t%s\t%s\n", l.ID, l.State, l.Type, l.Key, l.Attempts, l.FirstFailed.Format(time.RFC3339), l.Error)
	}
	if err := out.Flush(); err != nil {
		return err
	}
	_, err = fmt.Fprintf(hosting.Output(ctx), "%d of %d\n", len(page.Items), page.Total)
	return err
}

func replayLetters(ctx context.Context, e *eventing.Engine, q eventing.LetterQuery) error {
	return settle(ctx, q, "will be tried again", e.Replay)
}

func dropLetters(ctx context.Context, e *eventing.Engine, q eventing.LetterQuery) error {
	return settle(ctx, q, "given up", e.Drop)
}

// settle asks for a subscription, so that nobody settles everything by a slip.
func settle(ctx context.Context, q eventing.LetterQuery, done string, do func(context.Context, eventing.LetterQuery) (int, error)) error {
	if q.Subscription == "" {
		return errs.Invalid("usage", "say whose events with --subscription NAME; \"letters list\" shows all of them")
	}
	n, err := do(ctx, q)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(hosting.Output(ctx), "%d %s\n", n, done)
	return err
}
