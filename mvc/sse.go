package mvc

import (
	"context"
	"errors"
	"io"
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
// and ends the stream. The sequence has to end when its context does, which is at the
// latest when the identity of the caller expires: browsers come back by themselves, with
// the credentials that they have by then. Comments keep the connection alive while it is
// silent, see [Config.Heartbeat].
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
	live := newLiveWriter(x, http.StatusOK)
	if err := live.begin(); err != nil {
		return nil //nolint:nilerr // the client is gone
	}
	s := &eventStream{
		endpoint: x.endpoint, events: out.(events), request: x.r,
		writer: eventWriter{to: live, beat: x.endpoint.app.config.Heartbeat},
	}
	if x.detach(ctx, s) {
		return nil
	}
	s.run(ctx)
	return nil
}

// eventStream is what happens between the header and the end of a stream.
type eventStream struct {
	endpoint *endpoint
	events   events
	request  *http.Request
	writer   eventWriter
}

// run sends events until there are no more, or the client or ctx is gone.
func (s *eventStream) run(ctx context.Context) {
	stop := s.writer.keepAlive()
	defer stop()
	err := s.events.each(s.endpoint.codec, func(frame []byte) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		return s.writer.send(frame)
	})
	if err != nil && s.writer.broken() == nil && ctx.Err() == nil {
		s.sendError(err)
	}
}

// eventWriter is shared by the events and the heartbeat.
type eventWriter struct {
	beat time.Duration // how often a silent stream sends a comment; never where negative

	mu    sync.Mutex
	to    io.Writer
	err   error       // the first failed write; the client is gone
	timer *time.Timer // of the next comment
	gone  func()      // told of the first failed write; nil for nobody
}

func (w *eventWriter) send(frame []byte) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.write(frame)
}

// write sends the frame and puts the next comment off. The lock is held.
func (w *eventWriter) write(frame []byte) error {
	if w.err != nil {
		return w.err
	}
	if _, w.err = w.to.Write(frame); w.err != nil && w.gone != nil {
		w.gone()
	}
	if w.timer != nil && w.err == nil {
		w.timer.Reset(w.beat)
	}
	return w.err
}

func (w *eventWriter) broken() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.err
}

// keepAlive sends comments while the stream is silent, until the returned function is
// called. A timer does it and no goroutine, since there may be very many streams.
func (w *eventWriter) keepAlive() (stop func()) {
	if w.beat < 0 {
		return func() {}
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	stopped := false
	w.timer = time.AfterFunc(w.beat, func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		if !stopped {
			_ = w.write([]byte(":\n\n")) // who sends the next event finds out
		}
	})
	return func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		stopped = true
		w.timer.Stop()
	}
}

// sendError ends the stream with a problem.
func (s *eventStream) sendError(err error) {
	if errors.Is(err, context.Canceled) {
		return
	}
	problems := &s.endpoint.app.problems
	failure := classify(err)
	status := StatusOf(failure.Kind)
	problems.log(s.request, err, failure, status)
	var data strings.Builder
	if s.endpoint.codec.Marshal(&data, new(problems.describe(s.request, status, failure))) == nil {
		_ = s.writer.send([]byte("event: error\ndata: " + data.String() + "\n\n")) // the client may be gone
	}
}
