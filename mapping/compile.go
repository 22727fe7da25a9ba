package mapping

import (
	"reflect"

	"github.com/neuroglia-go/neuroglia/di"
)

// pair is a source and a destination type.
type pair struct{ src, dst reflect.Type }

// compiler makes plans of profiles, and faults where it cannot.
type compiler struct {
	rules      map[pair]*pairRules
	converters map[pair]*converter
	plans      map[pair]*plan
	compiling  map[*plan]bool
	all        []*plan
	faults     []di.Fault
	reported   map[string]bool
}

// compile makes the mapper of the profiles. With faults the mapper is not usable.
func compile(profiles []*Profile) (*Mapper, []di.Fault) {
	c := &compiler{
		rules: make(map[pair]*pairRules), converters: make(map[pair]*converter),
		plans: make(map[pair]*plan), compiling: make(map[*plan]bool), reported: make(map[string]bool),
	}
	for _, p := range profiles {
		c.collect(p)
	}
	var list []route
	for _, p := range profiles {
		for _, r := range p.pairs {
			if c.rules[pair{r.src, r.dst}] == r {
				list = append(list, c.routes(r)...)
			}
		}
	}
	c.settle()
	return &Mapper{routes: newRoutes(list)}, c.faults
}

// routes returns the routes of a pair: from a value and from a pointer, to a
// value and to a pointer.
func (c *compiler) routes(r *pairRules) []route {
	value := c.structPlan(pair{r.src, r.dst}, trail{root: r.dst.String(), at: r.at})
	boxed := c.newPlan()
	boxed.steps = []step{{op: opNew, sub: value, detail: &detail{make: r.make}}}
	from, to := reflect.PointerTo(r.src), reflect.PointerTo(r.dst)
	return []route{
		{src: r.src, dst: r.dst, plan: value},
		{src: from, dst: r.dst, plan: value, pointer: true},
		{src: r.src, dst: to, plan: boxed},
		{src: from, dst: to, plan: boxed, pointer: true},
	}
}

func (c *compiler) newPlan() *plan {
	p := new(plan)
	c.all = append(c.all, p)
	return p
}

func (c *compiler) collect(p *Profile) {
	for _, r := range p.pairs {
		key := pair{r.src, r.dst}
		if !c.usable(r) {
			continue
		}
		if first := c.rules[key]; first != nil {
			c.duplicate(key, "mapping", first.at, r.at)
			continue
		}
		c.rules[key] = r
	}
	for _, v := range p.converters {
		key := pair{v.src, v.dst}
		if first := c.converters[key]; first != nil {
			c.duplicate(key, "converter", first.at, v.at)
			continue
		}
		c.converters[key] = v
	}
}

// usable reports whether the pair is one of structs.
func (c *compiler) usable(r *pairRules) bool {
	if r.src.Kind() == reflect.Struct && r.dst.Kind() == reflect.Struct {
		return true
	}
	c.fault(di.Fault{
		Code: CodeBadRule, Subject: r.dst.String(), At: r.at,
		Message: "For[" + r.src.String() + ", " + r.dst.String() + "] is no pair of structs",
		Fix:     "declare structs, or pointers to structs; for other types use mapping.Convert",
	})
	return false
}

// structPlan returns the plan of a pair of structs, the same one for all who ask.
func (c *compiler) structPlan(key pair, t trail) *plan {
	if p := c.plans[key]; p != nil {
		p.recursive = p.recursive || c.compiling[p]
		return p
	}
	p := c.newPlan()
	c.plans[key] = p
	c.compiling[p] = true
	b := &builder{compiler: c, plan: p, trail: t}
	b.fields(key, 0, 0)
	delete(c.compiling, p)
	return p
}

// settle completes the plans. Which need their source on the heap because a plan
// within them does is a fixed point, since plans may contain themselves.
func (c *compiler) settle() {
	for _, p := range c.all {
		p.group()
	}
	for changed := true; changed; {
		changed = false
		for _, p := range c.all {
			if !p.self && p.callsWithin() {
				p.self, changed = true, true
			}
		}
	}
}

func (p *plan) callsWithin() bool {
	for i := range p.steps {
		switch s := &p.steps[i]; s.op {
		case opCall:
			return true
		case opNew, opRepeat:
			if s.sub.self {
				return true
			}
		}
	}
	return false
}
