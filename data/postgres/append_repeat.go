package postgres

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/neuroglia-go/neuroglia/data/eventstore"
)

// refused tells an append that is a repetition from one that comes too late.
func (s *Store) refused(ctx context.Context, batches []eventstore.Batch, refusal error) (none eventstore.Commit, err error) {
	commit, ok, err := s.repeated(ctx, batches)
	if err != nil || ok {
		return commit, err
	}
	return none, s.late(ctx, batches, refusal)
}

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
	if behind < 0 {
		return 0, false, nil
	}
	n := 0
	options := eventstore.ReadOptions{From: behind + 1, Limit: len(b.Events), Archived: true}
	err = s.readStream(ctx, s.pool, b.Stream, options, func(r eventstore.Record, _ error) bool {
		if same = r.Version == behind+int64(n)+1 && r.ID == b.Events[n].ID; same {
			last = r.Position
			n++
		}
		return same
	})
	return last, n == len(b.Events), readFault(ctx, err)
}

func (s *Store) streamVersion(ctx context.Context, stream string) (version int64, err error) {
	err = s.pool.QueryRow(ctx, s.log.version, stream).Scan(&version)
	return version, readFault(ctx, err)
}
