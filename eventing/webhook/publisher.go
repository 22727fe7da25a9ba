package webhook

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"sync"
	"time"

	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/eventing/cloudevents"
	"github.com/neuroglia-go/neuroglia/eventing/transport"
)

// PublisherConfig says where and how to post events.
type PublisherConfig struct {
	// URL is the endpoint: "https://partner.example.com/events". Required. A user and
	// password in it are sent as basic authentication.
	URL string
	// AllowHTTP permits a URL that starts with http://. Everybody on the way can read and
	// repeat what is sent there.
	AllowHTTP bool
	// Keys sign the requests, the first of them. None means unsigned.
	Keys Keys
	// Mode is how events are laid into requests; the zero value is Binary. In mode Batch the
	// endpoint takes or refuses all events of a request.
	Mode cloudevents.Mode
	// BatchSize is the most events in a request of mode Batch; 0 means 100.
	BatchSize int
	// Concurrency is how many requests run at the same time; 0 means 16.
	Concurrency int
	// Timeout is the most that one request may take; 0 means 30 s.
	Timeout time.Duration
	// Limits say how large events and batches may be; the zero value is that of
	// cloudevents.
	Limits cloudevents.Limits
	// Attempts is how often a call of Publish tries a request; 0 means 5.
	Attempts int
	// Backoff is how long to wait between them; the zero value means 100 ms at first and
	// 30 s at most. An endpoint that says when to come back (Retry-After) is asked no
	// earlier.
	Backoff transport.Backoff
	// Origin is the DNS name of this sender: "orders.example.com". With it the endpoint is
	// asked for its consent before the first event is sent, and each request carries the
	// name. Empty means that nobody is asked.
	Origin string
	// Transport sends the requests; nil means one of the publisher's own that keeps as
	// many connections as Concurrency.
	Transport http.RoundTripper
}

// Publisher posts CloudEvents to one endpoint. It is safe for concurrent use.
type Publisher struct {
	config PublisherConfig
	shown  string // the URL without password and query
	client *http.Client
	own    *http.Transport // nil where the transport is the caller's

	slots   chan struct{} // one for each request that runs
	done    chan struct{} // closed by Close
	sending sync.WaitGroup
	now     func() time.Time

	mu      sync.Mutex
	state   fate
	consent bool // the endpoint was asked and agreed
}

// fate is what the endpoint said that holds for all requests.
type fate struct {
	closed bool
	gone   bool
	// notBefore is when the endpoint wants to hear from us again.
	notBefore time.Time
}

var _ transport.Publisher = (*Publisher)(nil)

// NewPublisher returns a publisher to the endpoint. It sends nothing yet. All faults of
// the config are returned joined.
func NewPublisher(config PublisherConfig) (*Publisher, error) {
	config, shown, err := config.complete()
	if err != nil {
		return nil, fmt.Errorf("webhook publisher: %w", err)
	}
	p := &Publisher{
		config: config,
		shown:  shown,
		slots:  make(chan struct{}, config.Concurrency),
		done:   make(chan struct{}),
		now:    time.Now,
	}
	p.client = &http.Client{Transport: config.Transport, CheckRedirect: followNothing}
	if config.Transport == nil {
		p.own = newTransport(config.Concurrency)
		p.client.Transport = p.own
	}
	return p, nil
}

func (c PublisherConfig) complete() (PublisherConfig, string, error) {
	c.BatchSize = orDefault(c.BatchSize, 100)
	c.Concurrency = orDefault(c.Concurrency, 16)
	c.Attempts = orDefault(c.Attempts, 5)
	c.Timeout = orDefault(c.Timeout, 30*time.Second)
	shown, fault := checkURL(c.URL, c.AllowHTTP)
	faults := []error{fault, c.Keys.check()}
	if c.Mode > cloudevents.Batch {
		faults = append(faults, errs.Invalid("webhook_mode_unknown", "the mode %d is none of Binary, Structured and Batch", c.Mode))
	}
	if c.BatchSize < 0 || c.Concurrency < 0 || c.Attempts < 0 || c.Timeout < 0 {
		faults = append(faults, errs.Invalid("webhook_setting_negative", "a setting is below zero; BatchSize, Concurrency, Attempts and Timeout are not"))
	}
	return c, shown, errors.Join(faults...)
}

