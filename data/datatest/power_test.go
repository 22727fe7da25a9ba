package datatest_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/datatest"
	"github.com/neuroglia-go/neuroglia/data/memory"
	"github.com/neuroglia-go/neuroglia/data/migrate"
)

// tables is a migrate.Database that knows the SQL of the suite and no other.
type tables struct {
	turn      sync.Mutex
	mu        sync.Mutex
	made      bool
	numbers   map[string]bool
	applied   map[string][]migrate.Applied
	closed    bool
	forgetful bool // does not take back what failed
	unlocked  bool // lets migrations overlap
}

func (d *tables) usable(ctx context.Context) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.closed {
		return errors.New("the database is closed")
	}
	return ctx.Err()
}

func (d *tables) Applied(ctx context.Context, component string) ([]migrate.Applied, error) {
	if err := d.usable(ctx); err != nil {
		return nil, err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.Clone(d.applied[component]), nil
}

func (d *tables) Migrate(ctx context.Context, fn func(ctx context.Context, tx migrate.Tx) error) error {
	if err := d.usable(ctx); err != nil {
		return err
	}
	if !d.unlocked {
		d.turn.Lock()
		defer d.turn.Unlock()
	}
	d.mu.Lock()
	made, numbers, applied := d.made, maps.Clone(d.numbers), maps.Clone(d.applied)
	d.mu.Unlock()
	err := fn(ctx, d)
	if err != nil && !d.forgetful {
		d.mu.Lock()
		d.made, d.numbers, d.applied = made, numbers, applied
		d.mu.Unlock()
	}
	return err
}

func (d *tables) Run(_ context.Context, script string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	for statement := range strings.SplitSeq(script, ";") {
		statement = strings.TrimSpace(statement)
		value, inserts := strings.CutPrefix(statement, "INSERT INTO migrated (n) ")
		switch {
		case statement == "" || strings.HasPrefix(statement, "SELECT"):
		case strings.HasPrefix(statement, "CREATE TABLE migrated") && !d.made:
			d.made, d.numbers = true, map[string]bool{}
		case inserts && d.made && !d.numbers[value] && (strings.HasPrefix(value, "VALUES") || len(d.numbers) == 3):
			d.numbers[value] = true
		default:
			return fmt.Errorf("cannot run %q", statement)
		}
	}
	return nil
}

func (d *tables) Record(_ context.Context, component string, a migrate.Applied) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.applied == nil {
		d.applied = map[string][]migrate.Applied{}
	}
	a.At = time.Now()
	d.applied[component] = append(slices.Clip(d.applied[component]), a)
	return nil
}

// migrating is a store with tables, which outlive it.
type migrating struct {
	data.Store
	*tables
}

func (m migrating) Close() error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.closed = true
	return m.Store.Close()
}

// keptTables opens the same tables in the same place.
func keptTables(made func() *tables) datatest.Open {
	var places sync.Map
	return func(_ *testing.T, dir string) data.Store {
		place, _ := places.LoadOrStore(dir, made())
		kept := place.(*tables)
		kept.mu.Lock()
		defer kept.mu.Unlock()
		kept.closed = false
		return migrating{memory.New(), kept}
	}
}

// Now is the clock of the store that is as good as durable.
func (r *reopened) Now(ctx context.Context) (time.Time, error) {
	return time.Now(), r.over(ctx).Err()
}

func TestFurtherSuitesPass(t *testing.T) {
	t.Parallel()
	datatest.TestLease(t, new(kept).open, datatest.Features{Durable: true})
	datatest.TestMigrate(t, keptTables(func() *tables { return new(tables) }), datatest.Features{Durable: true})
	datatest.TestEventStore(t, func(*testing.T, string) data.Store { return memory.New() }, datatest.Features{})
}

// ticking is a faulty store with a clock.
type ticking struct {
	*fault
	now func() time.Time
}

func (c ticking) Now(ctx context.Context) (time.Time, error) { return c.now(), ctx.Err() }

// furtherFaults are what a store may get wrong besides.
var furtherFaults = map[string]func(t *testing.T){
	"leases: a check does nothing":    func(t *testing.T) { leaseFault(t, faults["a check does nothing"], time.Now) },
	"leases: versions are unchecked":  func(t *testing.T) { leaseFault(t, faults["versions are not checked"], time.Now) },
	"leases: commits are half":        func(t *testing.T) { leaseFault(t, faults["not all or nothing"], time.Now) },
	"leases: the clock is far ahead":  func(t *testing.T) { leaseFault(t, func() *fault { return new(fault) }, leaping()) },
	"migrate: nothing is taken back":  func(t *testing.T) { migrateFault(t, &tables{forgetful: true}) },
	"migrate: migrations may overlap": func(t *testing.T) { migrateFault(t, &tables{unlocked: true}) },
}

// leaping returns a clock that does not tell the same time to all.
func leaping() func() time.Time {
	var mu sync.Mutex
	n := 0
	return func() time.Time {
		mu.Lock()
		defer mu.Unlock()
		n++
		return time.Now().Add(time.Duration(n%2) * 24 * time.Hour)
	}
}

func leaseFault(t *testing.T, faulty func() *fault, now func() time.Time) {
	t.Helper()
	datatest.TestLease(t, func(*testing.T, string) data.Store {
		f := faulty()
		f.Store = memory.New()
		return ticking{f, now}
	}, datatest.Features{})
}

func migrateFault(t *testing.T, faulty *tables) {
	t.Helper()
	datatest.TestMigrate(t, keptTables(func() *tables { return &tables{forgetful: faulty.forgetful, unlocked: faulty.unlocked} }), datatest.Features{})
}

const furtherVariable = "DATATEST_FURTHER_FAULT"

// TestFurtherFaulty is what TestTheFurtherSuitesFindFaults runs in a process of its own,
// where it has to fail.
func TestFurtherFaulty(t *testing.T) {
	t.Parallel()
	run, ok := furtherFaults[os.Getenv(furtherVariable)]
	if !ok {
		t.Skip("run by TestTheFurtherSuitesFindFaults")
	}
	run(t)
}

func TestTheFurtherSuitesFindFaults(t *testing.T) {
	t.Parallel()
	for name := range furtherFaults {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestFurtherFaulty$", "-test.timeout=20s")
			cmd.Env = append(os.Environ(), furtherVariable+"="+name)
			output, err := cmd.CombinedOutput()
			require.Error(t, err, "the suite accepts a store with this fault")
			require.Contains(t, string(output), "--- FAIL: TestFurtherFaulty")
		})
	}
}
