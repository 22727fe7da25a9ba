package webhook

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/eventing/cloudevents"
	"github.com/neuroglia-go/neuroglia/eventing/transport"
)

const allowed = "OPTIONS, POST"

// ReceiverConfig says what an endpoint takes.
type ReceiverConfig struct {
	// Keys are those that requests may be signed with. Required, unless Unsigned.
	Keys Keys
	// Unsigned takes requests of everybody without looking at signatures: for endpoints
	// that something else guards.
	Unsigned bool
	// Window is how far the clock of a sender may be from ours; 0 means [DefaultWindow].
	Window time.Duration
	// Limits say how large events and batches may be; the zero value is that of
	// cloudevents.
	Limits cloudevents.Limits
	// Origins are the senders that may ask for consent, by DNS name, "*" for all. None
	// means that nobody is given consent; senders that do not ask need none.
	Origins []string
	// Wait is how long a request waits for its events to be handled, before the sender is
	// asked to come back. Keep it below the timeout of senders; 0 means 20 s.
	Wait time.Duration
	// Requests is how many requests are held at the same time; 0 means 256. Others are
	// asked to come back.
	Requests int
	// Log gets what is refused; nil discards it.
	Log *slog.Logger
}

// Receiver is an endpoint that takes CloudEvents: mount it as an http.Handler, and have
// somebody [Receiver.Consume] what comes. It is safe for concurrent use.
type Receiver struct {
	config ReceiverConfig
	turn   chan struct{} // held by the consumer at work
	slots  chan struct{} // one for each request that is held
	now    func() time.Time

	closing sync.Once
	closed  chan struct{}

	mu       sync.Mutex
	consumer *consumer            // nil where nobody consumes
	group    string               // of the first consumer
	pending  map[identity]*parcel // what is being handled
	handled  memory
}

var (
	_ transport.Consumer = (*Receiver)(nil)
	_ http.Handler       = (*Receiver)(nil)
)

// NewReceiver returns an endpoint. All faults of the config are returned joined.
func NewReceiver(config ReceiverConfig) (*Receiver, error) {
	faults := []error{config.Keys.check()}
	if len(config.Keys) == 0 && !config.Unsigned {
		faults = append(faults, errs.Invalid("webhook_keys_missing",
			"there is no key to verify signatures with; set Keys, or Unsigned where something else guards the endpoint"))
	}
	if config.Window < 0 || config.Wait < 0 || config.Requests < 0 {
		faults = append(faults, errs.Invalid("webhook_setting_negative", "a setting is below zero; Window, Wait and Requests are not"))
	}
	if err := errors.Join(faults...); err != nil {
		return nil, fmt.Errorf("webhook receiver: %w", err)
	}
	config.Wait = orDefault(config.Wait, 20*time.Second)
	config.Requests = orDefault(config.Requests, 256)
	if config.Log == nil {
		config.Log = slog.New(slog.DiscardHandler)
	}
	return &Receiver{
		config:  config,
		turn:    make(chan struct{}, 1),
		slots:   make(chan struct{}, config.Requests),
		now:     time.Now,
		closed:  make(chan struct{}),
		pending: map[identity]*parcel{},
		handled: memory{},
	}, nil
}

// Consume handles what comes in, as [transport.Consumer] says. A request is answered once
// its events are handled. While nobody consumes, and when ctx is over, senders are asked
// to come back. Of several that consume, one is at work and the others stand by for it. An
// endpoint has one group: another name than that of the first is an errs.KindConflict.
func (r *Receiver) Consume(ctx context.Context, group transport.Group, handle transport.Handler) error {
	group, err := group.Complete()
	if err != nil {
		return err
	}
	if err := r.claim(group.Name); err != nil {
		return err
	}
	select {
	case r.turn <- struct{}{}:
		defer func() { <-r.turn }()
	case <-r.closed:
		return errClosed
	case <-ctx.Done():
		return nil
	}
	if r.isClosed() { // of two that were ready, select takes either
		return errClosed
	}
	return transport.Dispatch(ctx, group, handle, func(ctx context.Context, deliver func(transport.Message) error) error {
		c := &consumer{group: group, incoming: make(chan *parcel), left: make(chan struct{})}
		r.open(c)
		defer r.close(c)
		return c.receive(ctx, deliver)
	})
}

