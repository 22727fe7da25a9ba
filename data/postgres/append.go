package postgres

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/neuroglia-go/neuroglia/data/eventstore"
)

// Append appends the batches, all or none. Of many appends of one batch at the same time, some
// share a transaction; each has its own outcome.
func (s *Store) Append(ctx context.Context, batches ...eventstore.Batch) (eventstore.Commit, error) {
	prepared, err := eventstore.Prepare(ctx, batches)
	if err == nil {
		err = s.open(ctx)
	}
	if err != nil || len(prepared) == 0 {
		return eventstore.Commit{}, err
	}
	var commit eventstore.Commit
	if len(prepared) == 1 && len(prepared[0].Events) > 0 {
		commit, err = s.appender.append(ctx, prepared[0])
	} else {
		commit, err = s.appendAlone(ctx, prepared)
	}
	if err != nil {
		return eventstore.Commit{}, fmt.Errorf("append to %d streams: %w", len(batches), err)
	}
	s.appended()
	eventstore.Advance(ctx, commit.Position)
	return commit, nil
}

// appendAlone appends in a transaction of its own, which is tried again when another
// process takes the same versions first: somebody else got on each time.
func (s *Store) appendAlone(ctx context.Context, batches []eventstore.Batch) (eventstore.Commit, error) {
	for attempt := 1; ; attempt++ {
		commit, err := s.appendOnce(ctx, batches)
		switch {
		case codeOf(err) == staleStream:
			return s.refused(ctx, batches, err)
		case !isRepeatable(err) || attempt == attempts:
			return commit, fault(err)
		case ctx.Err() != nil:
			return commit, context.Cause(ctx)
		}
	}
}

// isRepeatable reports whether a transaction that failed is to be sent again: it lost to
// another one that succeeded.
func isRepeatable(err error) bool {
	refusal, ok := errors.AsType[*pgconn.PgError](err)
	return ok && (refusal.Code == deadlockDetected || refusal.Code == serializationFailed ||
		refusal.Code == uniqueViolation && refusal.ConstraintName == "neuroglia_events_stream")
}

// appendOnce sends the batches in one transaction.
func (s *Store) appendOnce(ctx context.Context, batches []eventstore.Batch) (commit eventstore.Commit, err error) {
	conn, err := s.pool.Acquire(ctx)
	if err != nil {
		return commit, readFault(ctx, err)
	}
	defer conn.Release()
	sending, done := patient(ctx)
	defer done()
	if len(batches) == 1 && len(batches[0].Events) >= copied {
		return s.appendByCopy(sending, conn, batches[0])
	}
	statement, args, err := s.appendStatement(batches)
	if err != nil {
		return commit, err
	}
	rows, err := conn.Query(sending, statement, args...)
	if err != nil {
		return commit, notSent(ctx, err)
	}
	var version int64
	var position *eventstore.Position // of a batch without events there is none
	_, err = pgx.ForEachRow(rows, []any{&version, &position}, func() error {
		commit.Versions = append(commit.Versions, version)
		if position != nil {
			commit.Position = max(commit.Position, *position)
		}
		return nil
	})
	switch {
	case err != nil:
		return eventstore.Commit{}, stepFailed(ctx, err)
	case len(commit.Versions) == 0:
		return commit, errNotExpected
	}
	return commit, nil
}

// appendStatement returns the statement that appends the batches. It has no row when one is
// refused, or fails.
func (s *Store) appendStatement(batches []eventstore.Batch) (string, []any, error) {
	switch {
	case len(batches) > 1 || len(batches[0].Events) == 0:
		return s.appendFunction(batches)
	case len(batches[0].Events) > 1:
		return s.appendRun(batches[0])
	}
	return s.appendOne(batches[0])
}

func (s *Store) appendFunction(batches []eventstore.Batch) (string, []any, error) {
	var a arrays
	for i, b := range batches {
		if err := a.add(i, b); err != nil {
			return "", nil, err
		}
	}
	return s.log.many, a.args(), nil
}