// checkURL returns what may be shown of the URL.
func checkURL(text string, allowHTTP bool) (string, error) {
	u, err := url.Parse(text)
	switch {
	case err != nil, u.Host == "":
		return "", errs.Invalid("webhook_url_invalid", "the URL of the endpoint is none; use one like https://partner.example.com/events")
	case u.Scheme == "http" && !allowHTTP:
		return "", errs.Invalid("webhook_url_insecure", "the endpoint %s is not https, so that everybody on the way can read and repeat events; use https, or set AllowHTTP", u.Host)
	case u.Scheme != "https" && u.Scheme != "http":
		return "", errs.Invalid("webhook_url_invalid", "the scheme %q of the endpoint is unknown; use https", u.Scheme)
	}
	return u.Scheme + "://" + u.Host + u.EscapedPath(), nil
}

func followNothing(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

func newTransport(concurrency int) *http.Transport {
	t := &http.Transport{
		Proxy:                  http.ProxyFromEnvironment,
		ForceAttemptHTTP2:      true,
		MaxIdleConnsPerHost:    concurrency,
		IdleConnTimeout:        90 * time.Second,
		TLSHandshakeTimeout:    10 * time.Second,
		MaxResponseHeaderBytes: 64 << 10,
	}
	return t
}

// Publish posts the events and returns once the endpoint has answered 2xx for all of
// them, as [transport.Publisher] says. Events of one key are posted one after the other,
// keys side by side. Each request is tried Attempts times. What the endpoint refuses for
// its content is an errs.KindInvalid or KindTooLarge; events of other keys may have been
// taken then, since only the endpoint knows. An endpoint that is gone (410) is an
// errs.KindGone, and is never asked again.
func (p *Publisher) Publish(ctx context.Context, events ...cloudevents.Event) error {
	if err := p.enter(); err != nil {
		return err
	}
	defer p.sending.Done()
	lanes, err := p.lanes(events)
	if err != nil {
		return err
	}
	if err := p.ask(ctx); err != nil {
		return err
	}
	failures := make([]error, len(lanes))
	var running sync.WaitGroup
	for i, lane := range lanes {
		if failures[i] = p.take(ctx); failures[i] != nil {
			break
		}
		running.Go(func() {
			defer func() { <-p.slots }()
			failures[i] = p.send(ctx, lane)
		})
	}
	running.Wait()
	return errors.Join(failures...)
}

// send posts the requests of one lane, and none after one that failed.
func (p *Publisher) send(ctx context.Context, lane []request) error {
	for _, r := range lane {
		if err := p.deliver(ctx, r); err != nil {
			return fmt.Errorf("post %s to %s: %w", r.name, p.shown, err)
		}
	}
	return nil
}

// take waits for leave to run one more request.
func (p *Publisher) take(ctx context.Context) error {
	select {
	case p.slots <- struct{}{}:
		return nil
	case <-ctx.Done():
		return errs.Unavailable("webhook_canceled", "the events were not sent before the caller gave up").Wrap(context.Cause(ctx))
	}
}

// Ping reports whether the endpoint can be reached and, where Origin is set, wants events
// from here. It asks with OPTIONS, which no endpoint takes for an event.
func (p *Publisher) Ping(ctx context.Context) error {
	if err := p.enter(); err != nil {
		return err
	}
	defer p.sending.Done()
	_, err := p.options(ctx)
	return err
}

// Close waits for requests that run, at most Timeout, and ends those that wait for another
// try. It may be called more than once.
func (p *Publisher) Close() error {
	p.mu.Lock()
	if !p.state.closed {
		p.state.closed = true
		close(p.done)
	}
	p.mu.Unlock()
	p.sending.Wait()
	if p.own != nil {
		p.own.CloseIdleConnections()
	}
	return nil
}

// enter counts a caller in, or says why nothing is sent any more.
func (p *Publisher) enter() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if err := p.standing(); err != nil {
		return err
	}
	p.sending.Add(1)
	return nil
}

// standing returns what was said once and for all. The caller holds mu.
func (p *Publisher) standing() error {
	switch {
	case p.state.closed:
		return errs.Unavailable("webhook_closed", "the publisher of webhooks was closed; the program is shutting down")
	case p.state.gone:
		return errs.New(errs.KindGone, "webhook_gone", "the endpoint %s is gone and wants no more events; take it out of the settings, or correct its URL", p.shown)
	}
	return nil
}

func orDefault[T int | int64 | time.Duration](value, fallback T) T {
	if value == 0 {
		return fallback
	}
	return value
}