// Close has no consumer begin any more; those at work are ended by their contexts, as they
// should be before. It may be called more than once.
func (r *Receiver) Close() { r.closing.Do(func() { close(r.closed) }) }

func (r *Receiver) isClosed() bool {
	select {
	case <-r.closed:
		return true
	default:
		return false
	}
}

func (r *Receiver) claim(group string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.group != "" && r.group != group {
		return errs.Conflict("webhook_group_taken", "the endpoint is consumed by the group %q already; mount one of its own for %q", r.group, group)
	}
	r.group = group
	return nil
}

func (r *Receiver) open(c *consumer) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.consumer = c
}

func (r *Receiver) close(c *consumer) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.consumer = nil
	close(c.left)
}

// ServeHTTP takes the events of a request: POST, in binary, structured or batch mode.
//
//   - 204: all of them have been handled.
//   - 400, 413, 415: they cannot be read. 401: the signature is not good.
//   - 422: at least one was put aside; the others have been handled.
//   - 503 with Retry-After: they could not be handled now, or not yet. What has been
//     handled when they come again, within five minutes and to this process, is not handled
//     twice.
//
// What is no success is a problem document (RFC 9457).
func (r *Receiver) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	switch req.Method {
	case http.MethodPost:
	case http.MethodOptions:
		r.consents(w, req)
		return
	default:
		refuseMethod(w)
		return
	}
	if err := r.serve(req); err != nil {
		r.config.Log.LogAttrs(req.Context(), errs.KindOf(err).Level(), "webhook not taken", slog.Any("error", err))
		refuse(w, err, retryAfter)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// retryAfter is when a sender is asked to come back.
const retryAfter = time.Second

var (
	errClosed  = errs.Unavailable("webhook_closed", "the receiver of webhooks was closed; the program is shutting down")
	errBusy    = errs.Unavailable("webhook_busy", "as many requests as fit are being handled; come back later")
	errNobody  = errs.Unavailable("webhook_not_consumed", "nobody handles events here at present; come back later")
	errGivenUp = errs.Unavailable("webhook_draining", "the service is shutting down; come back later")
	errSlow    = errs.Unavailable("webhook_slow", "the event is still being handled; come back later")
)

func (r *Receiver) serve(req *http.Request) error {
	select {
	case r.slots <- struct{}{}:
		defer func() { <-r.slots }()
	default:
		return errBusy
	}
	body, err := r.read(req)
	if err != nil {
		return err
	}
	if !r.config.Unsigned {
		if _, err := r.config.Keys.Verify(req.Header, body, r.now(), r.config.Window); err != nil {
			return err
		}
	}
	events, err := cloudevents.FromMessage(req.Header, bytes.NewReader(body), r.config.Limits)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(req.Context(), r.config.Wait)
	defer cancel()
	return r.handle(ctx, events)
}

// read returns the body, if it is no larger than any that is taken.
func (r *Receiver) read(req *http.Request) ([]byte, error) {
	limit := int64(max(orDefault(r.config.Limits.BatchBytes, 1<<20), r.config.Limits.EventBytes))
	body, err := io.ReadAll(io.LimitReader(req.Body, limit+1))
	switch {
	case err != nil:
		return nil, errs.Invalid("body_unreadable", "the body cannot be read to its end").Wrap(err)
	case int64(len(body)) > limit:
		return nil, errs.New(errs.KindTooLarge, "body_too_large", "the body has more than %d bytes", limit)
	}
	return body, nil
}
