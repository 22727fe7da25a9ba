package natsbus

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/eventing/transport"
)

// week is how long events are kept unless the URL says otherwise.
const week = 7 * 24 * time.Hour

// prepare makes the stream and the bucket of the groups, or finds them.
func (b *Bus) prepare(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 2*asking)
	defer cancel()
	ctx, done := b.untilLost(ctx)
	defer done()
	err := b.prepareAll(ctx)
	pause := transport.Backoff{First: 20 * time.Millisecond, Limit: time.Second}
	for try := 1; troubled(err) && pause.Wait(ctx, try); try++ {
		err = b.prepareAll(ctx)
	}
	switch {
	case err == nil:
		return nil
	case troubled(err):
		return b.away(err)
	case errors.Is(err, jetstream.ErrJetStreamNotEnabled), errors.Is(err, jetstream.ErrJetStreamNotEnabledForAccount), errors.Is(err, nats.ErrNoResponders):
		return errs.Invalid("nats_without_jetstream",
			"NATS at %s has no JetStream for this user; start the server with -js or enable it for the account", b.config.where()).Wrap(err)
	case errors.Is(b.conn.LastError(), nats.ErrPermissionViolation):
		return errs.Forbidden("nats_permission_denied",
			"NATS at %s does not let this user manage the stream %q; allow it to publish to $JS.API.> and %s.>", b.config.where(), b.config.stream, b.config.subject).
			Wrap(b.conn.LastError())
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
		return b.away(err)
	default:
		return errs.Invalid("nats_stream_refused",
			"NATS at %s refuses the stream %q with the subjects of %q; choose others by the parameters stream and subject", b.config.where(), b.config.stream, b.config.subject).Wrap(err)
	}
}

func (b *Bus) prepareAll(ctx context.Context) (err error) {
	if err = b.prepareStream(ctx); err == nil {
		b.groups, err = b.prepareGroups(ctx)
	}
	return err
}

// troubled reports whether the server says that the fault is its own, as it does while a
// cluster elects and when it makes two streams at once.
func troubled(err error) bool {
	var refused *jetstream.APIError
	return errors.As(err, &refused) && refused.Code >= 500 && refused.ErrorCode != jetstream.JSErrCodeJetStreamNotEnabled &&
		refused.ErrorCode != jetstream.JSErrCodeJetStreamNotEnabledForAccount
}

// prepareStream makes the stream, or changes what the URL says of one that is there.
func (b *Bus) prepareStream(ctx context.Context) error {
	c := b.config
	retain := c.retain
	if retain == 0 {
		retain = week
	}
	return b.stream(ctx, jetstream.StreamConfig{
		Name: c.stream, Description: "CloudEvents", Subjects: []string{c.subject + ".>"},
		MaxAge: retain, Replicas: max(c.replicas, 1), Storage: jetstream.FileStorage, Duplicates: min(2*time.Minute, retain),
	}, func(there *jetstream.StreamConfig) {
		if c.retain != 0 {
			there.MaxAge = c.retain
			there.Duplicates = min(there.Duplicates, c.retain)
		}
		if c.replicas != 0 {
			there.Replicas = c.replicas
		}
	})
}

// prepareDead makes the stream of dead letters if there is none. What is put aside is not
// dropped by age.
func (b *Bus) prepareDead(ctx context.Context) error {
	c := b.config
	return b.stream(ctx, jetstream.StreamConfig{
		Name: c.dead(), Description: "events of " + c.stream + " that were put aside", Subjects: []string{c.deadSubject("*")},
		Replicas: max(c.replicas, 1), Storage: jetstream.FileStorage,
	}, func(*jetstream.StreamConfig) {})
}

// stream makes a stream, or gives one that is there the subject and what change changes.
func (b *Bus) stream(ctx context.Context, fresh jetstream.StreamConfig, change func(there *jetstream.StreamConfig)) error {
	found, err := b.js.Stream(ctx, fresh.Name)
	if errors.Is(err, jetstream.ErrStreamNotFound) {
		_, err = b.js.CreateStream(ctx, fresh)
		if !errors.Is(err, jetstream.ErrStreamNameAlreadyInUse) {
			return err
		}
		found, err = b.js.Stream(ctx, fresh.Name) // another process was faster
	}
	if err != nil {
		return err
	}
	there := found.CachedInfo().Config
	wanted := there
	change(&wanted)
	if !slices.Contains(there.Subjects, fresh.Subjects[0]) {
		wanted.Subjects = append(slices.Clone(there.Subjects), fresh.Subjects...)
	}
	if len(wanted.Subjects) == len(there.Subjects) && wanted.MaxAge == there.MaxAge && wanted.Replicas == there.Replicas {
		return nil
	}
	_, err = b.js.UpdateStream(ctx, wanted)
	return err
}

func (b *Bus) prepareGroups(ctx context.Context) (jetstream.KeyValue, error) {
	bucket, err := b.js.KeyValue(ctx, b.config.groups())
	if !errors.Is(err, jetstream.ErrBucketNotFound) {
		return bucket, err
	}
	bucket, err = b.js.CreateKeyValue(ctx, jetstream.KeyValueConfig{
		Bucket: b.config.groups(), Description: "who consumes " + b.config.stream + ", and how far",
		Replicas: max(b.config.replicas, 1), Storage: jetstream.FileStorage,
	})
	if errors.Is(err, jetstream.ErrBucketExists) {
		return b.js.KeyValue(ctx, b.config.groups()) // another process was faster
	}
	return bucket, err
}
