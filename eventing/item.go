package eventing

import (
	"sync"

	"github.com/neuroglia-go/neuroglia/data/aggregate"
	"github.com/neuroglia-go/neuroglia/data/eventstore"
)

// item is a record on its way to any number of subscriptions, decoded once for all of them.
type item struct {
	eventstore.Record
	once  sync.Once
	event aggregate.Event
	err   error
}

func (i *item) decode(registry *eventstore.Registry) (aggregate.Event, error) {
	i.once.Do(func() { i.event, i.err = registry.Decode(i.Record) })
	return i.event, i.err
}

// signal wakes everyone who waits for something to change. The zero value is ready for use.
type signal struct {
	mu sync.Mutex
	ch chan struct{}
}

// coming returns a channel that is closed at the next change. Take it before looking, so that
// nothing is missed.
func (s *signal) coming() <-chan struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ch == nil {
		s.ch = make(chan struct{})
	}
	return s.ch
}

// raise wakes those who wait now.
func (s *signal) raise() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ch != nil {
		close(s.ch)
		s.ch = nil
	}
}
