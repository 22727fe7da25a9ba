package projection

import (
	"context"
	"strconv"

	"github.com/neuroglia-go/neuroglia/data/eventstore"
	"github.com/neuroglia-go/neuroglia/errs"
)

// Header is the header in which an edge tells a client how far its command has brought the
// log, and in which the client hands that back with a query that is to see it.
const Header = "Consistency-Token"

// FormatToken returns the position as a token for clients, "" for 0: nothing was written.
func FormatToken(p eventstore.Position) string {
	if p <= 0 {
		return ""
	}
	return strconv.FormatInt(int64(p), 36)
}

// ParseToken returns the position of a token. One that no FormatToken has made is an
// errs.KindInvalid with the code "bad_consistency_token"; "" is 0.
func ParseToken(token string) (eventstore.Position, error) {
	if token == "" {
		return 0, nil
	}
	p, err := strconv.ParseInt(token, 36, 64)
	if err != nil || p <= 0 {
		return 0, errs.Invalid("bad_consistency_token", "%q is no consistency token; send the header %s as it was received", token, Header)
	}
	return eventstore.Position(p), nil
}

type tokenKey struct{}

// WithToken returns a context under which views are read as of the position at least. An
// edge calls it with what it finds in the header:
//
//	position, err := projection.ParseToken(r.Header.Get(projection.Header))
//	…
//	ctx = projection.WithToken(ctx, position)
//
// and answers a command with what [eventstore.Track] has seen:
//
//	ctx, token := eventstore.Track(ctx)
//	…
//	w.Header().Set(projection.Header, projection.FormatToken(token.Position()))
func WithToken(ctx context.Context, p eventstore.Position) context.Context {
	if p <= 0 {
		return ctx
	}
	return context.WithValue(ctx, tokenKey{}, p)
}

// TokenOf returns the position that reads under ctx have to see.
func TokenOf(ctx context.Context) (eventstore.Position, bool) {
	p, ok := ctx.Value(tokenKey{}).(eventstore.Position)
	return p, ok
}
