package rebac_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/auth/rebac"
	"github.com/neuroglia-go/neuroglia/errs"
)

// memory returns an authorizer with tuples as [rebac.Tuple.String] prints them.
func memory(t *testing.T, cfg rebac.Config, model string, texts ...string) *rebac.Memory {
	t.Helper()
	m := rebac.NewMemory(rebac.MustParseModel("model\n  schema 1.1\ntype user\n"+model), cfg)
	for _, text := range texts {
		require.NoError(t, m.Write(t.Context(), []rebac.Tuple{tuple(text)}, nil))
	}
	return m
}

func tuple(text string) (t rebac.Tuple) {
	if _, err := fmt.Sscan(text, &t.User, &t.Relation, &t.Object); err != nil {
		panic(err)
	}
	return t
}

const groups = `
type group
  relations
    define member: [user, group#member]
`

func TestMoreThanTheDepthIsAnErrorAndNoAnswer(t *testing.T) {
	t.Parallel()
	texts := []string{"user:ann member group:0"}
	for i := range 9 {
		texts = append(texts, fmt.Sprintf("group:%d#member member group:%d", i, i+1))
	}
	for depth, deep := range map[int]bool{10: false, 9: true} {
		m := memory(t, rebac.Config{MaxDepth: depth}, groups, texts...)
		for _, user := range []string{"ann", "bob"} {
			allowed, err := m.Check(t.Context(), tuple("user:"+user+" member group:9"))
			if deep {
				require.ErrorIs(t, err, errs.Internal(rebac.CodeTooComplex, ""))
			} else {
				require.NoError(t, err)
			}
			require.Equal(t, user == "ann" && !deep, allowed)
		}
	}
}

// What lies too deep on one way may be near on another.
func TestAShorterWayCountsWhateverTheOrder(t *testing.T) {
	t.Parallel()
	texts := []string{"user:ann member group:0", "group:1#member member group:4"}
	for i := range 4 {
		texts = append(texts, fmt.Sprintf("group:%d#member member group:%d", i, i+1))
	}
	m := memory(t, rebac.Config{MaxDepth: 4}, groups, texts...)
	for range 100 {
		allowed, err := m.Check(t.Context(), tuple("user:ann member group:4"))
		require.NoError(t, err)
		require.True(t, allowed)
	}
}

// Groups that are all members of each other have as many simple paths as there are
// permutations; the work is polynomial none the less.
func TestADenseGraphIsDecidedQuickly(t *testing.T) {
	t.Parallel()
	var texts []string
	for i := range 20 {
		for j := range 20 {
			if i != j {
				texts = append(texts, fmt.Sprintf("group:%d#member member group:%d", i, j))
			}
		}
	}
	m := memory(t, rebac.Config{MaxSteps: 1000}, groups, texts...)
	allowed, err := m.Check(t.Context(), tuple("user:ann member group:0"))
	require.NoError(t, err)
	require.False(t, allowed)
}

func TestMoreThanTheStepsIsAnError(t *testing.T) {
	t.Parallel()
	var texts []string
	for i := range 50 {
		texts = append(texts, fmt.Sprintf("group:%d#member member group:all", i))
	}
	m := memory(t, rebac.Config{MaxSteps: 20}, groups, texts...)
	allowed, err := m.Check(t.Context(), tuple("user:ann member group:all"))
	require.ErrorIs(t, err, errs.Internal(rebac.CodeTooComplex, ""))
	require.False(t, allowed)
	objects, err := m.ListObjects(t.Context(), "user:ann", "member", "group")
	require.ErrorIs(t, err, errs.Internal(rebac.CodeTooComplex, ""))
	require.Empty(t, objects)
}

// A relation that depends on its own opposite grants nothing, however often it is negated.
func TestWhatDependsOnItsOppositeIsNotGranted(t *testing.T) {
	t.Parallel()
	m := memory(t, rebac.Config{}, `
type room
  relations
    define guest: [user, room#guest]
    define barred: [user, room#admitted]
    define admitted: guest but not barred
    define welcome: guest but not uninvited
    define uninvited: guest but not admitted
`, "user:ann guest room:1", "room:1#admitted barred room:1", "user:bob guest room:2", "room:1#admitted barred room:2")
	for text, want := range map[string]bool{
		"user:ann guest room:1": true, "user:ann admitted room:1": false, "user:ann barred room:1": false,
		"user:ann welcome room:1": false, "user:ann uninvited room:1": false,
		"user:bob admitted room:2": true, "user:bob welcome room:2": true, "user:bob uninvited room:2": false,
	} {
		for range 20 {
			allowed, err := m.Check(t.Context(), tuple(text))
			require.NoError(t, err, text)
			require.Equal(t, want, allowed, text)
		}
	}
}

// What is taken away has been settled for good, also inside of groups that lead in a circle.
func TestACircleInsideWhatIsTakenAway(t *testing.T) {
	t.Parallel()
	m := memory(t, rebac.Config{}, groups+`
type room
  relations
    define guest: [user:*]
    define barred: [group#member]
    define admitted: guest but not barred
`, "user:* guest room:1", "group:a#member barred room:1",
		"group:a#member member group:b", "group:b#member member group:c", "group:c#member member group:a", "user:eve member group:b")
	for text, want := range map[string]bool{"user:eve admitted room:1": false, "user:ann admitted room:1": true} {
		allowed, err := m.Check(t.Context(), tuple(text))
		require.NoError(t, err)
		require.Equal(t, want, allowed, text)
	}
}

// What was read of a relation while it was still being looked at is read again.
func TestAnAnswerThatWasReadTooEarlyIsReadAgain(t *testing.T) {
	t.Parallel()
	m := memory(t, rebac.Config{}, groups+`
type room
  relations
    define left: [group#member, room#right]
    define right: [room#left]
    define both: left and right
`, "user:ann member group:g", "group:g#member left room:1", "room:1#right left room:1", "room:1#left right room:1")
	for range 50 { // the order in which tuples are looked at is random
		allowed, err := m.Check(t.Context(), tuple("user:ann both room:1"))
		require.NoError(t, err)
		require.True(t, allowed)
	}
}
