package postgres

import (
	"context"

	"github.com/neuroglia-go/neuroglia/data"
)

// bulk is from how many new documents of a collection on a commit inserts them by one
// statement, as when a read model is built.
const bulk = 16

// apart takes out the new documents of those collections that have many of them and no unique
// index, so that it is by its id if one is refused. The writes are in the order of
// collections, and so are the ones taken out.
func apart(writes []*data.Write, tables map[string]*table) (rest []*data.Write, added [][]*data.Write) {
	for len(writes) > 0 {
		n := 1
		for n < len(writes) && writes[n].Collection == writes[0].Collection {
			n++
		}
		var fresh, others []*data.Write
		for _, w := range writes[:n] {
			if w.Op == data.Put && w.Expected == 0 {
				fresh = append(fresh, w)
			} else {
				others = append(others, w)
			}
		}
		if len(fresh) < bulk || len(tables[writes[0].Collection].Unique) > 0 {
			rest = append(rest, writes[:n]...)
		} else {
			rest, added = append(rest, others...), append(added, fresh)
		}
		writes = writes[n:]
	}
	return rest, added
}

// addAll plans the insertion of new documents of one collection.
func (p *plan) addAll(writes []*data.Write, t *table) {
	p.add(writes[0], t, t.insertAll)
	p.steps[len(p.steps)-1].added = writes
}

// arraysOf returns the arguments of the statement that inserts the documents.
func arraysOf(writes []*data.Write) []any {
	ids, versions, docs := make([]string, len(writes)), make([]int64, len(writes)), make([]string, len(writes))
	for i, w := range writes {
		ids[i], versions[i], docs[i] = w.ID, w.Version, string(w.Body)
	}
	return []any{ids, versions, docs}
}

// taken says which of the documents that a step adds is there already, or is added twice, as far
// as that can be seen by now.
func (s *Store) taken(ctx context.Context, at *step) error {
	ids := make([]string, len(at.added))
	first := &data.DuplicateError{Collection: at.table.Name, Index: data.IndexID, ID: at.added[0].ID}
	for i, w := range at.added {
		if ids[i] = w.ID; i > 0 && ids[i-1] == w.ID {
			first.ID = w.ID
		}
	}
	there, err := s.Load(context.WithoutCancel(ctx), at.table.Name, ids)
	if err == nil && len(there) > 0 { // that there is one is known; which one matters less
		first.ID = there[0].ID
	}
	return first
}
