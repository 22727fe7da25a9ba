package eventstore

import (
	"cmp"
	"context"
	"maps"
)

// Metadata says where an event comes from. As JSON it has no member for what is
// empty.
type Metadata struct {
	// Correlation is shared by everything that one request or message led to.
	Correlation string `json:"correlation,omitempty"`
	// Causation is the id of the command or event that led to this one.
	Causation string `json:"causation,omitempty"`
	// Trace is the W3C traceparent under which it was recorded.
	Trace string `json:"trace,omitempty"`
	// Actor is who wanted it: a user, a service.
	Actor string `json:"actor,omitempty"`
	// Custom is whatever else the program wants to know later.
	Custom map[string]string `json:"custom,omitempty"`
}

type metadataKey struct{}

// WithMetadata returns a context under which events are appended with the metadata.
// What is empty in m is as it was in ctx; Custom is merged key by key.
//
//	ctx = eventstore.WithMetadata(ctx, eventstore.Metadata{Correlation: id, Actor: user})
//
// An edge calls it once per request or message; nothing between the edge and the log
// needs to know.
func WithMetadata(ctx context.Context, m Metadata) context.Context {
	return context.WithValue(ctx, metadataKey{}, m.over(MetadataOf(ctx)))
}

// MetadataOf returns the metadata of the context. Its Custom is shared and not to be
// changed.
func MetadataOf(ctx context.Context) Metadata {
	m, _ := ctx.Value(metadataKey{}).(Metadata)
	return m
}

// over returns m with what is empty taken from base. Neither is changed.
func (m Metadata) over(base Metadata) Metadata {
	m.Correlation = cmp.Or(m.Correlation, base.Correlation)
	m.Causation = cmp.Or(m.Causation, base.Causation)
	m.Trace = cmp.Or(m.Trace, base.Trace)
	m.Actor = cmp.Or(m.Actor, base.Actor)
	switch {
	case len(base.Custom) == 0:
	case len(m.Custom) == 0:
		m.Custom = base.Custom
	default:
		merged := maps.Clone(base.Custom)
		maps.Copy(merged, m.Custom)
		m.Custom = merged
	}
	return m
}

// IsZero reports whether nothing is known.
func (m Metadata) IsZero() bool {
	return m.Correlation == "" && m.Causation == "" && m.Trace == "" && m.Actor == "" && len(m.Custom) == 0
}
