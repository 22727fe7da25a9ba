package rebactest

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/neuroglia-go/neuroglia/auth/rebac"
)

// Case is a model with tuples that it admits, drawn at random.
type Case struct {
	// Text is what the model was read from.
	Text  string
	Model *rebac.Model
	// Relations are those of every type, the lowest layer first: a relation takes away only
	// what follows from those below it.
	Relations []string
	Objects   []string
	// Users may be asked for.
	Users  []string
	Tuples []rebac.Tuple
}

// Questions returns every question that there is.
func (c Case) Questions() []rebac.Tuple {
	var all []rebac.Tuple
	for _, user := range c.Users {
		for _, object := range c.Objects {
			for _, relation := range c.Relations {
				all = append(all, rebac.Tuple{User: user, Relation: relation, Object: object})
			}
		}
	}
	return all
}

// Draw draws a case; a model that is refused because nobody can have a relation is skipped.
func Draw(t *rapid.T) Case {
	c := Case{
		Objects: []string{"group:a", "group:b", "group:c", "page:a", "page:b", "page:c"},
		Users:   []string{"user:ann", "user:*", "group:a", "group:*", "group:a#r0", "group:b#r1", "group:c#r2", "page:a#r0", "page:b#r1", "page:c#r3"},
	}
	c.Text, c.Relations = drawModel(t)
	var err error
	if c.Model, err = rebac.ParseModel(c.Text); err != nil {
		require.ErrorContains(t, err, "nobody can have", c.Text)
		t.Skip("a relation that nobody can have")
	}
	c.Tuples = rapid.SliceOfN(rapid.SampledFrom(c.admitted()), 0, 30).Draw(t, "tuples")
	return c
}

// admitted returns the tuples that the model admits.
func (c Case) admitted() []rebac.Tuple {
	c.Users = append(append([]string(nil), c.Users...), c.Objects...)
	var admitted []rebac.Tuple
	for _, tuple := range c.Questions() {
		if c.Model.Admit(tuple) == nil {
			admitted = append(admitted, tuple)
		}
	}
	return admitted
}

// TestAgreement holds an adapter for a server to the evaluator in memory, by models and
// tuples that are drawn. Where a model has a "but not", a server may say no because relations
// lead in a circle, and the evaluator yes because nothing follows from the circle. Open may
// return nil for a model that the server refuses because it could lead in a circle.
func TestAgreement(t *testing.T, open func(t testing.TB, model *rebac.Model) rebac.Authorizer) {
	t.Helper()
	rapid.Check(t, func(r *rapid.T) {
		c := Draw(r)
		memory, a := rebac.NewMemory(c.Model, rebac.Config{MaxDepth: 1000}), open(t, c.Model)
		if a == nil {
			r.Skip("the server refuses the model")
		}
		require.NoError(r, memory.Write(r.Context(), c.Tuples, nil))
		require.NoError(r, a.Write(r.Context(), c.Tuples, nil))
		want, err := memory.BatchCheck(r.Context(), c.Questions())
		require.NoError(r, err)
		got, err := a.BatchCheck(r.Context(), c.Questions())
		require.NoError(r, err)
		for i, question := range c.Questions() {
			if got[i] != want[i] && (got[i] || !strings.Contains(c.Text, "but not")) {
				r.Fatalf("%s is %v, and %v in memory, for %v by\n%s", question, got[i], want[i], c.Tuples, c.Text)
			}
		}
	})
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
