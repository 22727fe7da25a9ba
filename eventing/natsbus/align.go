package natsbus

import (
	"context"

	"github.com/nats-io/nats.go/jetstream"
)

// align compares where the reader goes on with what the stream has, which may have been
// changed behind its back. What that costs is told.
func (r *reader) align(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, asking)
	defer cancel()
	stream, err := r.claim.bus.info(ctx)
	if err != nil {
		return err
	}
	log := r.claim.group.Log.With("group", r.claim.group.Name, "stream", stream.Config.Name)
	meant := r.mark.progress().Stream
	first, last := stream.State.FirstSeq, stream.State.LastSeq
	switch {
	case !meant.IsZero() && !meant.Equal(stream.Created):
		log.Error("the stream was deleted and made again; the group begins at its first event")
		r.restart(0, stream)
	case r.next > last+1:
		log.Error("the stream has lost its last events, as after a crash of its server; the group goes on behind those that are left", "done", r.next-1, "last", last)
		r.restart(last, stream)
	case r.next < first:
		log.Error("the stream has dropped events that the group has not seen; keep them longer by the parameter retain", "first", r.next, "last", first-1)
	}
	return nil
}

func (r *reader) restart(done uint64, stream *jetstream.StreamInfo) {
	r.mark.restart(done, stream.Created)
	r.next = done + 1
}

// info returns what the server says of the stream.
func (b *Bus) info(ctx context.Context) (*jetstream.StreamInfo, error) {
	stream, err := b.js.Stream(ctx, b.config.stream)
	if err != nil {
		return nil, err
	}
	return stream.CachedInfo(), nil
}
