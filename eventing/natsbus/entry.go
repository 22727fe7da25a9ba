package natsbus

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"github.com/nats-io/nats.go/jetstream"
)

// entry is what the bucket says of a group.
type entry struct {
	// Owner is who is at work, empty for nobody.
	Owner string `json:"owner,omitempty"`
	progress
}

// progress is which events of the stream a group is done with.
type progress struct {
	// Done is the last event up to which all are.
	Done uint64 `json:"done"`
	// Ahead are those after it, ascending.
	Ahead []uint64 `json:"ahead,omitempty"`
	// Stream is when the stream was made that is meant. One that was deleted and made again
	// counts from 1.
	Stream time.Time `json:"stream"`
}

// entry reads what the bucket says of the group.
func (b *Bus) entry(ctx context.Context, group string) (e entry, revision uint64, err error) {
	ctx, cancel := b.answering(ctx)
	defer cancel()
	found, err := b.groups.Get(ctx, b.config.key(group))
	if err != nil {
		return e, 0, err
	}
	return e, found.Revision(), json.Unmarshal(found.Value(), &e)
}

// declare makes the entry of a group if there is none.
func (b *Bus) declare(ctx context.Context, group string) error {
	ctx, cancel := b.answering(ctx)
	defer cancel()
	stream, err := b.info(ctx)
	if err != nil {
		return err
	}
	e := entry{progress: progress{Done: stream.State.LastSeq, Stream: stream.Created}}
	if b.config.first {
		e.Done = max(stream.State.FirstSeq, 1) - 1
	}
	value, err := json.Marshal(e)
	if err != nil {
		return err
	}
	_, err = b.groups.Create(ctx, b.config.key(group), value)
	if errors.Is(err, jetstream.ErrKeyExists) {
		return nil
	}
	return err
}

// answering bounds how long an answer is awaited.
func (b *Bus) answering(ctx context.Context) (context.Context, context.CancelFunc) {
	ctx, done := b.untilLost(ctx)
	ctx, cancel := context.WithTimeout(ctx, asking)
	return ctx, func() {
		cancel()
		done()
	}
}

// pause waits and reports whether ctx goes on.
func pause(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return ctx.Err() == nil
	case <-ctx.Done():
		return false
	}
}
