package eventstore

import (
	"context"
	"fmt"
	"strings"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/aggregate"
	"github.com/neuroglia-go/neuroglia/data/query"
)

// find folds all aggregates of the category and takes those that the unit of work has
// as they stand in it.
func (p *part) find(ctx context.Context, q query.Query) ([]*entry, int, error) {
	if err := q.Err(); err != nil {
		return nil, 0, fmt.Errorf("find %s: %w", p.Collection, err)
	}
	folds, err := p.loadAll(ctx)
	if err != nil {
		return nil, 0, fmt.Errorf("find %s: %w", p.Collection, err)
	}
	present := map[string]aggregate.Aggregate{}
	for id, f := range folds {
		if f.alive {
			present[id] = f.aggregate
		}
	}
	for id, e := range p.entries {
		present[id] = e.aggregate
		if e.gone() {
			delete(present, id)
		}
	}
	documents := make([]query.Document, 0, len(present))
	for id, a := range present {
		document, err := documentOf(id, a)
		if err != nil {
			return nil, 0, p.broken("look at", id, err)
		}
		documents = append(documents, document)
	}
	page, total := q.Apply(documents)
	entries := make([]*entry, len(page))
	for i, document := range page {
		if e, ok := p.entries[document.ID()]; ok {
			entries[i] = e
			continue
		}
		entries[i] = p.admit(folds[document.ID()])
	}
	return entries, total, nil
}

func documentOf(id string, a aggregate.Aggregate) (query.Document, error) {
	body, err := data.Encode(aggregate.StateOf(a))
	if err != nil {
		return query.Document{}, err
	}
	return query.NewDocument(id, body)
}

func (p *part) loadAll(ctx context.Context) (map[string]*fold, error) {
	prefix := p.Stream("")
	folds := map[string]*fold{}
	for r, err := range p.log.ReadAll(ctx, 0, Filter{Categories: []string{Category(prefix)}, Archived: true}) {
		if err != nil {
			return nil, err
		}
		id, ok := strings.CutPrefix(r.Stream, prefix)
		if !ok {
			continue // the category without an id
		}
		f := folds[id]
		if f == nil {
			f = p.fold(id)
			folds[id] = f
		}
		if err := f.add(r); err != nil {
			return nil, err
		}
	}
	return folds, nil
}
