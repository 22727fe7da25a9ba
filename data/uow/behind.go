package uow

import "context"

type behindKey struct{}

// Behind returns a context for a unit of work that is begun while the one before it is still
// being committed. Whoever reads what is stored, and the commit of the unit, wait until
// settled returns, and fail with its error: so the unit sees what the one before it wrote,
// and is committed after it or not at all, while its function runs and its writes are
// encoded meanwhile. A nil settled is a context that is behind nothing.
//
// It is for those who carry out units in a row, such as package eventing. Reads that do not
// go through a repository call [Settled] themselves.
func Behind(ctx context.Context, settled func(ctx context.Context) error) context.Context {
	return context.WithValue(ctx, behindKey{}, settled)
}

// Settled returns nil once the unit of work that ctx is [Behind] is committed, at once where
// it is behind none. It fails when that one did: then nothing of this one can be stored.
func Settled(ctx context.Context) error {
	if settled, _ := ctx.Value(behindKey{}).(func(context.Context) error); settled != nil {
		return settled(ctx)
	}
	return nil
}
