package di

import (
	"context"
	"reflect"
	"slices"
)

// Services is the list of what a program is made of: services with their
// constructors and lifetimes, and the checks and hooks of the packages that
// build on them. Fill it, then call [Services.Build] once. The zero value is
// not usable; call [NewServices]. It is not safe for concurrent use.
type Services struct {
	registrations []*registration
	profiles      []string
	features      map[reflect.Type]any
	checks        []func(*Validation) []Fault
	hooks         []func(context.Context, *Container) error
}

// NewServices returns an empty list.
func NewServices() *Services {
	return &Services{features: make(map[reflect.Type]any)}
}

// Activate makes the registrations of the profiles count (see [InProfile]). A
// profile that is activated later stands above those before it.
func (s *Services) Activate(profiles ...string) {
	for _, p := range profiles {
		if !slices.Contains(s.profiles, p) {
			s.profiles = append(s.profiles, p)
		}
	}
}

// Feature returns the F that is kept with the Services, and creates it when
// there is none yet. It is how another package keeps a registry beside the
// services without a global: create may register services, checks and hooks.
func Feature[F any](s *Services, create func() F) F {
	t := reflect.TypeFor[F]()
	if f, ok := s.features[t]; ok {
		found, _ := f.(F)
		return found
	}
	f := create()
	s.features[t] = f
	return f
}

// OnValidate adds a check whose faults join the one report of Validate and
// Build. Checks run in the order in which they were added, also when services
// have faults, and construct nothing.
func (s *Services) OnValidate(check func(v *Validation) []Fault) {
	s.checks = append(s.checks, check)
}

// OnBuild adds a hook that Build runs once all singletons exist, in the order in
// which hooks were added. Pipelines and plans are compiled here. An error ends
// the build and closes what was built.
func (s *Services) OnBuild(hook func(ctx context.Context, c *Container) error) {
	s.hooks = append(s.hooks, hook)
}

// Validate checks the whole wiring and constructs nothing. The error is nil or a
// [*BuildError] with every fault.
func (s *Services) Validate() error {
	_, err := s.validated()
	return err
}

// Graph returns what is registered and who needs what, also when the wiring has
// faults. It constructs nothing.
func (s *Services) Graph() *Graph {
	return newGraph(newModel(s))
}

func (s *Services) validated() (*model, error) {
	m := newModel(s)
	faults := m.check()
	v := &Validation{model: m}
	for _, check := range s.checks {
		faults = append(faults, check(v)...)
	}
	if len(faults) > 0 {
		return nil, &BuildError{Faults: faults}
	}
	return m, nil
}

// Validation is what an OnValidate check may ask.
type Validation struct {
	model *model
}

// Has reports whether the service is registered and counts in the active
// profiles. The empty key asks for the service without a key; a service that is
// one of several (see [Many]) counts too.
func (v *Validation) Has(t reflect.Type, key string) bool {
	return len(v.model.all[service{typ: t, key: key}]) > 0
}

// Graph returns the graph that is being validated.
func (v *Validation) Graph() *Graph { return newGraph(v.model) }
