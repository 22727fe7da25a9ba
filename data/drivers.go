package data

import (
	"context"

	"github.com/neuroglia-go/neuroglia/internal/scheme"
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
	return scheme.Open(ctx, scheme.Kind{Noun: "store", Drivers: "data.Drivers"}, d, url)
}
