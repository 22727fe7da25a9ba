package memory

import (
	"context"
	"time"
)

// Now is the method of lease.Clock: the time of this process, whose store it is.
func (s *Store) Now(ctx context.Context) (time.Time, error) { return time.Now().UTC(), ctx.Err() }
