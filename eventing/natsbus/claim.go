package natsbus

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"sync"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/neuroglia-go/neuroglia/eventing/transport"
)

// looking is how often those who stand by look at the entry of their group.
const looking = 200 * time.Millisecond

// errTaken says that another consumer is at work.
var errTaken = errors.New("another consumer has taken the group over")

// claim is the right of one consumer to work for its group. But for holds, one goroutine
// uses it at a time.
type claim struct {
	bus      *Bus
	group    transport.Group
	owner    string
	revision uint64
	saved    progress

	mu    sync.Mutex
	until time.Time // others may take over from then on
}

func newClaim(b *Bus, group transport.Group) *claim {
	host, _ := os.Hostname() // only for those who look at the entry
	return &claim{bus: b, group: group, owner: fmt.Sprintf("%s/%d/%s", host, os.Getpid(), rand.Text()[:8])}
}

// acquire waits until the group is free, or its owner has given no sign of life for the
// time of the lease by the clock of this process.
func (c *claim) acquire(ctx context.Context) error {
	var seen uint64
	var since time.Time
	for ctx.Err() == nil {
		if err := c.bus.check(); err != nil {
			return err
		}
		e, revision, err := c.bus.entry(ctx, c.group.Name)
		if errors.Is(err, jetstream.ErrKeyNotFound) {
			if err = c.bus.declare(ctx, c.group.Name); err == nil {
				continue
			}
		}
		switch {
		case err != nil:
			c.group.Log.Warn("the entry of a group cannot be read", "group", c.group.Name, "error", err)
		case e.Owner != "" && e.Owner != c.owner && revision != seen:
			seen, since = revision, time.Now()
		case e.Owner == "" || e.Owner == c.owner || time.Since(since) >= c.bus.config.lease:
			c.revision = revision
			if c.write(ctx, entry{Owner: c.owner, progress: e.progress}) == nil {
				return nil
			}
		}
		pause(ctx, looking)
	}
	return ctx.Err()
}

// holds reports whether nobody can have taken over yet, by both clocks: the monotonic one
// stands still while a machine sleeps, and the other one is set by people.
func (c *claim) holds() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	now := time.Now()
	return now.Before(c.until) && now.Round(0).Before(c.until.Round(0))
}

// left returns how much of the lease is.
func (c *claim) left() time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	return time.Until(c.until)
}

// keep writes the progress while it moves and signs of life while it does not, until ctx
// is over. It calls lost when another has taken over, or could before it is written again.
func (c *claim) keep(ctx context.Context, m *mark, lost func(error)) {
	lease := c.bus.config.lease
	for pause(ctx, looking) {
		p := m.progress()
		if p.Done == c.saved.Done && len(p.Ahead) == len(c.saved.Ahead) && c.left() > lease*4/5 {
			continue
		}
		writing, cancel := context.WithTimeout(ctx, lease/5)
		err := c.save(writing, entry{Owner: c.owner, progress: p})
		cancel()
		if errors.Is(err, errTaken) || err != nil && c.left() < lease/2 {
			lost(fmt.Errorf("keep the group %q: %w", c.group.Name, err))
			return
		}
	}
}

// release lets another go on at once.
func (c *claim) release(ctx context.Context, m *mark) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), asking)
	defer cancel()
	wait := transport.Backoff{First: 10 * time.Millisecond, Limit: 500 * time.Millisecond}
	for try := 1; ; try++ {
		err := c.save(ctx, entry{progress: m.progress()})
		if err == nil || errors.Is(err, errTaken) {
			return
		}
		if !wait.Wait(ctx, try) {
			c.group.Log.Warn("the progress of a group could not be written; what was done since comes again", "group", c.group.Name, "error", err)
			return
		}
	}
}

// save writes the entry. When that fails it looks whether another has written it.
func (c *claim) save(ctx context.Context, e entry) error {
	err := c.write(ctx, e)
	if err == nil || ctx.Err() != nil {
		return err
	}
	now, revision, readErr := c.bus.entry(ctx, c.group.Name)
	switch {
	case readErr != nil:
		return errors.Join(err, readErr)
	case now.Owner != c.owner: // or it was the release whose answer was lost
		return errTaken
	}
	c.revision = revision // a write whose answer was lost
	return c.write(ctx, e)
}

// write writes the entry on condition that nobody has since it was read.
func (c *claim) write(ctx context.Context, e entry) error {
	began := time.Now()
	value, err := json.Marshal(e)
	if err != nil {
		return err
	}
	ctx, cancel := c.bus.answering(ctx)
	defer cancel()
	revision, err := c.bus.groups.Update(ctx, c.bus.config.key(c.group.Name), value, c.revision)
	if err != nil {
		return err
	}
	c.revision, c.saved = revision, e.progress
	c.mu.Lock()
	defer c.mu.Unlock()
	c.until = began.Add(c.bus.config.lease)
	return nil
}
