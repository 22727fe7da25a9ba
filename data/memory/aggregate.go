package memory

import (
	"context"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/query"
)

var _ data.Aggregator = (*Store)(nil)

// Aggregate is the method of [data.Aggregator].
func (s *Store) Aggregate(ctx context.Context, name string, a query.Aggregation) ([]query.Group, error) {
	if err := a.Err(); err != nil {
		return nil, err
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	c, err := s.open(ctx, name)
	if err != nil {
		return nil, err
	}
	all := make([]query.Document, 0, len(c.documents))
	for _, d := range c.documents {
		all = append(all, d.parsed)
	}
	return a.Apply(all), nil
}
