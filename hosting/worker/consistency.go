package worker

import (
	"net/http"

	"github.com/neuroglia-go/neuroglia/data/eventstore"
	"github.com/neuroglia-go/neuroglia/eventing/projection"
)

// Consistency is the middleware by which clients read their own writes: it answers with
// the header [projection.Header] where the request has written something, and has reads
// wait for what that header of the request says. One that makes no sense is ignored, as
// it asks for nothing that could be given.
func Consistency(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx, token := eventstore.Track(r.Context())
		if sent := r.Header.Get(projection.Header); sent != "" {
			if position, err := projection.ParseToken(sent); err == nil {
				ctx = projection.WithToken(ctx, position)
			}
		}
		next.ServeHTTP(&tokenWriter{ResponseWriter: w, token: token}, r.WithContext(ctx))
	})
}

// tokenWriter adds the token to the header when that is sent, for only then it is known.
type tokenWriter struct {
	http.ResponseWriter
	token *eventstore.Token
	sent  bool
}

func (w *tokenWriter) WriteHeader(status int) {
	if !w.sent && status >= http.StatusOK {
		w.sent = true
		if text := projection.FormatToken(w.token.Position()); text != "" {
			w.Header().Set(projection.Header, text)
		}
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *tokenWriter) Write(p []byte) (int, error) {
	if !w.sent {
		w.WriteHeader(http.StatusOK)
	}
	return w.ResponseWriter.Write(p)
}

// Unwrap lets http.ResponseController find the rest.
func (w *tokenWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }
