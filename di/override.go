package di

import "slices"

// override puts the last override of each service in the place of all its
// claims, and reports overrides that replace nothing.
func (m *model) override(s *Services, list []candidate) []candidate {
	overrides := s.latestOverrides()
	used := make(map[service]bool)
	var kept []candidate
	for _, c := range list {
		r := overrides[c.service]
		if r != nil && used[c.service] {
			continue
		}
		used[c.service] = true
		kept = append(kept, replaced(c, r, overrides))
	}
	for _, r := range s.registrations {
		if r.verb != verbOverride {
			continue
		}
		if r.fault != nil {
			m.faults = append(m.faults, *r.fault)
		}
		if overrides[r.service] == r && !used[r.service] {
			m.faults = append(m.faults, m.nothingFault(CodeOverrideOfNothing, "override", r))
		}
	}
	return kept
}

// replaced returns the claim, or that of the override in its place. An alias
// follows the service it is an alias of.
func replaced(c candidate, r *registration, overrides map[service]*registration) candidate {
	alias := false
	if r == nil && c.alias {
		r = overrides[c.reg.service]
		alias = r != nil && r.implements(c.service.typ)
		if !alias {
			r = nil
		}
	}
	if r == nil {
		return c
	}
	lifetime := c.lifetime
	if r.ctor == nil {
		lifetime = Singleton // a value is there already
	}
	return candidate{service: c.service, reg: r, alias: alias, many: c.many, lifetime: lifetime}
}

func (s *Services) latestOverrides() map[service]*registration {
	latest := make(map[service]*registration)
	for _, r := range s.registrations {
		if _, active := s.rankOf(r); r.verb == verbOverride && active {
			latest[r.service] = r
		}
	}
	return latest
}

// decorators lists the decorators that count, by service, and reports those of
// services that nobody registered.
func (m *model) decorators(s *Services, list []candidate) map[service][]*registration {
	decorators := make(map[service][]*registration)
	for _, r := range s.registrations {
		if _, active := s.rankOf(r); r.verb != verbDecorate || !active || r.fault != nil {
			continue
		}
		decorators[r.service] = append(decorators[r.service], r)
		if !slices.ContainsFunc(list, func(c candidate) bool { return c.service == r.service }) {
			m.faults = append(m.faults, m.nothingFault(CodeDecoratorOfNothing, "decorator", r))
		}
	}
	return decorators
}
