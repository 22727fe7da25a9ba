// Package cli has the commands for those who run the bank.
package cli

import (
	"context"
	"flag"
	"fmt"
	"io"

	"github.com/neuroglia-go/neuroglia/data/eventstore"
	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/hosting"
	"github.com/neuroglia-go/neuroglia/mediator"
	"github.com/neuroglia-go/neuroglia/samples/banking/application"
)

// Accounts is the command "accounts".
func Accounts() hosting.Command {
	return hosting.Command{
		Name: "accounts", Short: "Look at the books",
		Commands: []hosting.Command{{
			Name: "audit", Short: "Hold balances, overdrafts, transfers and sums to the log",
			Long: "Reads the whole log and says what does not agree with it. The bank may run meanwhile. The exit code is 70 when something is wrong.",
			Run: func(ctx context.Context, scope *di.Scope, _ []string) error {
				m, err := di.Resolve[*mediator.Mediator](scope)
				if err != nil {
					return err
				}
				audit, err := mediator.Send(ctx, m, application.AuditAccounts{})
				if err != nil {
					return err
				}
				return report(hosting.Output(ctx), audit)
			},
		}},
	}
}

// report writes what was found. An audit that is not clean is an error.
func report(out io.Writer, audit application.Audit) error {
	for _, finding := range audit.Findings {
		fmt.Fprintln(out, finding)
	}
	for _, sums := range audit.Totals {
		fmt.Fprintf(out, "%s: %s in all accounts, of which %s is counted twice while it is under way; deposits %s, interest %s, withdrawals %s\n",
			sums.Currency, sums.Balances, sums.UnderWay, sums.Deposits, sums.Interest, sums.Withdrawals)
	}
	fmt.Fprintf(out, "%d accounts, %d transfers, position %d\n", audit.Accounts, audit.Transfers, audit.Position)
	if !audit.Clean() {
		return errs.Internal("books_disagree", "the books are not in order: %d findings", len(audit.Findings))
	}
	_, err := fmt.Fprintln(out, "the books are in order")
	return err
}

// Events is the command "events".
func Events() hosting.Command {
	var after int64
	var follow bool
	var category string
	return hosting.Command{
		Name: "events", Short: "Look into the log",
		Commands: []hosting.Command{{
			Name: "tail", Short: "Print events, and those to come",
			Long: "Prints a line for each event: position, time, stream with version, type and data. What is known of people is sealed.",
			Flags: func(f *flag.FlagSet) {
				f.Int64Var(&after, "after", 0, "the position to begin behind")
				f.BoolVar(&follow, "follow", false, "go on with what happens")
				f.StringVar(&category, "category", "", "only events of person, account or transfer")
			},
			Run: func(ctx context.Context, scope *di.Scope, _ []string) error {
				log, err := di.Resolve[eventstore.Store](scope)
				if err != nil {
					return err
				}
				t := tail{log: log, out: hosting.Output(ctx), follow: follow}
				if category != "" {
					t.filter.Categories = []string{category}
				}
				return t.print(ctx, eventstore.Position(after))
			},
		}},
	}
}