func (s *Store) appendOne(b eventstore.Batch) (string, []any, error) {
	e := b.Events[0]
	metadata, err := encodeMetadata(e.Metadata)
	if err != nil {
		return "", nil, err
	}
	statement := s.log.exact
	if b.Expected < 0 {
		statement = s.log.anyone
	}
	return statement, []any{b.Stream, int64(b.Expected), e.ID, e.Type, int32(e.SchemaVersion), timeOf(&e), e.Data, metadata}, nil
}

func (s *Store) appendRun(b eventstore.Batch) (string, []any, error) {
	c := newEventArrays(len(b.Events))
	for i := range b.Events {
		if err := c.set(i, &b.Events[i]); err != nil {
			return "", nil, err
		}
	}
	return s.log.run, append([]any{b.Stream, int64(b.Expected), lastID(b)}, c.args()...), nil
}

func lastID(b eventstore.Batch) string { return b.Events[len(b.Events)-1].ID }

// eventArrays are the events of several rows.
type eventArrays struct {
	ids, types   []string
	schemas      []int32
	ats          []*time.Time
	datas, metas [][]byte
}

func newEventArrays(n int) eventArrays {
	return eventArrays{
		ids: make([]string, n), types: make([]string, n), schemas: make([]int32, n),
		ats: make([]*time.Time, n), datas: make([][]byte, n), metas: make([][]byte, n),
	}
}

func (c *eventArrays) set(i int, e *eventstore.Event) (err error) {
	c.ids[i], c.types[i], c.schemas[i], c.ats[i], c.datas[i] = e.ID, e.Type, int32(e.SchemaVersion), timeOf(e), e.Data //nolint:gosec // small
	c.metas[i], err = encodeMetadata(e.Metadata)
	return err
}

func (c *eventArrays) args() []any { return []any{c.ids, c.types, c.schemas, c.ats, c.datas, c.metas} }

// timeOf returns nil where the server is to tell the time.
func timeOf(e *eventstore.Event) *time.Time {
	if e.At.IsZero() {
		return nil
	}
	return &e.At
}

// arrays are the arguments of neuroglia_append.
type arrays struct {
	streams         []string
	expected        []int64
	finals          []*string // the id of the last event of each batch
	batches, places []int32
	ids, types      []string
	schemas         []int32
	ats             []*int64
	datas, metas    [][]byte
}

func (a *arrays) add(n int, b eventstore.Batch) error {
	var final *string
	if len(b.Events) > 0 {
		final = &b.Events[len(b.Events)-1].ID
	}
	a.streams, a.expected, a.finals = append(a.streams, b.Stream), append(a.expected, int64(b.Expected)), append(a.finals, final)
	for place, e := range b.Events {
		metadata, err := encodeMetadata(e.Metadata)
		if err != nil {
			return err
		}
		var at *int64
		if !e.At.IsZero() {
			micros := e.At.UnixMicro()
			at = &micros
		}
		a.batches, a.places = append(a.batches, int32(n+1)), append(a.places, int32(place+1))                               //nolint:gosec // few
		a.ids, a.types, a.schemas = append(a.ids, e.ID), append(a.types, e.Type), append(a.schemas, int32(e.SchemaVersion)) //nolint:gosec // small
		a.ats, a.datas, a.metas = append(a.ats, at), append(a.datas, e.Data), append(a.metas, metadata)
	}
	return nil
}

func (a *arrays) args() []any {
	return []any{true, a.streams, a.expected, a.finals, a.batches, a.places, a.ids, a.types, a.schemas, a.ats, a.datas, a.metas}
}

// encodeMetadata returns nil where there is none.
func encodeMetadata(m eventstore.Metadata) ([]byte, error) {
	if m.IsZero() {
		return nil, nil
	}
	return json.Marshal(m)
}

// errNotExpected stands for the answer of the server where one statement has no row
// instead.
var errNotExpected = &pgconn.PgError{Severity: "ERROR", Code: staleStream, Message: "a stream is not in the version that the append expects"}
