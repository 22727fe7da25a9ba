package mapping_test

import (
	"encoding/hex"
	"errors"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/mapping"
)

type named struct {
	Name string
	Nick *named
}

func (n *named) Upper() string          { return strings.ToUpper(n.Name) }
func (n named) Parsed() (int, error)    { return strconv.Atoi(n.Name) }
func (n named) Add(other string) string { return n.Name + other }

func TestRulesOfFields(t *testing.T) {
	t.Parallel()
	type target struct {
		Name   string
		Label  string
		Nick   string
		Upper  string
		Long   string
		Length int64
		Kind   string
		Tags   []string
		Note   *string
		Left   int
		Path   string
	}
	nilIfEmpty := func(s string) *string {
		if s == "" {
			return nil
		}
		return &s
	}
	tags := []string{"new"}
	declare := func(_ *mapping.Profile, pair *mapping.Pair[named, target]) {
		pair.Field("Label", mapping.From("Name")).
			Field("Nick", mapping.From("Nick.Name")).
			Field("Long", mapping.From("Name"), mapping.With(strings.TrimSpace)).
			Field("Length", mapping.Compute(func(n named) int { return len(n.Name) })).
			Field("Kind", mapping.Const("person")).
			Field("Tags", mapping.Const(tags)).
			Field("Note", mapping.From("Name"), mapping.With(nilIfEmpty)).
			Field("Path", mapping.Compute(func(n *named) []byte { return []byte("/" + n.Name) })).
			Ignore("Left")
	}
	ada := " ada"
	got := mapped(t, named{Name: ada, Nick: &named{Name: "Countess"}}, declare)
	require.Equal(t, target{
		Name: " ada", Label: " ada", Nick: "Countess", Upper: " ADA", Long: "ada", Length: 4, Kind: "person",
		Tags: []string{"new"}, Note: &ada, Path: "/ ada",
	}, got)
	got.Tags[0] = "changed"
	require.Equal(t, "new", tags[0], "a constant is not shared")

	require.Equal(t, target{Kind: "person", Tags: []string{"new"}, Path: "/"}, mapped(t, named{}, declare), "nil on the way is the zero value")
}

func TestGettersAndConvertersMayFail(t *testing.T) {
	t.Parallel()
	type target struct{ Parsed int }
	m := mapper(t, func(p *mapping.Profile) { mapping.For[named, target](p) })
	got, err := mapping.Map[target](m, &named{Name: "12"})
	require.NoError(t, err)
	require.Equal(t, target{12}, got)

	got, err = mapping.Map[target](m, &named{Name: "x"})
	require.ErrorIs(t, err, strconv.ErrSyntax)
	require.Zero(t, got, "nothing half mapped is handed out")
}

func TestErrorsNameTheField(t *testing.T) {
	t.Parallel()
	type (
		leaf   struct{ Count int }
		leaf8  struct{ Count int8 }
		source struct {
			Leaf   leaf
			Leaves []leaf
			Named  map[string][]leaf
			Array  [2]*leaf
		}
		target struct {
			Leaf   leaf8
			Leaves []leaf8
			Named  map[string][]leaf8
			Array  [2]*leaf8
		}
	)
	m := mapper(t, func(p *mapping.Profile) { mapping.For[source, target](p) })
	big := leaf{300}
	for want, src := range map[string]source{
		"Leaf.Count":        {Leaf: big},
		"Leaves[1].Count":   {Leaves: []leaf{{1}, big}},
		"Named[x][0].Count": {Named: map[string][]leaf{"x": {big}}},
		"Array[1].Count":    {Array: [2]*leaf{nil, &big}},
	} {
		_, err := mapping.Map[target](m, src)
		failed, ok := errors.AsType[*mapping.Error](err)
		require.True(t, ok)
		require.Equal(t, want, failed.Path)
		require.EqualError(t, err, "map mapping_test.source to mapping_test.target: "+want+": 300 does not fit into int8")
	}
	_, err := mapping.MapSlice[target](m, []source{{}, {Leaf: big}})
	require.ErrorContains(t, err, "[1].Leaf.Count: 300 does not fit into int8")
	_, err = mapping.Map[target, *source](m, nil)
	require.ErrorContains(t, err, "the source is nil")
}

type (
	audited struct{ CreatedBy string }
	Meta    struct{ Version int }
	Extra   struct{ Note string }
	flat    struct {
		ID, CreatedBy, Note string
		Version             int
	}
	rich struct {
		audited
		*Extra
		Meta
		ID string
	}
)

func TestEmbeddedStructsBothWays(t *testing.T) {
	t.Parallel()
	m := mapper(t, func(p *mapping.Profile) { mapping.For[rich, flat](p).Reverse() })
	src := rich{audited{"Ada"}, &Extra{"hot"}, Meta{3}, "7"}

	got, err := mapping.Map[flat](m, src)
	require.NoError(t, err)
	require.Equal(t, flat{"7", "Ada", "hot", 3}, got)

	back, err := mapping.Map[rich](m, got)
	require.NoError(t, err)
	require.Equal(t, src, back)

	got, err = mapping.Map[flat](m, rich{ID: "8"})
	require.NoError(t, err)
	require.Equal(t, flat{ID: "8"}, got, "an embedded nil pointer")
}

