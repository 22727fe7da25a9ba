package webhook

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/neuroglia-go/neuroglia/errs"
)

const (
	// maxSaid is how much of an answer is shown in an error.
	maxSaid = 512
	// maxDrained is how much of an answer is read so that the connection can be used again.
	maxDrained = 64 << 10
)

// deliver posts the request until it is taken, is refused, or was tried often enough.
func (p *Publisher) deliver(ctx context.Context, r request) error {
	for try := 1; ; try++ {
		if err := p.hold(ctx); err != nil {
			return err
		}
		failure := p.post(ctx, r)
		if failure == nil {
			return nil
		}
		if !failure.passing || try == p.config.Attempts || ctx.Err() != nil {
			return failure.err
		}
		if err := p.pause(ctx, max(failure.after, p.config.Backoff.Delay(try)), failure.err); err != nil {
			return err
		}
	}
}

// hold waits until the endpoint wants to hear from us again.
func (p *Publisher) hold(ctx context.Context) error {
	p.mu.Lock()
	err, wait := p.standing(), p.state.notBefore.Sub(p.now())
	p.mu.Unlock()
	if err != nil || wait <= 0 {
		return err
	}
	return p.pause(ctx, wait, errs.New(errs.KindUnavailable, "webhook_throttled", "the endpoint takes no more requests at present"))
}

// pause waits before another try. It does not wait for what is further away than a try
// may take, so that callers learn of it.
func (p *Publisher) pause(ctx context.Context, wait time.Duration, cause error) error {
	if wait > longestPause {
		return later{error: cause, after: wait}
	}
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-p.done:
		return cause
	case <-ctx.Done():
		return cause
	}
}

// longestPause is the most that Publish waits for one try.
const longestPause = time.Minute

// later is an error that knows when to come back.
type later struct {
	error
	after time.Duration
}

// RetryAfter returns how long to wait.
func (l later) RetryAfter() time.Duration { return l.after }

// Unwrap returns the error.
func (l later) Unwrap() error { return l.error }

// refusal is why a request was not taken.
type refusal struct {
	err error
	// passing is whether it may go away by itself.
	passing bool
	// after is how long the endpoint wants us to wait.
	after time.Duration
}

// post sends the request once. Nil means that it was taken.
func (p *Publisher) post(ctx context.Context, r request) *refusal {
	answer, err := p.do(ctx, http.MethodPost, r.header, r.body)
	if err != nil {
		return &refusal{err: err, passing: true}
	}
	return p.judge(answer)
}

// answer is what the endpoint said.
type answer struct {
	status int
	header http.Header
	said   string
}

// do sends one request, signed now.
func (p *Publisher) do(ctx context.Context, method string, header http.Header, body []byte) (answer, error) {
	ctx, cancel := context.WithTimeout(ctx, p.config.Timeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, method, p.config.URL, bytes.NewReader(body))
	if err != nil {
		return answer{}, errs.Unavailable("webhook_unreachable", "the request cannot be made").Wrap(p.hidden(err))
	}
	req.Header = header.Clone()
	if p.config.Origin != "" {
		req.Header.Set(headerRequestOrigin, p.config.Origin)
	}
	if method == http.MethodPost {
		p.config.Keys.Sign(req.Header, body, p.now())
	}
	response, err := p.client.Do(req)
	if err != nil {
		return answer{}, errs.Unavailable("webhook_unreachable", "the endpoint did not answer; see that it runs and that its URL is right").Wrap(p.hidden(err))
	}
	defer func() { _ = response.Body.Close() }() // it was read as far as it matters
	said, _ := io.ReadAll(io.LimitReader(response.Body, maxSaid))
	_, _ = io.Copy(io.Discard, io.LimitReader(response.Body, maxDrained))
	return answer{status: response.StatusCode, header: response.Header, said: strings.ToValidUTF8(string(said), "?")}, nil
}

// hidden takes the URL, which may hold a token, out of an error of net/http.
func (p *Publisher) hidden(err error) error {
	if e, ok := err.(*url.Error); ok { //nolint:errorlint // the outermost one is what shows the URL
		return fmt.Errorf("%s %s: %w", e.Op, p.shown, e.Err)
	}
	return err
}

// judge tells what may be tried again from what may not.
func (p *Publisher) judge(a answer) *refusal {
	if a.status >= 200 && a.status < 300 {
		return nil
	}
	refused := func(kind errs.Kind, code, message string) error {
		return errs.New(kind, code, "the endpoint answered %d: %s", a.status, message).Wrap(fmt.Errorf("it said %q", a.said))
	}
	switch {
	case a.status == http.StatusTooManyRequests:
		after := p.retryAfter(a)
		p.throttle(after)
		return &refusal{err: refused(errs.KindUnavailable, "webhook_throttled", "it takes no more requests at present"), passing: true, after: after}
	case a.status >= 500, a.status == http.StatusRequestTimeout, a.status == http.StatusTooEarly:
		return &refusal{err: refused(errs.KindUnavailable, "webhook_failed", "it failed; try again"), passing: true, after: p.retryAfter(a)}
	case a.status == http.StatusGone:
		p.bury()
		return &refusal{err: refused(errs.KindGone, "webhook_gone", "it is gone and wants no more events; take it out of the settings, or correct its URL")}
	case a.status == http.StatusUnauthorized:
		return &refusal{err: refused(errs.KindUnauthenticated, "webhook_unauthenticated", "it does not know who we are; see that both sides have the same keys and the right time")}
	case a.status == http.StatusForbidden:
		return &refusal{err: refused(errs.KindForbidden, "webhook_forbidden", "it takes no events from us; see its settings")}
	case a.status == http.StatusNotFound, a.status == http.StatusMethodNotAllowed, a.status < 400:
		return &refusal{err: refused(errs.KindNotFound, "webhook_not_there", "no events are taken at this URL; correct it")}
	case a.status == http.StatusRequestEntityTooLarge:
		return &refusal{err: refused(errs.KindTooLarge, "event_too_large", "the event is larger than it takes")}
	}
	return &refusal{err: refused(errs.KindInvalid, "event_refused", "it refuses the event")}
}

// retryAfter reads the header in both its forms; 0 where there is none.
func (p *Publisher) retryAfter(a answer) time.Duration {
	text := a.header.Get("Retry-After")
	if seconds, err := strconv.ParseInt(text, 10, 32); err == nil {
		return max(time.Duration(seconds)*time.Second, 0)
	}
	if at, err := http.ParseTime(text); err == nil {
		return max(at.Sub(p.now()), 0)
	}
	return 0
}

// throttle keeps all requests back for a time, as the webhook specification demands.
func (p *Publisher) throttle(wait time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if until := p.now().Add(wait); until.After(p.state.notBefore) {
		p.state.notBefore = until
	}
}

func (p *Publisher) bury() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.state.gone = true
}
