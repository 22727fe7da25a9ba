// Package scheme opens what a URL names by the scheme of the URL: stores, transports.
package scheme

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/neuroglia-go/neuroglia/errs"
)

// Kind is what is opened, for messages.
type Kind struct {
	// Noun is what it is called: "store".
	Noun string
	// Drivers is where its drivers are registered: "data.Drivers".
	Drivers string
}

// Open has the driver of its scheme open the URL, whose scheme is in lower case then. A URL
// without a scheme, or with one that is not among the drivers, is an errs.KindInvalid with the
// code "invalid_<noun>_url" and the schemes that are.
func Open[T any, D ~func(ctx context.Context, url string) (T, error)](ctx context.Context, k Kind, drivers map[string]D, url string) (none T, err error) {
	code := "invalid_" + k.Noun + "_url"
	scheme, rest, found := strings.Cut(url, ":")
	if !found {
		return none, errs.Invalid(code, "the %s URL has no scheme; begin it with %s", k.Noun, known(k, drivers))
	}
	scheme = strings.ToLower(scheme)
	driver, ok := drivers[scheme]
	if !ok {
		return none, errs.Invalid(code, "the %s URL has the unknown scheme %q; use %s", k.Noun, scheme, known(k, drivers))
	}
	opened, err := driver(ctx, scheme+":"+rest)
	if err != nil {
		return none, fmt.Errorf("open the %s %s: %w", scheme, k.Noun, err)
	}
	return opened, nil
}

// known lists the schemes as words: "memory:, postgres: or sqlite:".
func known[D any](k Kind, drivers map[string]D) string {
	schemes := slices.Sorted(maps.Keys(drivers))
	for i := range schemes {
		schemes[i] += ":"
	}
	switch last := len(schemes) - 1; {
	case last < 0:
		return "a driver, of which there is none in " + k.Drivers
	case last == 0:
		return schemes[0]
	default:
		return strings.Join(schemes[:last], ", ") + " or " + schemes[last]
	}
}
