package mapping

import (
	"math/bits"
	"reflect"
)

// route is how a top-level mapping is carried out.
type route struct {
	src, dst reflect.Type
	plan     *plan
	// pointer says that the source is a pointer to what the plan maps.
	pointer bool
}

// routes finds a route by its two types: a hash table with open addressing, at
// most half full, so that a look-up costs a multiplication and a comparison.
type routes struct {
	slots []routeSlot // a power of two of them
	shift int
}

type routeSlot struct {
	dst, src pointer // identities of the types
	route    *route
}

func newRoutes(list []route) routes {
	size := bits.Len(uint(2*len(list) + 1))
	r := routes{slots: make([]routeSlot, 1<<size), shift: 64 - size}
	for i := range list {
		dst, src := typeKeyOf(list[i].dst), typeKeyOf(list[i].src)
		at := r.find(dst, src)
		*at = routeSlot{dst, src, &list[i]}
	}
	return r
}

// find returns the slot of the types, or the empty one where it belongs.
func (r *routes) find(dst, src pointer) *routeSlot {
	mask := len(r.slots) - 1
	for i := int(hash(dst, src) >> r.shift); ; i++ {
		s := &r.slots[i&mask]
		if s.dst == dst && s.src == src || s.route == nil {
			return s
		}
	}
}

// routeOf returns the route from S to D, nil when there is none.
func routeOf[D, S any](m *Mapper) *route {
	if len(m.routes.slots) == 0 {
		return nil
	}
	return m.routes.find(typeKey[D](), typeKey[S]()).route
}
