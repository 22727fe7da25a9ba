package lease

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/neuroglia-go/neuroglia/data"
)

// Checkpoint is how far something has come. It is a value: a saved one replaces it.
type Checkpoint struct {
	Name string
	// Position is what was saved last, 0 when nothing was.
	Position int64
	version  int64
}

// Checkpoints keeps checkpoints in a store. It is safe for concurrent use, by any number
// of processes on one store.
type Checkpoints struct {
	store      data.Store
	collection string
}

// NewCheckpoints returns the checkpoints that are kept in the collection of the store;
// an empty one means "checkpoints".
func NewCheckpoints(store data.Store, config Config) (*Checkpoints, error) {
	if config.Collection == "" {
		config.Collection = "checkpoints"
	}
	if err := store.Define(data.Collection{Name: config.Collection}); err != nil {
		return nil, fmt.Errorf("checkpoints: %w", err)
	}
	return &Checkpoints{store: store, collection: config.Collection}, nil
}

type place struct {
	Position int64 `json:"position"`
}

// Load returns the checkpoint as it is stored, at position 0 where there is none.
func (c *Checkpoints) Load(ctx context.Context, name string) (Checkpoint, error) {
	records, err := c.store.Load(ctx, c.collection, []string{name})
	if err != nil {
		return Checkpoint{}, fmt.Errorf("load the checkpoint %q: %w", name, err)
	}
	var p place
	checkpoint := Checkpoint{Name: name}
	for _, r := range records {
		if err := json.Unmarshal(r.Body, &p); err != nil {
			return Checkpoint{}, fmt.Errorf("read the checkpoint %q: %w", name, err)
		}
		checkpoint.Position, checkpoint.version = p.Position, r.Version
	}
	return checkpoint, nil
}

// Save puts the checkpoint at the position and returns it as it is then. In a unit of
// work that happens with the commit, which fails with a [*MovedError], leaving nothing of
// the unit, when somebody else saved it since from was loaded or saved. Outside of a
// unit it happens now. The position may also fall, to do work again.
//
// When the unit fails, from is still the checkpoint that is stored.
func (c *Checkpoints) Save(ctx context.Context, from Checkpoint, position int64) (Checkpoint, error) {
	to := Checkpoint{Name: from.Name, Position: position, version: from.version + 1}
	err := data.Join(ctx, c.store, checkpointKey{c}, func(bool) *saving { return &saving{checkpoints: c} }, func(s *saving) error {
		return s.move(from, to)
	})
	if err != nil {
		return Checkpoint{}, err
	}
	return to, nil
}

type checkpointKey struct{ *Checkpoints }

// saving is what a unit of work saves at its commit.
type saving struct {
	checkpoints *Checkpoints
	moves       []move
}

type move struct{ from, to Checkpoint }

var _ data.Part = (*saving)(nil)

// move notes a checkpoint, which may move on from where the unit has brought it.
func (s *saving) move(from, to Checkpoint) error {
	for i := range s.moves {
		if m := &s.moves[i]; m.to.Name == from.Name {
			if m.to.version != from.version {
				return &MovedError{Name: from.Name}
			}
			m.to = to
			return nil
		}
	}
	s.moves = append(s.moves, move{from, to})
	return nil
}

// Events is the method of data.Part.
func (*saving) Events() []any { return nil }

// Writes is the method of data.Part.
func (s *saving) Writes() ([]data.Write, error) {
	writes := make([]data.Write, len(s.moves))
	for i, m := range s.moves {
		writes[i] = data.Write{
			Op: data.Put, Collection: s.checkpoints.collection, ID: m.to.Name,
			Expected: m.from.version, Version: m.to.version, Body: fmt.Appendf(nil, `{"position":%d}`, m.to.Position),
		}
	}
	return writes, nil
}

// Explain is the method of data.Part.
func (s *saving) Explain(err error) error {
	if stale, ok := errors.AsType[*data.StaleError](err); ok && stale.Collection == s.checkpoints.collection {
		return &MovedError{Name: stale.ID}
	}
	if duplicate, ok := errors.AsType[*data.DuplicateError](err); ok && duplicate.Collection == s.checkpoints.collection {
		return &MovedError{Name: duplicate.ID}
	}
	return err
}

// Settle is the method of data.Part.
func (*saving) Settle(context.Context) {}
