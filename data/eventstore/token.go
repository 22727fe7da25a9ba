package eventstore

import (
	"context"
	"sync/atomic"
)

// Token knows how far the log has to be read to see what was committed under its
// context. It is safe for concurrent use.
type Token struct{ position atomic.Int64 }

type tokenKey struct{}

// Track returns a context and the token of what is committed under it, by units of
// work as by appends:
//
//	ctx, token := eventstore.Track(ctx)
//	err := uow.Do(ctx, place)
//	w.Header().Set("Position", strconv.FormatInt(int64(token.Position()), 10))
//
// A reader that has got as far as the token has seen it all. A context that is
// tracked already gives its own token, so an edge and what it calls share one.
func Track(ctx context.Context) (context.Context, *Token) {
	if t, ok := ctx.Value(tokenKey{}).(*Token); ok {
		return ctx, t
	}
	t := new(Token)
	return context.WithValue(ctx, tokenKey{}, t), t
}

// Position returns the position of the last record committed so far, 0 when there is
// none.
func (t *Token) Position() Position { return Position(t.position.Load()) }

// Advance notes that the position was committed under ctx. Stores call it at the end
// of every commit that appended something; where nobody tracks it does nothing.
func Advance(ctx context.Context, position Position) {
	t, ok := ctx.Value(tokenKey{}).(*Token)
	for ok {
		old := t.position.Load()
		if int64(position) <= old || t.position.CompareAndSwap(old, int64(position)) {
			return
		}
	}
}
