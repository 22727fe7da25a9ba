package data

import (
	"context"
	"slices"

	"github.com/neuroglia-go/neuroglia/data/query"
)

// find answers a query as if what the session holds was stored.
//
// The store answers for all documents but those in the session, which are matched
// here, by the same semantics, and merged in. Each of them may push a document of
// the store at most one place back, so a page that begins at an offset needs those
// from that offset less the number of matches on.
func (s *session) find(ctx context.Context, c *collection, q query.Query) ([]Record, int, error) {
	if err := q.Err(); err != nil {
		return nil, 0, err
	}
	held, ids, err := s.held(c, q)
	if err != nil {
		return nil, 0, err
	}
	wide, skip := q, 0
	if len(ids) > 0 {
		wide, skip = widen(q, len(held))
		wide = wide.Where(query.ID.NotIn(ids...))
	}
	found, err := c.store.Query(ctx, c.Collection, wide)
	if err != nil {
		return nil, 0, err
	}
	if len(held) == 0 {
		return found.Records, found.Total, nil
	}
	merged, err := merge(q, held, found.Records)
	if err != nil {
		return nil, 0, err
	}
	return cut(merged, q, skip), counted(q, found.Total+len(held)), nil
}

// counted cuts a total off where the page of a query after a cursor does.
func counted(q query.Query, total int) int {
	if offset, limit := q.Window(); q.Seeks() && limit > 0 {
		return min(total, offset+limit+1)
	}
	return total
}

// next returns the cursor after the last of the records, where one was asked for and
// there are more.
func next(q query.Query, records []Record, total int) (query.Cursor, error) {
	offset, _ := q.Window()
	if !q.Seeks() || len(records) == 0 || offset+len(records) >= total {
		return "", nil
	}
	last := records[len(records)-1]
	document, err := query.NewDocument(last.ID, last.Body)
	if err != nil {
		return "", err
	}
	return q.CursorOf(document), nil
}

// candidate is a record ready to be sorted.
type candidate struct {
	Record
	document query.Document
}

func newCandidate(r Record) (candidate, error) {
	document, err := query.NewDocument(r.ID, r.Body)
	return candidate{r, document}, err
}

// held returns the matches among the documents in the session, and the ids of all
// it has of the collection.
func (s *session) held(c *collection, q query.Query) (matches []candidate, ids []string, err error) {
	for _, e := range s.tracked {
		if e.Collection != c.Collection {
			continue
		}
		ids = append(ids, e.id)
		if e.gone() {
			continue
		}
		body, err := e.present()
		if err != nil {
			return nil, nil, e.broken("look at", e.id, err)
		}
		candidate, err := newCandidate(Record{ID: e.id, Body: body})
		if err != nil {
			return nil, nil, e.broken("look at", e.id, err)
		}
		if q.Match(candidate.document) {
			matches = append(matches, candidate)
		}
	}
	return matches, ids, nil
}

// present returns the body as the object stands now.
func (e *entry) present() ([]byte, error) {
	if e.body != nil {
		changed, err := e.object.changed(e.image)
		if err != nil || !changed {
			return e.body, err
		}
	}
	return e.object.encode()
}

// widen returns q with a window that has room for n documents merged in, and how
// many of the merged ones come before the page.
func widen(q query.Query, n int) (wide query.Query, skip int) {
	offset, limit := q.Window()
	skip = min(offset, n)
	wide = q.Unpaged().Offset(offset - skip)
	if limit > 0 {
		wide = wide.Limit(limit + skip)
	}
	return wide, skip
}

func merge(q query.Query, held []candidate, records []Record) ([]candidate, error) {
	for _, r := range records {
		c, err := newCandidate(r)
		if err != nil {
			return nil, err
		}
		held = append(held, c)
	}
	slices.SortFunc(held, func(a, b candidate) int { return q.Compare(a.document, b.document) })
	return held, nil
}

// cut returns the page of q from the merged documents.
func cut(merged []candidate, q query.Query, skip int) []Record {
	merged = merged[min(skip, len(merged)):]
	if _, limit := q.Window(); limit > 0 {
		merged = merged[:min(limit, len(merged))]
	}
	records := make([]Record, len(merged))
	for i := range merged {
		records[i] = merged[i].Record
	}
	return records
}
