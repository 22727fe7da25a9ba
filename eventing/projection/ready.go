package projection

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/neuroglia-go/neuroglia/errs"
)

// latch remembers what has caught up once.
type latch struct {
	mu   sync.Mutex
	done map[*plan]bool
}

// glance is for how long a probe looks whether a version has come far enough.
const glance = 100 * time.Millisecond

// Ready fails until the newest version of every projection of the program has caught up with
// the log once, in whatever program. As a readiness check it keeps a replica with a new version
// from serving before that is built, while the old replicas go on with theirs:
//
//	health.Readiness("projections", projections.Ready)
//
// A replica that was ready stays so when it falls behind later, for that is no reason to
// stop serving: see [eventing.Engine.Check] for what tells about it.
func (p *Projections) Ready(ctx context.Context) error {
	p.ready.mu.Lock()
	defer p.ready.mu.Unlock()
	if p.ready.done == nil {
		p.ready.done = make(map[*plan]bool)
	}
	for _, f := range p.families {
		of := f.newest()
		if p.ready.done[of] {
			continue
		}
		if err := p.built(ctx, of); err != nil {
			return errs.Unavailable("projection_building", "version %d of the projection %q is being built", of.Version, of.Name).Wrap(err)
		}
		p.ready.done[of] = true
	}
	return nil
}

// built returns nil for a version that has caught up once, and notes it when it has now: a
// replica that starts again is not to wait for what somebody else is busy with.
func (p *Projections) built(ctx context.Context, of *plan) error {
	d, err := p.control(ctx, of.Name)
	if err != nil {
		return err
	}
	if of.Inline || d != nil && slices.Contains(d.Value.Built, of.Version) {
		return nil
	}
	if err := p.caughtUp(ctx, of, glance); err != nil {
		return err
	}
	return p.change(ctx, of.Name, func(c *control) error {
		if !slices.Contains(c.Built, of.Version) {
			c.Built = append(c.Built, of.Version)
		}
		return nil
	})
}
