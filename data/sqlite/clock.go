package sqlite

import (
	"context"
	"time"
)

// Now is the method of lease.Clock: the time of this machine, on which every process
// that has the file open runs.
func (s *Store) Now(ctx context.Context) (time.Time, error) {
	if err := s.open(ctx); err != nil {
		return time.Time{}, err
	}
	return time.Now().UTC(), nil
}
