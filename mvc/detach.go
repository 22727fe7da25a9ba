package mvc

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/di"
)

// Detached lets an event stream leave its request once it has begun: for streams that
// very many clients hold open. A client that waits costs some six times less, for what net/http
// keeps of a request is let go.
//
// What surrounds the request, middleware and the request log, sees it end then. A
// client that goes away is noticed by the next event or heartbeat. Where the
// connection is HTTP/2, or the answer is compressed, or there is no heartbeat, the
// stream stays with its request.
func Detached() RouteOption {
	return option(func(s *spec) { s.detached = true }, "Detached")
}

// writeTimeout is how long a client of a detached stream may take nothing at all.
const writeTimeout = 30 * time.Second

// Wait returns when every event stream that has left its request is over, or ctx is.
// End them by [Config].Draining first. A server calls it after its own Shutdown, which
// does not know of them.
func (a *App) Wait(ctx context.Context) error {
	over := make(chan struct{})
	go func() {
		a.detached.Wait()
		close(over)
	}()
	select {
	case <-over:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("wait for event streams: %w", ctx.Err())
	}
}

// life is what a stream has of its request, and takes along when it leaves it.
type life struct {
	end    func()      // ends the context of the stream
	unlink func() bool // parts that context from the request's
	scope  *di.Scope   // nil when it is not the stream's to close
}

// open returns the context of an event stream, which ends with the request, when the
// server drains, and when whom it is for is to show again who they are.
func (x *exchange) open(ctx context.Context) context.Context {
	open, cancel := untilExpiry(context.WithoutCancel(ctx))
	x.life.unlink = context.AfterFunc(ctx, cancel)
	x.life.end = cancel
	if draining := x.endpoint.app.config.Draining; draining != nil {
		stop := context.AfterFunc(draining, cancel)
		x.life.end = func() { stop(); cancel() }
	}
	return open
}

// untilExpiry bounds the context by the end of the identity in it. One that was let in
// although it is over by this clock is timed by another and not bounded.
func untilExpiry(ctx context.Context) (context.Context, context.CancelFunc) {
	if who, err := auth.FromContext(ctx); err == nil && who.Expires.After(time.Now()) {
		return context.WithDeadline(ctx, who.Expires)
	}
	return context.WithCancel(ctx)
}

// close ends the context of a stream that has stayed.
func (x *exchange) close() {
	if !x.left {
		x.life.unlink()
		x.life.end()
	}
}

// detach goes on with the stream without its request, where that can be.
func (x *exchange) detach(ctx context.Context, s *eventStream) bool {
	if !x.mayLeave() {
		return false
	}
	conn, _, err := http.NewResponseController(x.w).Hijack()
	if err != nil {
		return false // a writer that cannot part with its connection
	}
	if !x.life.unlink() {
		_ = conn.Close() // the client is gone already
	}
	x.left = true
	s.request = (&http.Request{Method: x.r.Method, URL: x.r.URL, Proto: x.r.Proto}).WithContext(ctx)
	s.writer.to, s.writer.gone = chunks{conn}, x.life.end
	app := x.endpoint.app
	app.detached.Add(1)
	go app.carryOn(ctx, s, x.life, conn)
	return true
}

// mayLeave reports whether nobody else has a say in the rest of the answer, which is
// sent in chunks.
func (x *exchange) mayLeave() bool {
	spec := &x.endpoint.route.spec
	return spec.detached && spec.timeout == 0 && x.life.scope != nil && x.endpoint.app.config.Heartbeat > 0 &&
		x.r.ProtoMajor == 1 && x.r.ProtoMinor > 0 && x.w.Header().Get("Content-Encoding") == ""
}

// carryOn runs a stream that has left its request to its end.
func (a *App) carryOn(ctx context.Context, s *eventStream, l life, conn net.Conn) {
	defer a.detached.Done()
	defer func() { _ = conn.Close() }() // nothing is sent any more
	var failure error
	defer func() {
		l.end()
		if value := recover(); value != nil {
			failure = panicError(value)
			a.problems.log(s.request, failure, classify(failure), http.StatusInternalServerError)
		}
		if l.scope != nil {
			closeScope(s.endpoint, s.request, l.scope, failure)
		}
	}()
	s.run(ctx)
	_ = s.writer.end() // the client may be gone
}

// end tells the client that nothing comes any more.
func (w *eventWriter) end() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.err != nil {
		return w.err
	}
	c, ok := w.to.(chunks)
	if !ok {
		return errors.New("the stream has not left its request")
	}
	_, err := io.WriteString(c.conn, "0\r\n\r\n")
	return err
}

// chunks writes each piece as a chunk of the body, as RFC 9112, section 7.1, wants.
type chunks struct{ conn net.Conn }

func (c chunks) Write(p []byte) (int, error) {
	if err := c.conn.SetWriteDeadline(time.Now().Add(writeTimeout)); err != nil {
		return 0, err
	}
	frame := fmt.Appendf(make([]byte, 0, len(p)+16), "%x\r\n", len(p))
	frame = append(append(frame, p...), "\r\n"...)
	if _, err := c.conn.Write(frame); err != nil {
		return 0, err
	}
	return len(p), nil
}
