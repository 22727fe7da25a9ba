package mvc

import (
	"context"
	"errors"
	"io"
	"iter"
	"net/http"
	"time"

	"github.com/neuroglia-go/neuroglia/errs"
)

// Stream is a result that is sent while it is made. Each write goes to the client
// at once. An error before the first write is answered as a problem; later the
// connection is cut, so that the client sees that something is missing.
type Stream struct {
	// ContentType is the media type; empty means application/octet-stream.
	ContentType string
	// Write sends the content.
	Write func(ctx context.Context, w io.Writer) error

	rows func(x *exchange, w io.Writer) error
}

// Lines is a stream of JSON values, one on each line (application/x-ndjson), for
// lists that are too long for one answer.
func Lines[T any](rows iter.Seq2[T, error]) Stream {
	return Stream{ContentType: "application/x-ndjson", rows: func(x *exchange, w io.Writer) error {
		for row, err := range rows {
			if err != nil {
				return err
			}
			x.out.Reset()
			if err := x.endpoint.codec.Marshal(&x.out, &row); err != nil {
				return errs.Internal("encode", "a row could not be encoded").Wrap(err)
			}
			x.out.WriteByte('\n')
			if _, err := w.Write(x.out.Bytes()); err != nil {
				return err
			}
		}
		return nil
	}}
}

func respondStream(rt *route) responder {
	status := rt.successStatus()
	return func(ctx context.Context, x *exchange, out any) error {
		stream := out.(*Stream)
		media := stream.ContentType
		if media == "" {
			media = "application/octet-stream"
		}
		x.w.Header().Set("Content-Type", media)
		if x.r.Method == http.MethodHead {
			x.w.WriteHeader(status)
			return nil
		}
		w := newLiveWriter(x, status)
		if err := stream.run(ctx, x, w); err != nil {
			return err
		}
		return w.begin() // a stream of nothing is an answer too
	}
}

func (s *Stream) run(ctx context.Context, x *exchange, w io.Writer) error {
	switch {
	case s.rows != nil:
		return s.rows(x, w)
	case s.Write != nil:
		return s.Write(ctx, w)
	default:
		return errs.Internal("no_content", "the action returned a Stream without Write")
	}
}

// liveWriter sends the header with the first write, and every write at once.
type liveWriter struct {
	x          *exchange
	status     int
	controller *http.ResponseController
}

func newLiveWriter(x *exchange, status int) *liveWriter {
	return &liveWriter{x: x, status: status, controller: http.NewResponseController(x.w)}
}

// begin sends the header once. The write deadline of the server is meant for
// answers that are made before they are sent and is lifted.
func (l *liveWriter) begin() error {
	if l.x.started {
		return nil
	}
	l.x.started = true
	if err := l.controller.SetWriteDeadline(time.Time{}); err != nil && !errors.Is(err, http.ErrNotSupported) {
		return err
	}
	l.x.w.WriteHeader(l.status)
	return l.flush()
}

func (l *liveWriter) Write(p []byte) (int, error) {
	if err := l.begin(); err != nil {
		return 0, err
	}
	n, err := l.x.w.Write(p)
	if err != nil {
		return n, err
	}
	return n, l.flush()
}

// flush does nothing where the writer below cannot: the content then arrives at
// the end.
func (l *liveWriter) flush() error {
	if err := l.controller.Flush(); !errors.Is(err, http.ErrNotSupported) {
		return err
	}
	return nil
}
