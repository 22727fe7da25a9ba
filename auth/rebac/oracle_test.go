package rebac_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/neuroglia-go/neuroglia/auth/rebac"
	"github.com/neuroglia-go/neuroglia/auth/rebac/rebactest"
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

func TestTheEvaluatorAgreesWithANaiveOne(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		c := rebactest.Draw(t)
		o := oracle{types: map[string]definition{}, tuples: c.Tuples, layers: c.Relations}
		var schema struct {
			Types []struct {
				Type string
				definition
			} `json:"type_definitions"`
		}
		written, err := json.Marshal(c.Model)
		require.NoError(t, err)
		require.NoError(t, json.Unmarshal(written, &schema))
		for _, d := range schema.Types {
			o.types[d.Type] = d.definition
		}
		m := rebac.NewMemory(c.Model, rebac.Config{MaxDepth: 10_000})
		require.NoError(t, m.Write(t.Context(), c.Tuples, nil))
		known := map[string]map[fact]bool{}
		for _, user := range c.Users {
			known[user] = o.holds(user, c.Objects)
		}
		for _, q := range c.Questions() {
			got, err := m.Check(t.Context(), q)
			require.NoError(t, err)
			require.Equal(t, known[q.User][fact{q.Object, q.Relation}], got, "%s\n%s\n%v", q, c.Text, c.Tuples)
		}
	})
}
