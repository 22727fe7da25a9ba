package memory

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/query"
)

// uniqueIndex knows which document holds which values.
type uniqueIndex struct {
	data.Index
	owners map[string]string // key of the values to id
}

// place is where a value can be held once.
type place struct {
	collection string
	index      int
	key        string
}

// checkUnique looks for clashes in the state after the writes, and notes the keys of
// the documents that are put.
func (s *Store) checkUnique(writes []data.Write, documents []document) error {
	leaving := map[[2]string]bool{}
	for _, w := range writes {
		if w.Op == data.Put || w.Op == data.Delete {
			leaving[[2]string{w.Collection, w.ID}] = true
		}
	}
	claimed := map[place]bool{}
	for i, w := range writes {
		if w.Op != data.Put {
			continue
		}
		unique := s.collections[w.Collection].unique
		documents[i].keys = keys(unique, w.Body)
		for n, key := range documents[i].keys {
			if key == "" {
				continue
			}
			at := place{w.Collection, n, key}
			owner, owned := unique[n].owners[key]
			if claimed[at] || owned && !leaving[[2]string{w.Collection, owner}] {
				return &data.DuplicateError{Collection: w.Collection, Index: unique[n].Name, ID: w.ID}
			}
			claimed[at] = true
		}
	}
	return nil
}

// release takes the values of a document out of the indexes.
func (c *collection) release(id string) {
	for n, key := range c.documents[id].keys {
		delete(c.unique[n].owners, key)
	}
}

// claim puts the values of a document into the indexes.
func (c *collection) claim(d document) {
	for n, key := range d.keys {
		if key != "" {
			c.unique[n].owners[key] = d.ID
		}
	}
}

// keys returns the values of a body in each of the indexes.
func keys(unique []uniqueIndex, body []byte) []string {
	if len(unique) == 0 {
		return nil
	}
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	var document any
	if decoder.Decode(&document) != nil {
		return nil // the body was parsed before
	}
	all := make([]string, len(unique))
	for n, index := range unique {
		all[n] = index.key(document)
	}
	return all
}

// key returns the values of the index's fields as one text, and "" when one of them
// is absent or null.
func (i uniqueIndex) key(document any) string {
	var key strings.Builder
	for _, field := range i.Fields {
		value := valueAt(document, query.Path(field))
		if value == nil {
			return ""
		}
		key.WriteString(strconv.Quote(keyPart(value)))
	}
	return key.String()
}

func valueAt(value any, path query.Path) any {
	for segment := range path.Segments() {
		members, ok := value.(map[string]any)
		if !ok {
			return nil
		}
		value = members[segment]
	}
	return value
}

// keyPart tells values of different types apart, and numbers by their value and not
// by how they are written.
func keyPart(value any) string {
	switch v := value.(type) {
	case string:
		return "text " + v
	case json.Number:
		if f, err := v.Float64(); err == nil && strings.ContainsAny(v.String(), ".eE") {
			return "number " + strconv.FormatFloat(f, 'f', -1, 64)
		}
		return "number " + v.String()
	}
	text, err := json.Marshal(value)
	if err != nil {
		return ""
	}
	return "json " + string(text)
}
