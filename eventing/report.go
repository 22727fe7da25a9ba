package eventing

import (
	"math"
	"sync"
	"time"

	"github.com/neuroglia-go/neuroglia/data/eventstore"
)

// report is what others may know of a worker. It is safe for concurrent use.
type report struct {
	mu       sync.Mutex
	position eventstore.Position // every event up to here is handled, or set aside
	loaded   bool
	rate     float64 // events a second, the last half minute or so
	counted  time.Time
	failed   string // the last failure, "" once events are handled again
}

// fading is how long an event counts in a rate.
const fading = 30 * time.Second

func (r *report) decay(now time.Time) {
	if !r.counted.IsZero() {
		r.rate *= math.Exp(-float64(now.Sub(r.counted)) / float64(fading))
	}
	r.counted = now
}

func (r *report) read(now time.Time) (rate float64, failed string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.decay(now)
	return math.Round(100*r.rate) / 100, r.failed
}

// reached returns how far the shard has come, and whether the worker knows.
func (r *report) reached() (eventstore.Position, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.position, r.loaded
}

// count notes that events were handled.
func (r *report) count(events int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.decay(time.Now())
	r.rate += float64(events) / fading.Seconds()
	r.failed = ""
}

func (r *report) fail(err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.failed = textOf(err)
}

// moved tells that the shard has come further.
func (w *worker) moved() {
	w.report.mu.Lock()
	w.report.position, w.report.loaded = w.position, true
	w.report.mu.Unlock()
	w.progress.raise()
}