func TestAnEmbeddedStructMayBeMappedWhole(t *testing.T) {
	t.Parallel()
	type (
		source struct {
			Meta
			Extra string
		}
		target struct {
			Meta
			Extra
		}
	)
	got := mapped(t, source{Meta{4}, "hot"}, func(_ *mapping.Profile, pair *mapping.Pair[source, target]) {
		pair.Field("Extra", mapping.With(func(s string) Extra { return Extra{s} }))
	})
	require.Equal(t, target{Meta{4}, Extra{"hot"}}, got)
}

func TestReverseMapsBackWhatWasRenamed(t *testing.T) {
	t.Parallel()
	type (
		source struct {
			ID, Title string
			Secret    string
		}
		target struct{ Key, Name, Kind string }
	)
	m := mapper(t, func(p *mapping.Profile) {
		mapping.For[source, target](p).
			Field("Key", mapping.From("ID")).
			Field("Name", mapping.From("Title")).
			Field("Kind", mapping.Const("x")).
			Reverse().
			Ignore("Secret")
	})
	got, err := mapping.Map[target](m, source{"1", "Margherita", "s"})
	require.NoError(t, err)
	require.Equal(t, target{"1", "Margherita", "x"}, got)
	back, err := mapping.Map[source](m, got)
	require.NoError(t, err)
	require.Equal(t, source{"1", "Margherita", ""}, back)
}

func TestConvertersApplyEverywhere(t *testing.T) {
	t.Parallel()
	type (
		source struct {
			One  []byte
			Many [][]byte
			Keys map[string][]byte
			Ptr  *[]byte
		}
		target struct {
			One  string
			Many []string
			Keys map[string]string
			Ptr  *string
		}
	)
	raw := []byte{0xca, 0xfe}
	got := mapped(t, source{raw, [][]byte{raw}, map[string][]byte{"k": raw}, &raw}, func(p *mapping.Profile, _ *mapping.Pair[source, target]) {
		mapping.Convert(p, func(b []byte) string { return hex.EncodeToString(b) })
	})
	cafe := "cafe"
	require.Equal(t, target{cafe, []string{cafe}, map[string]string{"k": cafe}, &cafe}, got)
}

func TestAConverterThatFailsFailsTheMapping(t *testing.T) {
	t.Parallel()
	type (
		source struct{ When []string }
		target struct{ When []time.Time }
	)
	m := mapper(t, func(p *mapping.Profile) {
		mapping.For[source, target](p)
		mapping.TryConvert(p, func(s string) (time.Time, error) { return time.Parse(time.DateOnly, s) })
	})
	got, err := mapping.Map[target](m, source{[]string{"2026-03-01"}})
	require.NoError(t, err)
	require.Equal(t, 2026, got.When[0].Year())
	_, err = mapping.Map[target](m, source{[]string{"2026-03-01", "soon"}})
	require.ErrorContains(t, err, "When[1]: parsing time")
}

func TestWithFollowsPointersAndTakesNamedTypes(t *testing.T) {
	t.Parallel()
	type (
		source struct {
			Name *string
			Size size
		}
		target struct{ Name, Size string }
	)
	declare := func(_ *mapping.Profile, pair *mapping.Pair[source, target]) {
		pair.Field("Name", mapping.With(strings.ToUpper)).Field("Size", mapping.With(strings.ToUpper))
	}
	ada := "ada"
	require.Equal(t, target{"ADA", "LARGE"}, mapped(t, source{&ada, "large"}, declare))
	require.Equal(t, target{}, mapped(t, source{}, declare))
}

func TestTheLastWordOfAFieldCounts(t *testing.T) {
	t.Parallel()
	type target struct{ Name string }
	got := mapped(t, named{Name: "Ada"}, func(_ *mapping.Profile, pair *mapping.Pair[named, target]) {
		pair.Field("Name", mapping.From("Nick.Name")).Field("Name", mapping.From("Upper"))
	})
	require.Equal(t, target{"ADA"}, got)
}

// What a function returns goes through the converters of the profile, like any
// other value.
func TestResultsOfFunctionsAreConverted(t *testing.T) {
	t.Parallel()
	type target struct{ Name, Upper, Nick string }
	got := mapped(t, named{Name: "ada"}, func(p *mapping.Profile, pair *mapping.Pair[named, target]) {
		mapping.Convert(p, func(n int) string { return strings.Repeat("*", n) })
		pair.Field("Nick", mapping.Compute(func(n named) int { return len(n.Name) })).
			Field("Name", mapping.With(func(name string) int { return len(name) + 1 }))
	})
	require.Equal(t, target{"****", "ADA", "***"}, got)
}
