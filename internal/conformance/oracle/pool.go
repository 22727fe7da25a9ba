package oracle

import (
	"encoding/json"
	"slices"
	"strings"
)

// pool keeps the ids that answers held, by the path of their collection.
type pool map[string][]any

func newPool(known map[string][]any) pool {
	p := pool{}
	for collection, ids := range known {
		p[collection] = slices.Clone(ids)
	}
	return p
}

// forget takes out the id that a request deleted.
func (p pool) forget(a *attempt) {
	i := strings.LastIndex(a.op.path, "/{")
	if i < 0 || !strings.HasSuffix(a.op.path, "}") {
		return
	}
	id := a.path[strings.Trim(a.op.path[i:], "/{}")]
	p[a.op.path[:i]] = slices.DeleteFunc(p[a.op.path[:i]], func(known any) bool { return textOf(known) == id })
}

// learn takes ids from an answer: of a thing, or of the items of a list.
func (p pool) learn(path string, body []byte) {
	var answer any
	if json.Unmarshal(body, &answer) != nil {
		return
	}
	collection := path
	if i := strings.LastIndex(path, "/{"); i >= 0 && strings.HasSuffix(path, "}") {
		collection = path[:i]
	}
	things := []any{answer}
	if object, ok := answer.(map[string]any); ok {
		if items, ok := object["items"].([]any); ok {
			things = items
		}
	}
	if list, ok := answer.([]any); ok {
		things = list
	}
	for _, thing := range things {
		object, _ := thing.(map[string]any)
		const most = 200
		if id := object["id"]; id != nil && len(p[collection]) < most {
			p[collection] = append(p[collection], id)
		}
	}
}

// pick returns an id for the parameter of the path.
func (p pool) pick(g *generator, path, parameter string) (any, bool) {
	collection, _, _ := strings.Cut(path, "/{"+parameter+"}")
	ids := p[collection]
	if len(ids) == 0 {
		return nil, false
	}
	return pick(g, ids), true
}
