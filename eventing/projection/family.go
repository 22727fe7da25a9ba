package projection

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"sync"
	"time"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/eventing"
	"github.com/neuroglia-go/neuroglia/mediator"
)

// family is all versions of one projection in the program.
type family struct {
	name  string
	plans []*plan // by version
	home  *Projections

	mu    sync.Mutex
	known *plan
	seen  time.Time // when known was looked up
}

// control is what all programs have to know of a projection.
type control struct {
	Name string `json:"name"`
	// Serving is the version that those programs read which have several.
	Serving int       `json:"serving"`
	Since   time.Time `json:"since"`
	// Resetting are versions whose rows are being deleted, to be built anew.
	Resetting []int `json:"resetting"`
	// Built are versions that have caught up with the log once.
	Built []int `json:"built"`
}

type controls = data.Repository[*data.Document[control], string]

// serving returns the version to read: the one that the control document names, when this
// program has it, else the newest one here. Without a document that is the oldest, for
// nobody has switched yet.
func (f *family) serving(ctx context.Context) (*plan, error) {
	if len(f.plans) == 1 {
		return f.plans[0], nil
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.known != nil && time.Since(f.seen) < fresh {
		return f.known, nil
	}
	d, err := f.home.control(ctx, f.name)
	if err != nil {
		return nil, err
	}
	f.known, f.seen = f.choose(d), time.Now()
	return f.known, nil
}

func (f *family) choose(d *data.Document[control]) *plan {
	if d == nil || d.Value.Serving == 0 {
		return f.plans[0]
	}
	if p := f.version(d.Value.Serving); p != nil {
		return p
	}
	return f.newest()
}

func (f *family) newest() *plan { return f.plans[len(f.plans)-1] }

// version returns a version of this program, nil where it has none.
func (f *family) version(version int) *plan {
	for _, p := range f.plans {
		if p.Version == version {
			return p
		}
	}
	return nil
}

// forget has the next read look which version serves.
func (f *family) forget() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.known = nil
}

// list is what is kept with the services.
type list struct {
	plans  []*plan
	owners map[reflect.Type]*plan
}

func listOf(services *di.Services) *list {
	return di.Feature(services, func() *list {
		l := &list{owners: make(map[reflect.Type]*plan)}
		mediator.Register(services)
		eventing.Register(services)
		di.AddSingleton[*Projections](services, l.newProjections)
		services.OnValidate(l.validate)
		return l
	})
}

// addRows registers what reads and writes rows of type T.
func addRows[T Row](services *di.Services, p *plan, k keeping) {
	l := listOf(services)
	if other := l.owners[k.kind]; other != nil {
		p.fault("%s are the rows of version %d of %q already; give each version a type of its own, such as struct{ %s }",
			k.kind, other.Version, other.Name, k.kind.Name())
		return
	}
	l.owners[k.kind] = p
	di.AddSingleton[*Rows[T]](services, func(store data.Store) (*Rows[T], error) { return newRows[T](store, k.collection) })
	di.AddSingleton[*View[T]](services, func(store data.Store, home *Projections) (*View[T], error) {
		return newView[T](store, home.families[p.Name], k.name)
	})
}

func (l *list) validate(*di.Validation) []di.Fault {
	var faults []di.Fault
	for _, p := range l.plans {
		for _, fault := range p.faults {
			faults = append(faults, di.Fault{
				Code: CodeBadProjection, Subject: p.Name,
				Message: fmt.Sprintf("the projection %q in version %d cannot be: %s", p.Name, p.Version, fault),
			})
		}
	}
	return faults
}

func (l *list) newProjections(store data.Store, e *eventing.Engine) (*Projections, error) {
	p := &Projections{store: store, engine: e, families: make(map[string]*family)}
	var err error
	p.controls, err = data.NewDocuments(store, data.Config{Collection: "projections", UnknownFields: data.IgnoreUnknown},
		func(c *control) string { return c.Name })
	if err != nil {
		return nil, fmt.Errorf("projections: %w", err)
	}
	for _, of := range l.plans {
		f := p.families[of.Name]
		if f == nil {
			f = &family{name: of.Name, home: p}
			p.families[of.Name] = f
		}
		f.plans = append(f.plans, of)
		slices.SortFunc(f.plans, func(a, b *plan) int { return a.Version - b.Version })
	}
	return p, nil
}

// control returns the control document of a projection, nil where there is none.
func (p *Projections) control(ctx context.Context, name string) (*data.Document[control], error) {
	d, err := p.controls.Get(ctx, name)
	if errors.Is(err, errs.KindNotFound) {
		return nil, nil //nolint:nilnil // there is none
	}
	return d, err
}
