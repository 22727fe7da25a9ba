package mvc

import (
	"fmt"

	"github.com/neuroglia-go/neuroglia/di"
)

// clashSet finds routes that answer the same requests, whatever their parameters
// are called, and routes that share an operation id.
type clashSet struct {
	addresses, names map[string]*route
}

func newClashSet() *clashSet {
	return &clashSet{addresses: map[string]*route{}, names: map[string]*route{}}
}

// add returns the clashes of the route with those before it.
func (s *clashSet) add(rt *route) []di.Fault {
	_, shape, err := parsePattern(rt.pattern)
	if err != nil {
		return nil // reported with the route
	}
	if first, taken := s.addresses[rt.method+" "+shape]; taken {
		return []di.Fault{clash("route_clash", fmt.Sprintf("the route %s is declared twice", rt), first, rt,
			"change the method or the path of one, or take one out")}
	}
	s.addresses[rt.method+" "+shape] = rt
	if rt.spec.hidden {
		return nil
	}
	if first, taken := s.names[rt.spec.name]; taken {
		return []di.Fault{clash("route_name_clash", fmt.Sprintf("two routes have the operation id %q", rt.spec.name), first, rt,
			"give one of them another with mvc.Name")}
	}
	s.names[rt.spec.name] = rt
	return nil
}

func clash(code, message string, first, second *route, fix string) di.Fault {
	declared := func(rt *route) string {
		by := "mvc.Mount"
		if rt.controller != nil {
			by = rt.controller.String()
		}
		return fmt.Sprintf("declared by %s (%s) as %s", by, rt.at, rt)
	}
	return di.Fault{
		Code: code, Subject: second.String(), Message: message,
		Path: []string{declared(first), declared(second)}, Fix: fix, At: second.at,
	}
}
