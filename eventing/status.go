package eventing

import (
	"context"
	"time"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/eventstore"
	"github.com/neuroglia-go/neuroglia/data/lease"
	"github.com/neuroglia-go/neuroglia/data/query"
)

// Status is how a subscription stands, in all processes together.
type Status struct {
	Name   string
	Paused bool
	// Started is false when no process has ever run it; then there is nothing else to say.
	Started bool
	// Shards are in order.
	Shards []ShardStatus
	// Letters is how many events are set aside, by state.
	Letters map[State]int
}

// ShardStatus is how one shard of a subscription stands.
type ShardStatus struct {
	Shard int
	// Owner is the process that works on it, "" when none does.
	Owner string
	// Position is how far it has come for certain, and Head the end of the log.
	Position, Head eventstore.Position
	// Lag estimates how many events it has yet to handle: no fewer than there are, and 0
	// where there are none.
	Lag int64
	// Age is for how long the first of them has waited, 0 where there is none.
	Age time.Duration
	// Rate is how many events a second it handled lately.
	Rate float64
	// Error is what it failed with last, "" once it has handled something since.
	Error string
}

// Lag returns how many events the shards have yet to handle, as [ShardStatus] estimates it.
func (s Status) Lag() (lag int64) {
	for _, shard := range s.Shards {
		lag += shard.Lag
	}
	return lag
}

// Age returns for how long the first event has waited that is not handled yet.
func (s Status) Age() (age time.Duration) {
	for _, shard := range s.Shards {
		age = max(age, shard.Age)
	}
	return age
}

// Status returns how all subscriptions of the program stand, in the order of their
// registration.
func (e *Engine) Status(ctx context.Context) ([]Status, error) {
	crew, err := e.crew(ctx)
	if err != nil {
		return nil, err
	}
	now, err := e.clock.Now(ctx)
	if err != nil {
		return nil, err
	}
	head, err := e.log.Head(ctx)
	if err != nil {
		return nil, err
	}
	list := make([]Status, len(e.runners))
	for i, r := range e.runners {
		if list[i], err = r.status(ctx, crew, head, now); err != nil {
			return nil, err
		}
	}
	return list, nil
}

func (r *runner) status(ctx context.Context, c crew, head eventstore.Position, now time.Time) (Status, error) {
	s := Status{Name: r.Name, Letters: make(map[State]int)}
	found, err := r.controls.Find(ctx, query.Where(query.ID.Eq(r.Name)))
	if err != nil || len(found.Items) == 0 {
		return s, err
	}
	o := found.Items[0].Value
	s.Started, s.Paused = true, o.Paused
	byState := query.Where(letterSubscription.Eq(r.Name)).Aggregate(query.Count()).By(letterState.Key())
	groups, err := data.Aggregate(ctx, r.letters, byState)
	if err != nil {
		return s, err
	}
	for _, g := range groups {
		state, _ := g.Keys[0].Any().(string)
		s.Letters[State(state)] = int(g.Results[0].Count())
	}
	behind, err := r.behind(ctx, o.Shards, head)
	if err != nil {
		return s, err
	}
	for shard := range o.Shards {
		next := ShardStatus{Shard: shard, Position: head, Head: head}
		var work share
		next.Owner, work = c.owner(r.Name, shard)
		next.Rate, next.Error = work.Rate, work.Error
		if late, ok := behind[shard]; ok {
			if err := r.measure(ctx, &next, o.Shards, late, now); err != nil {
				return s, err
			}
		}
		s.Shards = append(s.Shards, next)
	}
	return s, nil
}

// measure looks how far a shard is behind.
func (r *runner) measure(ctx context.Context, s *ShardStatus, shards int, c lease.Checkpoint, now time.Time) error {
	s.Position = eventstore.Position(c.Position)
	first, err := r.first(ctx, shards, map[int]lease.Checkpoint{s.Shard: c}, s.Head)
	if err != nil || first == nil {
		return err
	}
	s.Lag = int64(s.Head - first.Position + 1)
	s.Age = max(now.Sub(first.At), 0)
	return nil
}
