package eventstore

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/aggregate"
)

// Prepare checks batches and returns them as a store writes them: every event with
// id, schema version, data, and the metadata of ctx. The batches given are not
// changed. Adapters call it first in Append.
func Prepare(ctx context.Context, batches []Batch) ([]Batch, error) {
	prepared := slices.Clone(batches)
	base := MetadataOf(ctx)
	for i := range prepared {
		b := &prepared[i]
		if err := checkBatch(prepared[:i], b); err != nil {
			return nil, fmt.Errorf("append to stream %q: %w", b.Stream, err)
		}
		b.Events = slices.Clone(b.Events)
		for n := range b.Events {
			if err := b.Events[n].prepare(base); err != nil {
				return nil, fmt.Errorf("append %q to stream %q: %w", b.Events[n].Type, b.Stream, err)
			}
		}
	}
	return prepared, nil
}

func checkBatch(before []Batch, b *Batch) error {
	switch {
	case b.Stream == "":
		return errNoStream
	case !storable(b.Stream):
		return errBadStream
	case b.Expected < Exists:
		return errExpected
	case slices.ContainsFunc(before, func(other Batch) bool { return other.Stream == b.Stream }):
		return errTwice
	}
	return nil
}

func storable(s string) bool { return utf8.ValidString(s) && !strings.Contains(s, "\x00") }

// prepare fills in what is empty.
func (e *Event) prepare(base Metadata) error {
	if e.ID == "" {
		e.ID = NewID()
	}
	if e.SchemaVersion == 0 {
		e.SchemaVersion = 1
	}
	if len(e.Data) == 0 {
		e.Data = []byte("{}")
	}
	e.Metadata = e.Metadata.over(base)
	if !e.At.IsZero() {
		e.At = e.At.UTC().Truncate(time.Microsecond)
	}
	switch {
	case e.Type == "" || !storable(e.Type):
		return errNoType
	case !isID(e.ID):
		return errBadID
	case e.SchemaVersion < 0:
		return errBadVersion
	case !json.Valid(e.Data):
		return errBadData
	}
	return nil
}

// BatchesOf returns what a commit of documents appends to the log, prepared as by
// [Prepare]. Adapters call it in the Commit of data.Store, before the transaction
// begins, and append the batches in it, after the versions of the documents were
// checked.
//
// The events that a Put or Delete carries go to the end of their stream whatever its
// version (Any), for the version of the document guards them: they are as one. A
// data.Append is guarded by the version of its stream (Exact), and is nothing but
// its batch.
func BatchesOf(ctx context.Context, writes []data.Write) ([]Batch, error) {
	var batches []Batch
	for _, w := range writes {
		if w.Op != data.Append && (len(w.Events) == 0 || w.Stream == "") {
			continue
		}
		b := Batch{Stream: w.Stream, Expected: Any, Events: make([]Event, len(w.Events))}
		if w.Op == data.Append {
			b.Expected = Exact(w.Expected)
		}
		for i, event := range w.Events {
			var err error
			if b.Events[i], err = Encode(event); err != nil {
				return nil, fmt.Errorf("append to stream %q: %w", w.Stream, err)
			}
		}
		batches = append(batches, b)
	}
	return Prepare(ctx, batches)
}

// Encode returns what a log keeps of an event: its name taken apart as by
// [SplitName], its fields as data.Encode writes them, and the time of one that is
// aggregate.Timed. An [Unknown] becomes what it was.
func Encode(event aggregate.Event) (Event, error) {
	if unknown, ok := event.(Unknown); ok {
		return Event{Type: unknown.Type, SchemaVersion: unknown.SchemaVersion, Data: unknown.Data}, nil
	}
	if event == nil {
		return Event{}, errors.New("the event is nil")
	}
	kind, version := SplitName(event.EventName())
	body, err := data.Encode(event)
	if err != nil {
		return Event{}, fmt.Errorf("encode %q: %w", event.EventName(), err)
	}
	encoded := Event{Type: kind, SchemaVersion: version, Data: body}
	if timed, ok := event.(aggregate.Timed); ok {
		encoded.At = timed.OccurredAt()
	}
	return encoded, nil
}
