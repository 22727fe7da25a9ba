package eventing

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/neuroglia-go/neuroglia/data/eventstore"
	"github.com/neuroglia-go/neuroglia/errs"
)

// Check returns an error of errs.KindUnavailable that says which subscriptions need
// somebody: those that have something to do and got nowhere for as long as Config.Stalled says,
// whether somebody works on them or not, and those with events that are parked. A paused
// one is as it should be. It is meant for a health.CheckerFunc, of an optional check in most
// programs, for one that is behind can still answer.
//
// It compares with what earlier calls found, so it has to be called now and then.
func (e *Engine) Check(ctx context.Context) error {
	list, err := e.Status(ctx)
	if err != nil {
		return err
	}
	var faults []string
	for i, s := range list {
		faults = append(faults, e.watch.complaints(s, e.runners[i].Stalled, time.Now())...)
	}
	if len(faults) == 0 {
		return nil
	}
	return errs.Unavailable("subscriptions_unhealthy", "%s", strings.Join(faults, "; "))
}

// watch remembers since when shards are where they are. It is safe for concurrent use; the
// zero value is ready for use.
type watch struct {
	mu    sync.Mutex
	since map[string]mark
}

// mark is a place where a shard was seen.
type mark struct {
	position eventstore.Position
	at       time.Time
}

// complaints returns what somebody should know about a subscription.
func (w *watch) complaints(s Status, stalled time.Duration, now time.Time) []string {
	var faults []string
	for _, shard := range s.Shards {
		stands := w.stands(shardName(s.Name, shard.Shard), shard, now)
		if s.Paused || stands < stalled {
			continue
		}
		fault := fmt.Sprintf("shard %d of %q has not come further for %v", shard.Shard, s.Name, stands.Round(time.Second))
		if shard.Owner == "" {
			fault += ", and no process works on it"
		}
		if shard.Error != "" {
			fault += ": " + shard.Error
		}
		faults = append(faults, fault)
	}
	if n := s.Letters[Parked]; n > 0 {
		faults = append(faults, fmt.Sprintf("%q has parked %d events; replay or drop them", s.Name, n))
	}
	return faults
}

// stands returns for how long a shard has had something to do and has not moved.
func (w *watch) stands(name string, s ShardStatus, now time.Time) time.Duration {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.since == nil {
		w.since = make(map[string]mark)
	}
	m, seen := w.since[name]
	if !seen || m.position != s.Position || s.Lag == 0 {
		m = mark{s.Position, now}
	}
	w.since[name] = m
	return now.Sub(m.at)
}
