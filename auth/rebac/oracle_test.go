package rebac_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/neuroglia-go/neuroglia/auth/rebac"
)

// The oracle reads the model as a server reads it, and goes over every relation of every
// object for one user until nothing follows any more. Layers are what "but not" separates:
// the relations of a layer are known for good before the next one looks at them.
type oracle struct {
	types  map[string]definition
	tuples []rebac.Tuple
	layers []string // names of relations, the lowest first
}

type definition struct {
	Relations map[string]rewrite
	Metadata  struct {
		Relations map[string]struct {
			Users []struct {
				Type, Relation string
				Wildcard       *struct{}
			} `json:"directly_related_user_types"`
		}
	}
}

type rewrite struct {
	This                *struct{}
	ComputedUserset     *struct{ Relation string }
	TupleToUserset      *struct{ Tupleset, ComputedUserset struct{ Relation string } }
	Union, Intersection *struct{ Child []rewrite }
	Difference          *struct{ Base, Subtract rewrite }
}

type fact struct{ object, relation string }

// holds returns everything that the user has.
func (o oracle) holds(user string, objects []string) map[fact]bool {
	known := map[fact]bool{}
	if object, relation, isSet := strings.Cut(user, "#"); isSet {
		known[fact{object, relation}] = true
	}
	for _, relation := range o.layers {
		for grown := true; grown; {
			grown = false
			for _, object := range objects {
				kind, _, _ := strings.Cut(object, ":")
				r, ok := o.types[kind].Relations[relation]
				if ok && !known[fact{object, relation}] && o.eval(user, object, relation, r, known) {
					known[fact{object, relation}], grown = true, true
				}
			}
		}
	}
	return known
}

func (o oracle) eval(user, object, relation string, r rewrite, known map[fact]bool) bool {
	is := func(r rewrite) bool { return o.eval(user, object, relation, r, known) }
	switch {
	case r.This != nil:
		return slices.ContainsFunc(o.tuples, func(t rebac.Tuple) bool {
			if t.Object != object || t.Relation != relation {
				return false
			}
			of, set, isSet := strings.Cut(t.User, "#")
			kind, _, _ := strings.Cut(user, ":")
			return t.User == user || t.User == kind+":*" && !strings.Contains(user, "#") || isSet && known[fact{of, set}]
		})
	case r.ComputedUserset != nil:
		return known[fact{object, r.ComputedUserset.Relation}]
	case r.TupleToUserset != nil:
		return slices.ContainsFunc(o.tuples, func(t rebac.Tuple) bool {
			return t.Object == object && t.Relation == r.TupleToUserset.Tupleset.Relation && known[fact{t.User, r.TupleToUserset.ComputedUserset.Relation}]
		})
	case r.Union != nil:
		return slices.ContainsFunc(r.Union.Child, is)
	case r.Intersection != nil:
		return !slices.ContainsFunc(r.Intersection.Child, func(r rewrite) bool { return !is(r) })
	case r.Difference != nil:
		return is(r.Difference.Base) && !is(r.Difference.Subtract)
	}
	return false
}

// drawModel draws a model whose relations r0, r1 … of two types lie in layers: each refers to
// those of its number and below, and takes away only what is below.
func drawModel(t *rapid.T) (text string, layers []string) {
	var b strings.Builder
	b.WriteString("model\n  schema 1.1\ntype user\n")
	for _, kind := range []string{"group", "page"} {
		fmt.Fprintf(&b, "type %s\n  relations\n    define parent: [group, page]\n", kind)
		for i := range 4 {
			fmt.Fprintf(&b, "    define r%d: %s\n", i, drawRelation(t, i))
		}
	}
	return b.String(), []string{"parent", "r0", "r1", "r2", "r3"}
}

func drawRelation(t *rapid.T, layer int) string {
	allowed := []string{"user"}
	for _, kind := range []string{"user:*", "group", "group:*", "group#r%d", "page#r%d"} {
		if rapid.Bool().Draw(t, "admits "+kind) {
			if strings.Contains(kind, "%") {
				kind = fmt.Sprintf(kind, rapid.IntRange(0, layer).Draw(t, "layer"))
			}
			allowed = append(allowed, kind)
		}
	}
	first := "[" + strings.Join(allowed, ", ") + "]"
	below := func(top int) string {
		n := rapid.IntRange(0, top).Draw(t, "relation")
		if rapid.Bool().Draw(t, "inherited") || n == layer {
			return fmt.Sprintf("r%d from parent", n)
		}
		return fmt.Sprintf("r%d", n)
	}
	choices := []string{"%s", "%s or %s", "%s or (%s or %s)", "(%s or %s) and %s", "%s and (%s or %s)"}
	if layer > 0 {
		choices = append(choices, "%s but not %s", "(%s or %s) but not %s", "%s or (%s but not %s)", "%s but not (%s and %s)", "%s but not (%s but not %s)")
	}
	shape := rapid.SampledFrom(choices).Draw(t, "shape")
	negative := strings.Index(shape+" but not", "but not")
	parts := []any{first}
	for at, skip := 0, true; ; skip = false {
		next := strings.Index(shape[at:], "%s")
		if next < 0 {
			return fmt.Sprintf(shape, parts...)
		}
		if at += next; !skip {
			if at > negative {
				parts = append(parts, below(layer-1))
			} else {
				parts = append(parts, below(layer))
			}
		}
		at += 2
	}
}

// everyTuple returns the tuples that the model admits.
func everyTuple(model *rebac.Model, users, relations, objects []string) (admitted []rebac.Tuple) {
	for _, user := range users {
		for _, relation := range relations {
			for _, object := range objects {
				if t := (rebac.Tuple{User: user, Relation: relation, Object: object}); model.Admit(t) == nil {
					admitted = append(admitted, t)
				}
			}
		}
	}
	return admitted
}

func TestTheEvaluatorAgreesWithANaiveOne(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text, layers := drawModel(t)
		model, err := rebac.ParseModel(text)
		if err != nil {
			require.ErrorContains(t, err, "nobody can have", text)
			t.Skip("a relation that nobody can have")
		}
		o := oracle{types: map[string]definition{}, layers: layers}
		var schema struct {
			Types []struct {
				Type string
				definition
			} `json:"type_definitions"`
		}
		written, err := json.Marshal(model)
		require.NoError(t, err)
		require.NoError(t, json.Unmarshal(written, &schema))
		for _, d := range schema.Types {
			o.types[d.Type] = d.definition
		}

		objects := []string{"group:a", "group:b", "group:c", "page:a", "page:b", "page:c"}
		users := []string{"user:ann", "user:*", "group:a", "group:*", "group:a#r0", "group:b#r1", "group:c#r2", "page:a#r0", "page:b#r1", "page:c#r3"}
		m := rebac.NewMemory(model, rebac.Config{MaxDepth: 10_000})
		admissible := rapid.SampledFrom(everyTuple(model, slices.Concat(users, objects), layers, objects))
		o.tuples = rapid.SliceOfN(admissible, 0, 30).Draw(t, "tuples")
		require.NoError(t, m.Write(t.Context(), o.tuples, nil))
		for _, user := range users {
			known := o.holds(user, objects)
			for _, object := range objects {
				for _, relation := range layers {
					question := rebac.Tuple{User: user, Relation: relation, Object: object}
					got, err := m.Check(t.Context(), question)
					require.NoError(t, err)
					require.Equal(t, known[fact{object, relation}], got, "%s\n%s\n%v", question, text, o.tuples)
				}
			}
		}
	})
}
