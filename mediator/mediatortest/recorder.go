package mediatortest

import (
	"context"
	"slices"
	"sync"

	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/mediator"
)

// Message is one message that a [Recorder] has seen.
type Message struct {
	Kind  mediator.Kind
	Value any
	// Err is what a request failed with. Events are recorded as they are published,
	// before it is known how their handlers end.
	Err error
}

// Recorder keeps every request that reaches its place in the pipeline, once it
// has ended, and every event that is published, also where nobody else listens.
// It is safe for concurrent use.
type Recorder struct {
	mu       sync.Mutex
	messages []Message
}

// Record adds a recorder to the services. Its place among the behaviours is that
// of this call.
func Record(services *di.Services) *Recorder {
	r := new(Recorder)
	mediator.AddBehavior(services, func() mediator.BehaviorFunc { return r.request })
	mediator.AddEventHandler[mediator.EventHandlerFunc[any]](services, func() mediator.EventHandlerFunc[any] { return r.event })
	return r
}

func (r *Recorder) request(ctx context.Context, call *mediator.Call, next mediator.Next) error {
	err := next(ctx, call)
	r.add(Message{Kind: call.Kind(), Value: call.Request(), Err: err})
	return err
}

func (r *Recorder) event(_ context.Context, event any) error {
	r.add(Message{Kind: mediator.KindEvent, Value: event})
	return nil
}

func (r *Recorder) add(m Message) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.messages = append(r.messages, m)
}

// Messages returns everything that was recorded so far, in the order in which it
// ended.
func (r *Recorder) Messages() []Message {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.messages)
}

// Reset forgets what was recorded, such as what a test needed to begin with.
func (r *Recorder) Reset() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.messages = nil
}

// Of returns the recorded messages of type M.
func Of[M any](r *Recorder) []M {
	var list []M
	for _, m := range r.Messages() {
		if v, ok := m.Value.(M); ok {
			list = append(list, v)
		}
	}
	return list
}
