package rebac

import "encoding/json"

type object = map[string]any

// MarshalJSON writes the model as an OpenFGA server reads it: the body of its "write
// authorization model".
func (m *Model) MarshalJSON() ([]byte, error) {
	types := make([]object, 0, len(m.types))
	for _, t := range m.types {
		definition := object{"type": t.name}
		if len(t.relations) > 0 {
			relations, metadata := object{}, object{}
			for _, r := range t.relations {
				relations[r.name] = rewrite(r.expr)
				metadata[r.name] = object{"directly_related_user_types": userTypes(r.expr)}
			}
			definition["relations"], definition["metadata"] = relations, object{"relations": metadata}
		}
		types = append(types, definition)
	}
	return json.Marshal(object{"schema_version": "1.1", "type_definitions": types})
}

func rewrite(e expr) object {
	switch e := e.(type) {
	case computed:
		return object{"computedUserset": object{"relation": e.relation}}
	case inherited:
		return object{"tupleToUserset": object{
			"tupleset":        object{"relation": e.tupleset},
			"computedUserset": object{"relation": e.relation},
		}}
	case union:
		return object{"union": object{"child": rewrites(e.parts)}}
	case intersection:
		return object{"intersection": object{"child": rewrites(e.parts)}}
	case exclusion:
		return object{"difference": object{"base": rewrite(e.base), "subtract": rewrite(e.minus)}}
	}
	return object{"this": object{}}
}

func rewrites(parts []expr) []object {
	all := make([]object, 0, len(parts))
	for _, part := range parts {
		all = append(all, rewrite(part))
	}
	return all
}

func userTypes(e expr) []object {
	d, _ := directOf(e)
	types := make([]object, 0, len(d.allowed))
	for _, r := range d.allowed {
		user := object{"type": r.objectType}
		if r.relation != "" {
			user["relation"] = r.relation
		}
		if r.everybody {
			user["wildcard"] = object{}
		}
		types = append(types, user)
	}
	return types
}
