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

// checkUnique looks for clashes in the state after the writes.
func (s *Store) checkUnique(writes []data.Write, documents []document) error {
	type place struct{ collection, index, key string }
	leaving := map[[2]string]bool{}
	for _, w := range writes {
		if w.Op != data.Check {
			leaving[[2]string{w.Collection, w.ID}] = true
		}
	}
	claimed := map[place]bool{}
	for i, w := range writes {
		if w.Op != data.Put {
			continue
		}
		for _, index := range s.collections[w.Collection].unique {
			key, ok := index.key(documents[i].Body)
			if !ok {
				continue
			}
			at := place{w.Collection, index.Name, key}
			owner, owned := index.owners[key]
			if claimed[at] || owned && !leaving[[2]string{w.Collection, owner}] {
				return &data.DuplicateError{Collection: w.Collection, Index: index.Name, ID: w.ID}
			}
			claimed[at] = true
		}
	}
	return nil
}

// release takes the values of a document out of the indexes.
func (c *collection) release(id string) {
	d, ok := c.documents[id]
	if !ok {
		return
	}
	for _, index := range c.unique {
		if key, ok := index.key(d.Body); ok {
			delete(index.owners, key)
		}
	}
}

// claim puts the values of a document into the indexes.
func (c *collection) claim(d document) {
	for _, index := range c.unique {
		if key, ok := index.key(d.Body); ok {
			index.owners[key] = d.ID
		}
	}
}

// key returns the values of the index's fields as one text, and false when one of
// them is absent or null.
func (i uniqueIndex) key(body []byte) (string, bool) {
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	var document any
	if decoder.Decode(&document) != nil {
		return "", false
	}
	var key strings.Builder
	for _, field := range i.Fields {
		value := valueAt(document, query.Path(field))
		if value == nil {
			return "", false
		}
		key.WriteString(strconv.Quote(keyPart(value)))
	}
	return key.String(), true
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
