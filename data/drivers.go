package data

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/neuroglia-go/neuroglia/errs"
)

// Driver opens the store that a URL names, scheme included and in lower case. It returns a store
// that is ready for use, or an error that says what to do about it and shows no
// password.
type Driver func(ctx context.Context, url string) (Store, error)

// Drivers are the kinds of store a program can open, by URL scheme:
//
//	drivers := data.Drivers{"memory": memory.Open, "sqlite": sqlite.Open}
//	store, err := drivers.Open(ctx, settings.DatabaseURL)
type Drivers map[string]Driver

// Open opens the store that the URL names: "memory:", "sqlite:orders.db". A URL
// without a scheme, or with one that is not among the drivers, is refused with the
// schemes that are.
func (d Drivers) Open(ctx context.Context, url string) (Store, error) {
	scheme, rest, found := strings.Cut(url, ":")
	if !found {
		return nil, errs.Invalid("invalid_store_url", "the store URL has no scheme; begin it with %s", d.known())
	}
	scheme = strings.ToLower(scheme)
	driver, ok := d[scheme]
	if !ok {
		return nil, errs.Invalid("invalid_store_url", "the store URL has the unknown scheme %q; use %s", scheme, d.known())
	}
	store, err := driver(ctx, scheme+":"+rest)
	if err != nil {
		return nil, fmt.Errorf("open the %s store: %w", scheme, err)
	}
	return store, nil
}

// known lists the schemes as words: "memory:, postgres: or sqlite:".
func (d Drivers) known() string {
	schemes := slices.Sorted(maps.Keys(d))
	for i := range schemes {
		schemes[i] += ":"
	}
	switch last := len(schemes) - 1; {
	case last < 0:
		return "a driver, of which there is none in data.Drivers"
	case last == 0:
		return schemes[0]
	default:
		return strings.Join(schemes[:last], ", ") + " or " + schemes[last]
	}
}
