package postgres

import (
	"context"
	"time"
)

// Now is the method of lease.Clock: the time of the server, which all processes share.
func (s *Store) Now(ctx context.Context) (now time.Time, err error) {
	if err := s.open(ctx); err != nil {
		return now, err
	}
	err = s.pool.QueryRow(ctx, "/* now */ SELECT clock_timestamp()").Scan(&now)
	return now.UTC(), readFault(ctx, err)
}
