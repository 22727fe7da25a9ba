package session

import (
	"context"
	"io"
	"net/http"
	"sync"
)

// delivery sets headers of an answer.
type delivery func(http.Header)

// answer is what a request has to say about tokens until its header is sent. It is safe for
// concurrent use.
type answer struct {
	mu      sync.Mutex
	settled delivery  // holds however the request ends
	staged  delivery  // holds if the request succeeds
	source  Deliverer // who brought the token of the request
	sent    bool
}

type answerKey struct{ sessions *Sessions }

func (s *Sessions) answer(ctx context.Context) (*answer, bool) {
	a, ok := ctx.Value(answerKey{s}).(*answer)
	return a, ok
}

func (a *answer) settle(d delivery) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.settled = d
}

func (a *answer) stage(d delivery) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.staged = d
}

// from notes who brought the token of the request.
func (a *answer) from(source Deliverer) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.source = source
}

// stageRemoval has the client forget the token of the request, where it came by one who can
// tell it so.
func (a *answer) stageRemoval() {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.source != nil {
		a.staged = a.source.Remove
	}
}

// send sets the headers of an answer with the status, once.
func (a *answer) send(header http.Header, status int) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.sent {
		return
	}
	a.sent = true
	switch {
	case a.staged != nil && status < http.StatusBadRequest:
		a.staged(header)
	case a.settled != nil:
		a.settled(header)
	}
}

// Middleware lets [Sessions.Open] and [Sessions.End] reach the answer of the request they
// are called in. It belongs around auth.Middleware:
//
//	router.Use(sessions.Middleware, auth.Middleware(sessions))
func (s *Sessions) Middleware(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a := &answer{}
		next.ServeHTTP(&writer{ResponseWriter: w, answer: a}, r.WithContext(context.WithValue(r.Context(), answerKey{s}, a)))
		a.send(w.Header(), http.StatusOK) // of one who wrote nothing
	})
}

// writer sets the headers of the answer as late as can be: what is to be told is known then.
type writer struct {
	http.ResponseWriter
	answer *answer
}

// WriteHeader sets the headers before they are sent. Informational ones are not the answer.
func (w *writer) WriteHeader(status int) {
	if status >= http.StatusOK || status == http.StatusSwitchingProtocols {
		w.answer.send(w.Header(), status)
	}
	w.ResponseWriter.WriteHeader(status)
}

// Write sends the header if nobody has.
func (w *writer) Write(p []byte) (int, error) {
	w.answer.send(w.Header(), http.StatusOK)
	return w.ResponseWriter.Write(p)
}

// ReadFrom keeps the fast path for files.
func (w *writer) ReadFrom(r io.Reader) (int64, error) {
	w.answer.send(w.Header(), http.StatusOK)
	return io.Copy(w.ResponseWriter, r)
}

// Flush sends the header if nobody has, and what is written so far.
func (w *writer) Flush() {
	w.answer.send(w.Header(), http.StatusOK)
	_ = http.NewResponseController(w.ResponseWriter).Flush() // a writer that cannot flush has nothing to hand on
}

// Unwrap lets http.ResponseController find the rest.
func (w *writer) Unwrap() http.ResponseWriter { return w.ResponseWriter }
