package rebac_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/auth/rebac"
	"github.com/neuroglia-go/neuroglia/auth/rebac/rebactest"
)

func TestFaultsOfAModelAreToldWithTheirPlace(t *testing.T) {
	t.Parallel()
	const head = "model\n  schema 1.1\ntype user\n"
	tests := []struct{ name, model, want string }{
		{"nothing", "", `line 1, column 1: the end of the model is where "model" belongs`},
		{"no type", "model\n  schema 1.1\n", `line 3, column 1: the model has no type`},
		{"another schema", "model\n  schema 1.2\ntype user\n", `line 2, column 10: schema "1.2" is not known here`},
		{"modules", "module core\ntype user\n", `line 1, column 1: "module" stands where "model" belongs`},
		{"an extension", head + "extend type user\n", `line 4, column 1: modules (schema 1.2) are not supported`},
		{"a condition", head + "type a\n  relations\n    define r: [user with late]\n", "line 6, column 21: conditions are not supported"},
		{"the definition of one", head + "condition late(x: int) {\n  x < 3\n}\n", "line 4, column 1: conditions are not supported"},
		{"an unknown type", head + "type a\n  relations\n    define r: [usr]\n", `line 6, column 16: "usr" is no type of this model`},
		{"an unknown userset", head + "type a\n  relations\n    define r: [user, a#q]\n", `line 6, column 22: "q" is no relation of "a"`},
		{"an unknown relation", head + "type a\n  relations\n    define r: [user] or q\n", `line 6, column 25: "q" is no relation of "a"`},
		{"an unknown tupleset", head + "type a\n  relations\n    define r: [user] or r from q\n", `line 6, column 25: "q" is no relation of "a"`},
		{"a tupleset that is no brackets", head + "type a\n  relations\n    define p: [a] or r\n    define r: [user] or r from p\n", `line 7, column 25: "p" is more than brackets`},
		{"a tupleset of usersets", head + "type a\n  relations\n    define p: [a#r]\n    define r: [user] or r from p\n", `line 7, column 25: "p" admits a#r`},
		{"a tupleset that leads nowhere", head + "type a\n  relations\n    define p: [user]\n    define r: [user] or r from p\n", `line 7, column 25: no type that "p" admits has the relation "r"`},
		{"a cycle", head + "type a\n  relations\n    define r: q\n    define q: r\n", `line 6, column 12: "r" of "a" is defined by itself: r → q → r`},
		{"no way in", head + "type a\n  relations\n    define r: [a#r]\n", `line 6, column 12: nobody can have "r" of "a"`},
		{"the same twice", head + "type a\n  relations\n    define r: [user, user]\n", `line 6, column 22: user stands in the brackets twice`},
		{"a relation twice", head + "type a\n  relations\n    define r: [user]\n    define r: [user]\n", `line 7, column 12: the relation "r" of "a" is there already`},
		{"a type twice", head + "type user\n", `line 4, column 6: the type "user" is there already`},
		{"operators without parentheses", head + "type a\n  relations\n    define r: [user] or r and r\n", `line 6, column 27: "and" follows "or"; put one of them in parentheses`},
		{"but not twice", head + "type a\n  relations\n    define r: [user] but not r but not r\n", `line 6, column 32: "but" follows "but"`},
		{"brackets in the middle", head + "type a\n  relations\n    define r: r or [user]\n", "line 6, column 20: brackets stand once"},
		{"empty brackets", head + "type a\n  relations\n    define r: []\n", `line 6, column 16: "]" stands where the name of a type belongs`},
		{"open brackets", head + "type a\n  relations\n    define r: [user\n", `line 7, column 1: the end of the model is where "]" belongs`},
		{"half a relation", head + "type a\n  relations\n    define r: [user] or\n    define q: [user]\n", `line 7, column 5: "define" stands where a relation`},
		{"a reserved word", head + "type a\n  relations\n    define this: [user]\n", `line 6, column 12: a relation cannot be called "this"`},
		{"something behind", head + "type a b\n", `line 4, column 8: "b" stands after the end of the statement`},
		{"a relation of no type", "model\n  schema 1.1\n  define r: [user]\n", `line 3, column 3: "define" stands where`},
		{"too many parentheses", head + "type a\n  relations\n    define r: " + strings.Repeat("(", 60) + "\n", "line 6, column 65: more than 50 parentheses"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, err := rebac.ParseModel(tt.model)
			require.ErrorContains(t, err, tt.want)
			require.Panics(t, func() { rebac.MustParseModel(tt.model) })
		})
	}
}

func TestEveryFaultIsToldInItsOrder(t *testing.T) {
	t.Parallel()
	_, err := rebac.ParseModel("model\n  schema 1.1\ntype user\ntype a\n  relations\n    define r: [user] xor r\n    define q: [\n    define p: [user with x]\n")
	fault, ok := errors.AsType[*rebac.ModelError](err)
	require.True(t, ok)
	lines := []int{}
	for _, f := range fault.Faults {
		lines = append(lines, f.Line)
	}
	require.Equal(t, []int{6, 8, 8}, lines)
}

func TestWhatTheLanguageAllows(t *testing.T) {
	t.Parallel()
	_, err := rebac.ParseModel("# a comment\n\nmodel\n  schema 1.1 # another\n\ntype user\ntype a-b.c\n  relations\n" +
		"    define type: [user, a-b.c#type] # group#member is no comment\n    define r: ((([\n      user,\n      user:*\n    ]) or type))\r\n\ttype x\n")
	require.NoError(t, err)
}

// The model is written as a server reads it.
func TestAModelAsJSON(t *testing.T) {
	t.Parallel()
	model := rebac.MustParseModel("model\n  schema 1.1\ntype user\ntype a\n  relations\n    define p: [a]\n    define r: ([user, user:*, a#r] or p) but not (p from p and p)\n")
	got, err := json.Marshal(model)
	require.NoError(t, err)
	require.JSONEq(t, `{"schema_version": "1.1", "type_definitions": [
		{"type": "user"},
		{"type": "a", "relations": {
			"p": {"this": {}},
			"r": {"difference": {
				"base": {"union": {"child": [{"this": {}}, {"computedUserset": {"relation": "p"}}]}},
				"subtract": {"intersection": {"child": [
					{"tupleToUserset": {"tupleset": {"relation": "p"}, "computedUserset": {"relation": "p"}}},
					{"computedUserset": {"relation": "p"}}]}}}}},
		 "metadata": {"relations": {
			"p": {"directly_related_user_types": [{"type": "a"}]},
			"r": {"directly_related_user_types": [{"type": "user"}, {"type": "user", "wildcard": {}}, {"type": "a", "relation": "r"}]}}}}]}`, string(got))
}

func FuzzParseModel(f *testing.F) {
	f.Add(rebactest.PostModel)
	f.Add("model\n  schema 1.1\ntype a\n  relations\n    define r: [a, a:*, a#r] or (r from p but not q) and p\n")
	f.Add("model\nschema 1.1\ntype type\nrelations\ndefine define: [type]\n")
	f.Fuzz(func(t *testing.T, text string) {
		model, err := rebac.ParseModel(text)
		if err != nil {
			require.NotContains(t, err.Error(), "line 0")
			return
		}
		_, err = json.Marshal(model)
		require.NoError(t, err)
	})
}
