package worker

import (
	"context"
	"flag"
	"fmt"
	"strconv"
	"strings"
	"text/tabwriter"

	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/eventing/projection"
	"github.com/neuroglia-go/neuroglia/hosting"
)

func projectionCommands() hosting.Command {
	var rows string
	return hosting.Command{
		Name: "projections", Short: "Show and steer read models",
		Commands: []hosting.Command{
			{Name: "list", Short: "Show the versions of each projection and how far they are", Run: with(0, listProjections)},
			{Name: "status", Short: "The same as list", Run: with(0, listProjections)},
			{Name: "rebuild", Args: "NAME [VERSION]", Short: "Delete the rows of a version, the newest one by default, and make them anew from the log", Run: rebuildProjection},
			{Name: "compare", Args: "NAME VERSION VERSION", Short: "Tell which rows two versions have differently", Run: with(3, compareProjections)},
			{
				Name: "drop", Args: "NAME VERSION", Short: "Delete a version that no program has any more",
				Flags: func(f *flag.FlagSet) {
					f.StringVar(&rows, "rows", "", "the names of its kinds of rows, with commas; empty for the one without a name")
				},
				Run: with(2, func(ctx context.Context, p *projection.Projections, args []string) error {
					return dropProjection(ctx, p, args, rows)
				}),
			},
			{Name: "switch", Args: "NAME VERSION", Short: "Have programs with several versions read this one", Run: with(2, switchProjection)},
		},
	}
}

func listProjections(ctx context.Context, p *projection.Projections, _ []string) error {
	versions, err := p.List(ctx)
	if err != nil {
		return err
	}
	out := tabwriter.NewWriter(hosting.Output(ctx), 0, 0, 2, ' ', 0)
	fmt.Fprintln(out, "PROJECTION\tVERSION\tPOSITION\tHEAD\tBEHIND\tSTATE")
	for _, v := range versions {
		fmt.Fprintf(out, "%s\t%d\t%d\t%d\t%d\t%s\n", v.Projection, v.Version, v.Position, v.Head, v.Behind, stateOfVersion(v))
	}
	return out.Flush()
}

func stateOfVersion(v projection.Version) string {
	var words []string
	say := func(holds bool, word string) {
		if holds {
			words = append(words, word)
		}
	}
	say(v.Serving, "serving")
	say(v.Inline, "inline")
	say(v.Resetting, "incomplete: rebuild it")
	say(v.Letters > 0, fmt.Sprintf("%d events set aside", v.Letters))
	return strings.Join(words, ", ")
}

// rebuildProjection rebuilds the version that is named, or the newest one of the program, and
// shows a bar while it goes on: the log can be long.
func rebuildProjection(ctx context.Context, scope *di.Scope, args []string) error {
	arguments := 2
	if len(args) == 1 {
		arguments = 1
	}
	return with(arguments, func(ctx context.Context, p *projection.Projections, args []string) error {
		version, err := p.Newest(args[0])
		if err == nil && len(args) == 2 {
			version, err = versionOf(args[1])
		}
		if err != nil {
			return err
		}
		out := hosting.Output(ctx)
		fmt.Fprintf(out, "%s, version %d\n", args[0], version)
		for progress, err := range p.Rebuild(ctx, args[0], version) {
			if err != nil {
				fmt.Fprintln(out)
				return err
			}
			fmt.Fprintf(out, "\r%s %s", bar(progress.Fraction()), progress)
		}
		_, err = fmt.Fprintln(out)
		return err
	})(ctx, scope, args)
}

// bar returns a bar that is filled so far.
func bar(fraction float64) string {
	const width = 30
	full := int(fraction * width)
	return "[" + strings.Repeat("#", full) + strings.Repeat(".", width-full) + "]"
}

func compareProjections(ctx context.Context, p *projection.Projections, args []string) error {
	from, err := versionOf(args[1])
	if err != nil {
		return err
	}
	to, err := versionOf(args[2])
	if err != nil {
		return err
	}
	c, err := p.Compare(ctx, args[0], from, to)
	if err != nil {
		return err
	}
	out := hosting.Output(ctx)
	for _, difference := range c.Differences {
		fmt.Fprintln(out, difference)
	}
	_, err = fmt.Fprintf(out, "%d of %d rows are the same at position %d\n", c.Equal, c.Rows, c.Position)
	return err
}

func dropProjection(ctx context.Context, p *projection.Projections, args []string, rows string) error {
	version, err := versionOf(args[1])
	if err != nil {
		return err
	}
	var names []string
	if rows != "" {
		names = strings.Split(rows, ",")
	}
	return p.Drop(ctx, args[0], version, names...)
}

func switchProjection(ctx context.Context, p *projection.Projections, args []string) error {
	version, err := versionOf(args[1])
	if err != nil {
		return err
	}
	return p.Switch(ctx, args[0], version)
}

func versionOf(text string) (int, error) {
	version, err := strconv.Atoi(text)
	if err != nil || version < 1 {
		return 0, errs.Invalid("usage", "%q is no version of a projection; \"projections list\" shows those there are", text)
	}
	return version, nil
}
