package hosting

import (
	"errors"
	"io"
	"net/http"
	"sync/atomic"
)

// recorder notes what an answer comes to, for the request log.
type recorder struct {
	http.ResponseWriter
	status   int // 0 until the header is written
	bytes    int64
	draining *atomic.Bool
	security *security
}

// WriteHeader notes the status. While the host drains it asks the client to use
// another connection next time, so that none is closed under a request.
func (w *recorder) WriteHeader(status int) {
	if w.status == 0 && status >= http.StatusOK {
		w.status = status
		w.security.finish(w.Header())
		keepCookie(w.Header())
		if w.draining.Load() {
			w.Header().Set("Connection", "close")
		}
	}
	w.ResponseWriter.WriteHeader(status)
}

// Write counts the bytes.
func (w *recorder) Write(p []byte) (int, error) {
	if w.status == 0 {
		w.WriteHeader(http.StatusOK)
	}
	n, err := w.ResponseWriter.Write(p)
	w.bytes += int64(n)
	return n, err
}

// ReadFrom keeps the fast path of files to sockets.
func (w *recorder) ReadFrom(r io.Reader) (int64, error) {
	if w.status == 0 {
		w.WriteHeader(http.StatusOK)
	}
	n, err := io.Copy(w.ResponseWriter, r)
	w.bytes += n
	return n, err
}

// Flush hands on what is buffered, for code that asserts http.Flusher.
func (w *recorder) Flush() {
	if w.status == 0 {
		w.WriteHeader(http.StatusOK)
	}
	_ = http.NewResponseController(w.ResponseWriter).Flush() // a writer that cannot flush has nothing to hand on
}

// Unwrap lets http.ResponseController find the rest.
func (w *recorder) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// code returns the status that the client got.
func (w *recorder) code() int {
	if w.status == 0 {
		return http.StatusOK
	}
	return w.status
}

// over is the writer of a request that has ended.
type over struct{}

func (over) Header() http.Header       { return http.Header{} }
func (over) WriteHeader(int)           {}
func (over) Write([]byte) (int, error) { return 0, errOver }

var errOver = errors.New("the request has ended; its answer takes no more")
