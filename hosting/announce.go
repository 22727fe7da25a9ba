package hosting

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/neuroglia-go/neuroglia/hosting/health"
	"github.com/neuroglia-go/neuroglia/hosting/logging"
)

// place is something that the application offers, and where.
type place struct{ name, url string }

// announce tells where everything is: in words where people read, as one log line
// elsewhere.
func (a *App) announce(ctx context.Context, places []place, took time.Duration) {
	for _, warning := range a.loader.Warnings() {
		a.logger.WarnContext(ctx, "unknown setting", "warning", warning)
	}
	for _, warning := range a.ruleWarnings() {
		a.logger.WarnContext(ctx, "a rule may not be meant so", "warning", warning)
	}
	if a.settings.Log.Format == logging.Text {
		a.greet(places)
		return
	}
	attrs := []slog.Attr{
		slog.String("profile", string(a.profile)),
		slog.String("roles", cmp.Or(strings.Join(a.settings.Roles, ","), "all")),
		slog.Float64("duration_ms", float64(took.Microseconds())/1000),
	}
	for _, p := range places {
		attrs = append(attrs, slog.String(strings.ReplaceAll(p.name, " ", "_"), p.url))
	}
	a.logger.LogAttrs(ctx, slog.LevelInfo, "serving", attrs...)
}

func (a *App) places(web, admin *server, more []*server) []place {
	var places []place
	if web != nil {
		places = a.webPlaces(web.url())
	}
	for _, s := range more {
		places = append(places, place{s.place, s.url()})
	}
	if admin != nil {
		return append(places, place{"admin", admin.url()}, place{"health", admin.url() + health.ReadyPath})
	}
	if web != nil && a.settings.Health.Public {
		places = append(places, place{"health", web.url() + health.ReadyPath})
	}
	return places
}

// webPlaces returns what the main listener offers.
func (a *App) webPlaces(base string) []place {
	if len(a.mounts) == 0 {
		return []place{{"web", base}}
	}
	var places []place
	for _, m := range a.mounts {
		places = append(places, place{m.Name, base + m.Path})
		if m.Docs {
			places = append(places, place{m.Name + " docs", base + strings.TrimSuffix(m.Path, "/") + "/docs"})
		}
	}
	return places
}

// greet prints the places for people.
func (a *App) greet(places []place) {
	out := tabwriter.NewWriter(a.config.Output, 0, 0, 2, ' ', 0)
	fmt.Fprintf(out, "\n%s is serving (%s)\n\n", a.config.Name, a.profile)
	for _, p := range places {
		fmt.Fprintf(out, "  %s\t%s\n", p.name, p.url)
	}
	fmt.Fprint(out, "\n  Ctrl-C stops it\n\n")
	_ = out.Flush() // the terminal may be gone
}
