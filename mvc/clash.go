package mvc

import (
	"fmt"

	"github.com/neuroglia-go/neuroglia/di"
)

// clashSet finds routes that answer the same requests, whatever their parameters
// are called.
type clashSet map[string]*route

func (s clashSet) add(rt *route) []di.Fault {
	_, shape, err := parsePattern(rt.pattern)
	if err != nil {
		return nil // reported with the route
	}
	key := rt.method + " " + shape
	first, taken := s[key]
	if !taken {
		s[key] = rt
		return nil
	}
	return []di.Fault{{
		Code:    "route_clash",
		Subject: rt.String(),
		Message: fmt.Sprintf("the route %s is declared twice", rt),
		Path: []string{
			fmt.Sprintf("by %s (%s) as %s", first.controller, first.at, first.pattern),
			fmt.Sprintf("by %s (%s) as %s", rt.controller, rt.at, rt.pattern),
		},
		Fix: "change the method or the path of one, or take one out",
		At:  rt.at,
	}}
}
