package mvc

import (
	"bytes"
	"context"
	"mime/multipart"
	"net/http"
	"sync"

	"github.com/neuroglia-go/neuroglia/di"
)

// exchange is one request and its answer. Exchanges are pooled with their
// buffers; nothing of one may be kept after the request.
type exchange struct {
	endpoint *endpoint
	w        http.ResponseWriter
	r        *http.Request
	offer    int // index into the endpoint's encoders

	body    []byte // of the request
	form    *multipart.Form
	out     bytes.Buffer // the answer before it is sent
	started bool         // the header was sent
	life    life         // of an event stream
	left    bool         // the stream goes on without the request
}

// maxPooled is the size beyond which a buffer is left to the garbage collector,
// so that one large request does not hold its memory for ever.
const maxPooled = 64 << 10

// exchangePool keeps exchanges between requests.
type exchangePool struct{ pool sync.Pool }

func (p *exchangePool) get(e *endpoint, w http.ResponseWriter, r *http.Request) *exchange {
	x, ok := p.pool.Get().(*exchange)
	if !ok {
		x = &exchange{}
	}
	x.endpoint, x.w, x.r = e, w, r
	return x
}

func (p *exchangePool) put(x *exchange) {
	if x.form != nil {
		_ = x.form.RemoveAll() // temporary files that are gone already are no loss
	}
	if cap(x.body) > maxPooled || x.out.Cap() > maxPooled {
		return
	}
	x.out.Reset()
	*x = exchange{body: x.body[:0], out: x.out}
	p.pool.Put(x)
}

// run takes the request through its stations and returns what went wrong.
func (x *exchange) run() (err error) {
	e := x.endpoint
	ctx, err := x.admit(x.r.Context())
	if err != nil {
		return err
	}
	if err := x.negotiate(); err != nil {
		return err
	}
	if e.timeout > 0 {
		limited, cancel := context.WithTimeout(ctx, e.timeout)
		defer cancel()
		ctx = limited
	}
	if e.route.stream != nil {
		ctx = x.open(ctx)
		defer x.close()
	}
	scope, joined := di.ScopeOf(ctx)
	if !joined {
		ctx, scope = e.app.container.NewScope(ctx)
		x.life.scope = scope
	}
	defer func() {
		if value := recover(); value != nil {
			err = panicError(value)
		}
		if !joined && !x.left {
			closeScope(e, x.r, scope, err)
		}
	}()
	in := e.newInput()
	if err := x.bind(ctx, in); err != nil {
		return err
	}
	if err := x.admitInput(ctx, in); err != nil {
		return err
	}
	out, err := e.invoke(ctx, scope, in)
	if err != nil {
		return err
	}
	return e.respond(ctx, x, out)
}

// closeScope ends the scope of a request with the error that ended the request. What
// goes wrong then is logged: the answer may be on its way.
func closeScope(e *endpoint, r *http.Request, scope *di.Scope, cause error) {
	if err := scope.Close(cause); err != nil {
		e.app.problems.logger().ErrorContext(r.Context(), "closing the scope of a request failed",
			"route", e.route.String(), "error", err.Error())
	}
}

// fail answers with the problem that err is. An answer that has begun cannot be
// taken back: the connection is cut, so that the client does not take half of it
// for the whole.
func (x *exchange) fail(err error) {
	problems := &x.endpoint.app.problems
	if !x.started {
		problems.Write(x.w, x.r, err)
		return
	}
	failure := classify(err)
	problems.log(x.r, err, failure, StatusOf(failure.Kind))
	panic(http.ErrAbortHandler)
}
