package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"

	"github.com/neuroglia-go/neuroglia/data/eventstore"
)

// appendEach appends the one event of each, in one statement and transaction, and notes
// where it is. Those that are refused stay without a position.
func (s *Store) appendEach(ctx context.Context, group []*pendingAppend) error {
	args, err := argsOfEach(group)
	if err != nil {
		return err
	}
	conn, err := s.pool.Acquire(ctx)
	if err != nil {
		return readFault(ctx, err)
	}
	defer conn.Release()
	sending, done := patient(ctx)
	defer done()
	rows, err := conn.Query(sending, s.log.each, args...)
	if err != nil {
		return notSent(ctx, err)
	}
	byStream := make(map[string]*pendingAppend, len(group))
	for _, p := range group {
		byStream[p.batch.Stream] = p
	}
	var stream pgtype.DriverBytes // not copied, as it is only looked up
	var version, position int64
	_, err = pgx.ForEachRow(rows, []any{&stream, &version, &position}, func() error {
		byStream[string(stream)].commit = eventstore.Commit{Position: eventstore.Position(position), Versions: []int64{version}}
		return nil
	})
	if err != nil {
		return stepFailed(ctx, err)
	}
	return nil
}

func argsOfEach(group []*pendingAppend) ([]any, error) {
	streams, expected := make([]string, len(group)), make([]int64, len(group))
	c := newEventArrays(len(group))
	for i, p := range group {
		streams[i], expected[i] = p.batch.Stream, int64(p.batch.Expected)
		if err := c.set(i, &p.batch.Events[0]); err != nil {
			return nil, err
		}
	}
	return append([]any{streams, expected}, c.args()...), nil
}
