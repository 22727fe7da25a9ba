package di

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"reflect"
	"runtime/debug"
	"strconv"

	"go.uber.org/dig"
)

// Build validates the wiring, compiles the plans, constructs every singleton in
// the order of dependencies, and runs the OnBuild hooks. The error is a
// [*BuildError] when the wiring has faults, and a [*ConstructError] when a
// constructor failed; what was built until then has been closed in reverse
// order. ctx ends the build early; it is not kept.
func (s *Services) Build(ctx context.Context) (*Container, error) {
	m, err := s.validated()
	if err != nil {
		return nil, err
	}
	c := newContainer(m)
	err = c.construct(ctx)
	for i := 0; err == nil && i < len(s.hooks); i++ {
		err = s.hooks[i](ctx, c)
	}
	if err != nil {
		return nil, errors.Join(err, c.Close(context.WithoutCancel(ctx)))
	}
	return c, nil
}

func newContainer(m *model) *Container {
	compiler := &compiler{plans: make([]*plan, len(m.nodes))}
	for _, n := range m.nodes {
		compiler.plan(n)
	}
	c := &Container{model: m, plans: compiler.plans, slots: compiler.slots, single: make(map[service]*plan, len(m.single))}
	c.kept = make(map[any]bool)
	for s, n := range m.single {
		c.single[s] = c.plans[n.index]
	}
	c.root.container = c
	c.root.parent = context.Background()
	return c
}

// made stands for one constructed service in dig's graph. The service itself is
// kept in its plan: dig decides what is built when, and that it is built once.
type made struct{}

// construct has dig build everything that is built once. dig is not used again
// afterwards, because it is not safe for concurrent use and never releases a
// scope.
func (c *Container) construct(ctx context.Context) error {
	d := dig.New(dig.DeferAcyclicVerification())
	var once []*node
	var failure error
	for _, n := range c.model.nodes {
		if !n.isFixed() {
			continue
		}
		once = append(once, n)
		if err := d.Provide(c.provider(n, func(p *plan) error {
			failure = c.fix(ctx, p)
			return failure
		}), dig.Name(digName(n))); err != nil {
			return fmt.Errorf("register %s with dig: %w", n.title(), err)
		}
	}
	for _, n := range once {
		if err := d.Invoke(wanting(n)); err != nil {
			return cmp.Or(failure, err) // without what dig says about the way to it
		}
	}
	return nil
}

// provider is n's constructor as dig sees it: a function that takes what n needs
// that is built once, directly or through transients, and returns n.
func (c *Container) provider(n *node, build func(*plan) error) any {
	in := digStruct(n.once(make(map[*node]bool)))
	typ := reflect.FuncOf([]reflect.Type{in}, []reflect.Type{reflect.TypeFor[made](), reflect.TypeFor[error]()}, false)
	p := c.plans[n.index]
	return reflect.MakeFunc(typ, func([]reflect.Value) []reflect.Value {
		failure := reflect.Zero(reflect.TypeFor[error]())
		if err := build(p); err != nil {
			failure = reflect.ValueOf(&err).Elem()
		}
		return []reflect.Value{reflect.ValueOf(made{}), failure}
	}).Interface()
}

// fix makes the value of a fixed plan. A panic becomes an error.
func (c *Container) fix(ctx context.Context, p *plan) (err error) {
	if err := ctx.Err(); err != nil {
		return p.failed(fmt.Errorf("the build was ended: %w", context.Cause(ctx)))
	}
	defer func() {
		if r := recover(); r != nil {
			err = p.failed(fmt.Errorf("it panicked: %v\n%s", r, debug.Stack()))
		}
	}()
	if p.value, err = p.make(&c.root); err != nil {
		return err
	}
	if isReference(p.value) && isDisposable(p.value) {
		c.kept[p.value] = true
	}
	return nil
}

// once lists the nodes built once that must exist before n, also those that only
// its transients need.
func (n *node) once(seen map[*node]bool) []*node {
	var list []*node
	for need := range n.needs() {
		for _, dep := range need.input.nodes {
			if seen[dep] {
				continue
			}
			seen[dep] = true
			if dep.isFixed() {
				list = append(list, dep)
			} else {
				list = append(list, dep.once(seen)...)
			}
		}
	}
	return list
}

// wanting is a function that makes dig build the node.
func wanting(n *node) any {
	typ := reflect.FuncOf([]reflect.Type{digStruct([]*node{n})}, nil, false)
	return reflect.MakeFunc(typ, func([]reflect.Value) []reflect.Value { return nil }).Interface()
}

// digStruct is a dig.In struct with one named field for each node.
func digStruct(nodes []*node) reflect.Type {
	fields := []reflect.StructField{{Name: "In", Type: reflect.TypeFor[dig.In](), Anonymous: true}}
	for i, n := range nodes {
		fields = append(fields, reflect.StructField{
			Name: "D" + strconv.Itoa(i),
			Type: reflect.TypeFor[made](),
			Tag:  reflect.StructTag(fmt.Sprintf("name:%q", digName(n))),
		})
	}
	return reflect.StructOf(fields)
}

func digName(n *node) string { return strconv.Itoa(n.index) }
