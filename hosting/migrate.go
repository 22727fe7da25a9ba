package hosting

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/neuroglia-go/neuroglia/di"
)

// Migration brings one thing outside the process, such as the schema of a store,
// to what this version of the program needs. Run may be called at any time and by
// several processes at once, and does nothing when nothing is left to do.
type Migration struct {
	// Name says what is migrated: "orders database".
	Name string
	// Run does it.
	Run func(ctx context.Context) error
}

// AddMigration registers a constructor of a [Migration], a function of any
// services. The migrate command runs them in the order of registration.
func AddMigration(services *di.Services, constructor any) {
	di.AddSingleton[Migration](services, constructor, di.Many())
}

// migrate runs every migration and stops at the first that fails, because those
// after it may build on it.
func migrate(ctx context.Context, scope *di.Scope, out io.Writer) error {
	migrations, err := di.ResolveAll[Migration](scope)
	if err != nil {
		return err
	}
	if len(migrations) == 0 {
		fmt.Fprintln(out, "nothing to migrate: no migration is registered")
	}
	for _, m := range migrations {
		began := time.Now()
		if err := m.Run(ctx); err != nil {
			return fmt.Errorf("migrate %s: %w", m.Name, err)
		}
		fmt.Fprintf(out, "%s is up to date (%s)\n", m.Name, time.Since(began).Round(time.Millisecond))
	}
	return nil
}
