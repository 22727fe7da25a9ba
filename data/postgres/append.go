package postgres

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"

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
	s.news.signal()
	eventstore.Advance(ctx, commit.Position)
	return commit, nil
}

// appendAlone appends in a transaction of its own, which is tried again when another
// process takes the same versions first: somebody else got on each time.
func (s *Store) appendAlone(ctx context.Context, batches []eventstore.Batch) (eventstore.Commit, error) {
	for attempt := 1; ; attempt++ {
		commit, err := s.appendOnce(ctx, batches)
		if err == nil || !isRepeatable(err) || attempt == attempts || ctx.Err() != nil {
			if codeOf(err) == staleStream {
				return s.refused(ctx, batches, err)
			}
			return commit, fault(err)
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

func (s *Store) appendOnce(ctx context.Context, batches []eventstore.Batch) (commit eventstore.Commit, err error) {
	results, err := s.appendBatches(ctx, true, batches)
	if err != nil {
		return commit, err
	}
	commit.Versions = make([]int64, len(batches))
	for i, r := range results {
		commit.Versions[i] = r.version
		commit.Position = max(commit.Position, *r.position)
	}
	return commit, nil
}

// appended is the outcome of a batch; a refused one has no position.
type appended struct {
	version  int64
	position *eventstore.Position
}

// appendBatches sends one statement, which is one transaction.
func (s *Store) appendBatches(ctx context.Context, strict bool, batches []eventstore.Batch) ([]appended, error) {
	conn, err := s.pool.Acquire(ctx)
	if err != nil {
		return nil, readFault(ctx, err)
	}
	defer conn.Release()
	sending, done := patient(ctx)
	defer done()
	statement, args, err := s.appendStatement(strict, batches)
	if err != nil {
		return nil, err
	}
	rows, err := conn.Query(sending, statement, args...)
	if err != nil {
		return nil, stepFailed(ctx, err)
	}
	results, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (r appended, err error) {
		return r, row.Scan(&r.version, &r.position)
	})
	if err != nil {
		return nil, stepFailed(ctx, err)
	}
	if len(results) != len(batches) { // the statement for one event has no row when refused
		results = append(results, appended{})
		if strict {
			return nil, errNotExpected
		}
	}
	return results, nil
}

// appendStatement returns the statement that appends the batches.
func (s *Store) appendStatement(strict bool, batches []eventstore.Batch) (string, []any, error) {
	if len(batches) == 1 && len(batches[0].Events) == 1 {
		return s.appendOneStatement(batches[0])
	}
	return s.appendFunction(strict, batches)
}

func (s *Store) appendFunction(strict bool, batches []eventstore.Batch) (string, []any, error) {
	a := arrays{strict: strict}
	for i, b := range batches {
		if err := a.add(i, b); err != nil {
			return "", nil, err
		}
	}
	return s.log.appendMany, a.args(), nil
}

func (s *Store) appendOneStatement(b eventstore.Batch) (string, []any, error) {
	e := b.Events[0]
	metadata, err := encodeMetadata(e.Metadata)
	if err != nil {
		return "", nil, err
	}
	var at any
	if !e.At.IsZero() {
		at = e.At
	}
	statement := s.log.appendExact
	if b.Expected < 0 {
		statement = s.log.appendAny
	}
	return statement, []any{b.Stream, int64(b.Expected), e.ID, e.Type, int32(e.SchemaVersion), at, e.Data, metadata}, nil
}

// arrays are the arguments of neuroglia_append.
type arrays struct {
	strict          bool
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
	return []any{a.strict, a.streams, a.expected, a.finals, a.batches, a.places, a.ids, a.types, a.schemas, a.ats, a.datas, a.metas}
}

// encodeMetadata returns nil where there is none.
func encodeMetadata(m eventstore.Metadata) ([]byte, error) {
	if m.IsZero() {
		return nil, nil
	}
	return json.Marshal(m)
}

// refused tells an append that is a repetition from one that comes too late.
func (s *Store) refused(ctx context.Context, batches []eventstore.Batch, refusal error) (none eventstore.Commit, err error) {
	commit, ok, err := s.repeated(ctx, batches)
	if err != nil || ok {
		return commit, err
	}
	return none, s.late(ctx, batches, refusal)
}

// errNotExpected stands for the answer of the server where one statement has no row
// instead.
var errNotExpected = &pgconn.PgError{Severity: "ERROR", Code: staleStream, Message: "a stream is not in the version that the append expects"}

// late says which stream is not as expected, as far as that can be seen by now, else as the
// server saw it.
func (s *Store) late(ctx context.Context, batches []eventstore.Batch, refusal error) error {
	for _, b := range batches {
		version, err := s.streamVersion(ctx, b.Stream)
		if err != nil {
			return err
		}
		if !b.Expected.Met(version) {
			return &eventstore.VersionError{Stream: b.Stream, Expected: b.Expected, Actual: version}
		}
	}
	if i, version, ok := refusedBatch(refusal); ok && i < len(batches) {
		return &eventstore.VersionError{Stream: batches[i].Stream, Expected: batches[i].Expected, Actual: version}
	}
	return refusal
}

// refusedBatch reads which batch the server refused, and what it found.
func refusedBatch(err error) (batch int, version int64, ok bool) {
	refusal, ok := errors.AsType[*pgconn.PgError](err)
	if !ok || refusal.Code != staleStream {
		return 0, 0, false
	}
	first, second, _ := strings.Cut(refusal.Detail, " ")
	batch, errBatch := strconv.Atoi(first)
	version, errVersion := strconv.ParseInt(second, 10, 64)
	return batch, version, errors.Join(errBatch, errVersion) == nil
}

// repeated returns what an earlier append of the same events did, if there was one.
func (s *Store) repeated(ctx context.Context, batches []eventstore.Batch) (commit eventstore.Commit, ok bool, err error) {
	for _, b := range batches {
		version, err := s.streamVersion(ctx, b.Stream)
		if err != nil {
			return commit, false, err
		}
		behind := int64(b.Expected)
		if b.Expected < 0 {
			behind = version - int64(len(b.Events))
		}
		last := behind + int64(len(b.Events))
		if len(b.Events) == 0 {
			commit.Versions = append(commit.Versions, version)
			continue
		}
		position, same, err := s.holds(ctx, b, behind)
		if err != nil || !same {
			return eventstore.Commit{}, false, err
		}
		commit.Versions = append(commit.Versions, last)
		commit.Position = max(commit.Position, position)
	}
	return commit, commit.Position > 0, nil
}

// holds reports whether the events of the batch are in its stream right behind the version.
func (s *Store) holds(ctx context.Context, b eventstore.Batch, behind int64) (last eventstore.Position, same bool, err error) {
	n := 0
	for r, err := range s.ReadStream(ctx, b.Stream, eventstore.ReadOptions{From: behind + 1, Limit: len(b.Events), Archived: true}) {
		if err != nil {
			return 0, false, err
		}
		if behind < 0 || r.Version != behind+int64(n)+1 || r.ID != b.Events[n].ID {
			return 0, false, nil
		}
		last = r.Position
		n++
	}
	return last, n == len(b.Events), nil
}

func (s *Store) streamVersion(ctx context.Context, stream string) (version int64, err error) {
	err = s.pool.QueryRow(ctx, s.log.version, stream).Scan(&version)
	return version, readFault(ctx, err)
}
