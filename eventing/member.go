package eventing

import (
	"context"
	"errors"
	"hash/fnv"
	"slices"
	"time"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/query"
	"github.com/neuroglia-go/neuroglia/errs"
)

// member is an engine that runs: one document, written again and again as long as it lives.
// From those of all processes each one knows what its fair share is.
type member struct {
	Owner string `json:"owner"`
	// Until is when it counts as dead unless it is heard of, by the clock of the store.
	Until time.Time `json:"until"`
	// Subscriptions are those it can run.
	Subscriptions []string `json:"subscriptions"`
	// Shards are those it works on.
	Shards []share `json:"shards"`
}

// share is a shard that a member works on, and how that goes.
type share struct {
	Subscription string  `json:"subscription"`
	Shard        int     `json:"shard"`
	Rate         float64 `json:"rate"`
	Error        string  `json:"error,omitempty"`
}

const memberUntil query.Field[time.Time] = "until"

// crew is the members that live.
type crew []member

// crew looks who lives.
func (e *Engine) crew(ctx context.Context) (crew, error) {
	now, err := e.clock.Now(ctx)
	if err != nil {
		return nil, err
	}
	found, err := e.members.Find(ctx, query.Where(memberUntil.Gt(now)).OrderBy(query.ID.Asc()))
	if err != nil {
		return nil, err
	}
	c := make(crew, len(found.Items))
	for i, d := range found.Items {
		c[i] = d.Value
	}
	return c, nil
}

// quota returns how many of the shards of a subscription an owner is to work on: as many as
// all others, and one more or less where they cannot be divided. Who gets one more
// differs from subscription to subscription.
func (c crew) quota(owner, name string, shards int) int {
	var able []string
	for _, m := range c {
		if slices.Contains(m.Subscriptions, name) {
			able = append(able, m.Owner)
		}
	}
	slices.Sort(able)
	rank := slices.Index(able, owner)
	if rank < 0 {
		return 0
	}
	h := fnv.New32a()
	h.Write([]byte(name))
	rank = (rank + int(h.Sum32()%uint32(len(able)))) % len(able) //nolint:gosec // as many as there are processes
	quota := shards / len(able)
	if rank < shards%len(able) {
		quota++
	}
	return quota
}

// owner returns who works on a shard, "" when nobody does.
func (c crew) owner(name string, shard int) (string, share) {
	for _, m := range c {
		for _, s := range m.Shards {
			if s.Subscription == name && s.Shard == shard {
				return m.Owner, s
			}
		}
	}
	return "", share{}
}

// heartbeats is how often a member is heard of in the time after which it counts as dead.
const heartbeats = 3

// heartbeat is what the others know of this engine.
type heartbeat struct {
	at     time.Time
	shards []share
}

// covers reports whether there is nothing to be said at the time.
func (h *heartbeat) covers(now time.Time, ttl time.Duration, shards []share) bool {
	same := func(a, b share) bool { return a.Subscription == b.Subscription && a.Shard == b.Shard }
	return now.Sub(h.at) < ttl/heartbeats && slices.EqualFunc(h.shards, shards, same)
}

// beat says that this engine lives, and what it works on, where that is not known already.
func (e *Engine) beat(ctx context.Context, known *heartbeat) error {
	m := member{Owner: e.owner}
	now := time.Now()
	for _, r := range e.runners {
		m.Subscriptions = append(m.Subscriptions, r.Name)
		m.Shards = append(m.Shards, r.shares(now)...)
	}
	if known.covers(now, e.ttl(), m.Shards) {
		return nil
	}
	until, err := e.clock.Now(ctx)
	if err != nil {
		return err
	}
	m.Until = until.Add(e.ttl())
	if err := e.enter(ctx, m); err != nil {
		return err
	}
	known.at, known.shards = now, m.Shards
	return nil
}

// enter stores a member, anew where somebody took it for dead.
func (e *Engine) enter(ctx context.Context, m member) error {
	d, err := e.members.Get(ctx, m.Owner)
	if errors.Is(err, errs.KindNotFound) {
		return e.members.Add(ctx, data.NewDocument(m))
	}
	if err != nil {
		return err
	}
	d.Value = m
	return e.members.Update(ctx, d)
}

// leave takes this engine out, and those that died without a word.
func (e *Engine) leave(ctx context.Context) error {
	now, err := e.clock.Now(ctx)
	if err != nil {
		return err
	}
	gone, err := e.members.Find(ctx, query.Where(query.Or(query.ID.Eq(e.owner), memberUntil.Lt(now))))
	if err != nil {
		return err
	}
	var faults []error
	for _, d := range gone.Items {
		if err := e.members.Remove(ctx, d); err != nil && !overtaken(err) && !errors.Is(err, errs.KindNotFound) {
			faults = append(faults, err)
		}
	}
	return errors.Join(faults...)
}
