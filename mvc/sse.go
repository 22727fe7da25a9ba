package mvc

import (
	"context"
	"errors"
	"iter"
	"net/http"
	"reflect"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/mvc/codec"
)

const mediaEvents = "text/event-stream"

// Event is one server-sent event.
type Event[T any] struct {
	// ID is what a browser that lost the connection sends back as Last-Event-ID;
	// bind it with header:"Last-Event-ID" to go on from there. Empty sends none.
	ID string
	// Name is the type of the event; empty means "message".
	Name string
	// Data is sent as JSON.
	Data T
	// Retry tells the client how long to wait before it connects again; zero says
	// nothing.
	Retry time.Duration
}

// SSE declares a route that sends events as they happen. An error returned by the
// action is answered as a problem. Once the events have begun, an error that the
// sequence yields is sent as an event named "error" with the problem as its data,
// and ends the stream. The sequence has to end when its context does; comments
// keep the connection alive while it is silent, see [Config.Heartbeat].
func SSE[C, I, T any](r *Routes[C], pattern string, action func(C, context.Context, I) (iter.Seq2[Event[T], error], error), opts ...RouteOption) {
	r.routes = append(r.routes, &route{
		method: http.MethodGet, pattern: pattern, options: opts,
		function: reflect.ValueOf(action),
		input:    reflect.TypeFor[I](),
		output:   reflect.TypeFor[iter.Seq2[Event[T], error]](),
		stream:   reflect.TypeFor[T](),
		newInput: func() any { return new(I) },
		resolve: func(c *di.Container) (invoker, error) {
			invoke, err := resolve(c, action)
			return func(ctx context.Context, scope *di.Scope, in any) (any, error) {
				out, err := invoke(ctx, scope, in)
				if err != nil {
					return nil, err
				}
				return eventSource[T](*out.(*iter.Seq2[Event[T], error])), nil
			}, err
		},
		at: callSite(),
	})
}

// events is an eventSource without its type.
type events interface {
	each(c codec.Codec, send func(frame []byte) error) error
}

type eventSource[T any] iter.Seq2[Event[T], error]

// each sends every event as the text that the HTML standard, section 9.2.5, wants.
func (s eventSource[T]) each(c codec.Codec, send func([]byte) error) error {
	var data strings.Builder
	var frame []byte
	for event, err := range s {
		if err != nil {
			return err
		}
		data.Reset()
		if err := c.Marshal(&data, &event.Data); err != nil {
			return errs.Internal("encode", "an event could not be encoded").Wrap(err)
		}
		frame = appendField(frame[:0], "id", event.ID)
		frame = appendField(frame, "event", event.Name)
		if event.Retry > 0 {
			frame = appendField(frame, "retry", strconv.FormatInt(event.Retry.Milliseconds(), 10))
		}
		for line := range strings.SplitSeq(data.String(), "\n") {
			frame = append(append(append(frame, "data: "...), line...), '\n')
		}
		if err := send(append(frame, '\n')); err != nil {
			return err
		}
	}
	return nil
}

// appendField writes one line; an empty value is left out, and a value ends where
// its first line does, because a field has no more.
func appendField(frame []byte, name, value string) []byte {
	if end := strings.IndexAny(value, "\r\n\x00"); end >= 0 {
		value = value[:end]
	}
	if value == "" {
		return frame
	}
	return append(append(append(append(frame, name...), ": "...), value...), '\n')
}

func respondEvents(ctx context.Context, x *exchange, out any) error {
	header := x.w.Header()
	header.Set("Content-Type", mediaEvents)
	header.Set("Cache-Control", "no-store")
	header.Set("X-Accel-Buffering", "no") // proxies that follow nginx must not wait for the end
	if x.r.Method == http.MethodHead {
		x.w.WriteHeader(http.StatusOK)
		return nil
	}
	w := &eventWriter{live: newLiveWriter(x, http.StatusOK)}
	if err := w.live.begin(); err != nil {
		return nil // the client is gone
	}
	stop := w.keepAlive(x.endpoint.app.config.Heartbeat)
	defer stop()
	err := out.(events).each(x.endpoint.codec, func(frame []byte) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		return w.send(frame)
	})
	if err != nil && w.broken() == nil && ctx.Err() == nil {
		w.sendError(x, err)
	}
	return nil
}

// eventWriter is shared by the events and the heartbeat.
type eventWriter struct {
	mu   sync.Mutex
	live *liveWriter
	err  error // the first failed write; the client is gone
}

func (w *eventWriter) send(frame []byte) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.err == nil {
		_, w.err = w.live.Write(frame)
	}
	return w.err
}

func (w *eventWriter) broken() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.err
}

// keepAlive sends comments until the returned function is called, which waits
// for the last of them.
func (w *eventWriter) keepAlive(every time.Duration) (stop func()) {
	if every < 0 {
		return func() {}
	}
	done := make(chan struct{})
	var running sync.WaitGroup
	running.Go(func() {
		ticker := time.NewTicker(every)
		defer ticker.Stop()
		for {
			select {
			case <-done:
				return
			case <-ticker.C:
				if w.send([]byte(":\n\n")) != nil {
					return
				}
			}
		}
	})
	return func() {
		close(done)
		running.Wait()
	}
}

// sendError ends the stream with a problem.
func (w *eventWriter) sendError(x *exchange, err error) {
	if errors.Is(err, context.Canceled) {
		return
	}
	problems := &x.endpoint.app.problems
	failure := classify(err)
	status := StatusOf(failure.Kind)
	problems.log(x.r, err, failure, status)
	var data strings.Builder
	if x.endpoint.codec.Marshal(&data, new(problems.describe(x.r, status, failure))) == nil {
		_ = w.send([]byte("event: error\ndata: " + data.String() + "\n\n")) // the client may be gone
	}
}
