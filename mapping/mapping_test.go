package mapping_test

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/mapping"
)

// mapper compiles one profile.
func mapper(t testing.TB, declare func(p *mapping.Profile)) *mapping.Mapper {
	t.Helper()
	p := mapping.NewProfile()
	declare(p)
	m, err := mapping.New(p)
	require.NoError(t, err)
	return m
}

// mapped maps src to a D by the one pair that declare adds to.
func mapped[D, S any](t *testing.T, src S, declare func(p *mapping.Profile, pair *mapping.Pair[S, D])) D {
	t.Helper()
	m := mapper(t, func(p *mapping.Profile) { declare(p, mapping.For[S, D](p)) })
	dst, err := mapping.Map[D](m, src)
	require.NoError(t, err)
	return dst
}

func byName[S, D any](*mapping.Profile, *mapping.Pair[S, D]) {}

// money keeps its cents to itself.
type money struct{ cents int64 }

func (m money) MarshalText() ([]byte, error) {
	return fmt.Appendf(nil, "%d.%02d", m.cents/100, m.cents%100), nil
}

func (m *money) UnmarshalText(text []byte) error {
	n, err := strconv.ParseInt(strings.Replace(string(text), ".", "", 1), 10, 64)
	m.cents = n
	return err
}

type size string

func TestFieldsByNameAndType(t *testing.T) {
	t.Parallel()
	type (
		address struct{ City string }
		place   struct{ City string }
		source  struct {
			Name   string
			Size   size
			Small  int8
			Large  int64
			Count  uint16
			Ratio  float32
			Price  money
			At     time.Time
			Home   address
			Work   *address
			Tags   []string
			Sizes  []size
			Pair   [2]int32
			Counts map[string]int8
			Raw    []byte
			Text   string
			Any    fmt.Stringer
			Weird  complex64
		}
		target struct {
			Name   string
			Size   string
			Small  int64
			Large  float64
			Count  int32
			Ratio  float64
			Price  string
			At     time.Time
			Home   place
			Work   *place
			Tags   []string
			Sizes  []string
			Pair   [2]int64
			Counts map[size]int
			Raw    string
			Text   []byte
			Any    fmt.Stringer
			Weird  complex64
		}
	)
	at := time.Date(2026, 3, 1, 12, 30, 0, 0, time.UTC)
	got := mapped(t, source{
		Name: "Ada", Size: "large", Small: -3, Large: 1 << 40, Count: 9, Ratio: 0.5, Price: money{1299}, At: at,
		Home: address{"Napoli"}, Work: &address{"Roma"}, Tags: []string{"a", "b"}, Sizes: []size{"s"}, Pair: [2]int32{1, 2},
		Counts: map[string]int8{"x": 1}, Raw: []byte("raw"), Text: "text", Any: time.Second, Weird: 2i,
	}, byName[source, target])
	require.Equal(t, target{
		Name: "Ada", Size: "large", Small: -3, Large: 1 << 40, Count: 9, Ratio: 0.5, Price: "12.99", At: at,
		Home: place{"Napoli"}, Work: &place{"Roma"}, Tags: []string{"a", "b"}, Sizes: []string{"s"}, Pair: [2]int64{1, 2},
		Counts: map[size]int{"x": 1}, Raw: "raw", Text: []byte("text"), Any: time.Second, Weird: 2i,
	}, got)

	require.Equal(t, target{Price: "0.00", Text: []byte{}}, mapped(t, source{}, byName[source, target]), "nil stays nil")
}

func TestPointersAreMadeAndFollowed(t *testing.T) {
	t.Parallel()
	type (
		source struct {
			Value   int
			Pointer *int
			Nil     *int
			Deep    **int
		}
		target struct {
			Value   *int64
			Pointer int
			Nil     int
			Deep    int8
		}
	)
	n := 7
	p := &n
	got := mapped(t, source{Value: 3, Pointer: p, Deep: &p}, byName[source, target])
	three := int64(3)
	require.Equal(t, target{Value: &three, Pointer: 7, Deep: 7}, got)
}

func TestTextBecomesWhatUnmarshalsIt(t *testing.T) {
	t.Parallel()
	type (
		source struct{ Price, Tax string }
		target struct {
			Price money
			Tax   *money
		}
	)
	require.Equal(t, target{money{1250}, &money{20}}, mapped(t, source{"12.50", "0.20"}, byName[source, target]))

	m := mapper(t, func(p *mapping.Profile) { mapping.For[source, target](p) })
	_, err := mapping.Map[target](m, source{Price: "much"})
	require.ErrorContains(t, err, "map mapping_test.source to mapping_test.target: Price: ")
	require.ErrorIs(t, err, strconv.ErrSyntax)
}

func TestNothingIsSharedButObjects(t *testing.T) {
	t.Parallel()
	type (
		inner struct{ List []int }
		both  struct {
			List   []int
			Map    map[string][]int
			Pair   *inner
			Object *money
			At     *time.Time
			Array  [1][]string
			Func   func() int
		}
	)
	at := time.Now()
	src := both{
		List: []int{1}, Map: map[string][]int{"a": {1}}, Pair: &inner{[]int{1}}, Object: &money{5}, At: &at,
		Array: [1][]string{{"x"}}, Func: func() int { return 4 },
	}
	got := mapped(t, src, byName[both, both])
	require.Equal(t, 4, got.Func())
	src.Func, got.Func = nil, nil
	require.Equal(t, src, got)
	require.Same(t, src.Object, got.Object)

	src.List[0], src.Map["a"][0], src.Pair.List[0], src.Array[0][0] = 9, 9, 9, "z"
	*src.At = at.Add(time.Hour)
	require.Equal(t, both{
		List: []int{1}, Map: map[string][]int{"a": {1}}, Pair: &inner{[]int{1}}, Object: src.Object, At: &at,
		Array: [1][]string{{"x"}},
	}, both{got.List, got.Map, got.Pair, got.Object, &at, got.Array, nil})
	require.NotEqual(t, *src.At, got.At.Add(time.Hour).Add(time.Hour))
	require.NotSame(t, src.At, got.At)
}

func TestNumbersThatDoNotFitAreErrors(t *testing.T) {
	t.Parallel()
	type (
		source struct {
			I int64
			U uint64
			F float64
		}
		target struct {
			I uint8
			U int64
			F float32
		}
	)
	m := mapper(t, func(p *mapping.Profile) { mapping.For[source, target](p) })
	for name, test := range map[string]struct {
		src  source
		fits bool
	}{
		"fits":           {source{255, 1 << 62, 0.1}, true},
		"negative":       {source{I: -1}, false},
		"large":          {source{I: 256}, false},
		"large unsigned": {source{U: 1 << 63}, false},
		"large float":    {source{F: 1e300}, false},
	} {
		got, err := mapping.Map[target](m, test.src)
		require.Equal(t, test.fits, err == nil, name)
		if test.fits {
			require.Equal(t, target{255, 1 << 62, 0.1}, got)
		}
	}
}

// node contains itself in every way that Go allows.
type (
	node struct {
		Name  string
		Next  *node
		Kids  []node
		Name2 map[string]node
	}
	nodeDTO struct {
		Name  string
		Next  *nodeDTO
		Kids  []nodeDTO
		Name2 map[string]nodeDTO
	}
)

func TestTypesThatContainThemselves(t *testing.T) {
	t.Parallel()
	m := mapper(t, func(p *mapping.Profile) { mapping.For[node, nodeDTO](p) })
	got, err := mapping.Map[nodeDTO](m, node{"a", &node{Name: "b"}, []node{{Name: "c", Kids: []node{{Name: "d"}}}}, map[string]node{"e": {Name: "f"}}})
	require.NoError(t, err)
	require.Equal(t, nodeDTO{"a", &nodeDTO{Name: "b"}, []nodeDTO{{Name: "c", Kids: []nodeDTO{{Name: "d"}}}}, map[string]nodeDTO{"e": {Name: "f"}}}, got)

	circle := &node{Name: "round"}
	circle.Next = circle
	_, err = mapping.Map[nodeDTO](m, circle)
	require.ErrorContains(t, err, "so it probably contains itself")
	mapCircle := node{Name2: map[string]node{}}
	mapCircle.Name2["self"] = mapCircle
	_, err = mapping.Map[nodeDTO](m, mapCircle)
	require.ErrorContains(t, err, "so it probably contains itself")
}

func TestSourcesAndDestinationsMayBePointers(t *testing.T) {
	t.Parallel()
	m := mapper(t, func(p *mapping.Profile) { mapping.For[*contact, *contactDTO](p) })
	src := newOrder().Customer
	want := contactDTO(src)

	value, err := mapping.Map[contactDTO](m, src)
	require.NoError(t, err)
	require.Equal(t, want, value)
	value, err = mapping.Map[contactDTO](m, &src)
	require.NoError(t, err)
	require.Equal(t, want, value)
	pointer, err := mapping.Map[*contactDTO](m, &src)
	require.NoError(t, err)
	require.Equal(t, &want, pointer)
	list, err := mapping.MapSlice[*contactDTO](m, []contact{src, src})
	require.NoError(t, err)
	require.Equal(t, []*contactDTO{&want, &want}, list)
	none, err := mapping.MapSlice[contactDTO, contact](m, nil)
	require.NoError(t, err)
	require.Nil(t, none)
}

func TestMappingsMustBeDeclared(t *testing.T) {
	t.Parallel()
	m := mapper(t, func(*mapping.Profile) {})
	_, err := mapping.Map[contactDTO](m, contact{})
	require.ErrorIs(t, err, mapping.ErrNotDeclared)
	require.ErrorContains(t, err, "declare it with mapping.For[mapping_test.contact, mapping_test.contactDTO](profile)")
	_, err = mapping.MapSlice[contactDTO](m, []contact{})
	require.ErrorIs(t, err, mapping.ErrNotDeclared)
	_, err = mapping.Map[contactDTO](new(mapping.Mapper), contact{})
	require.ErrorIs(t, err, mapping.ErrNotDeclared)
}

func TestTheMapperIsASingletonOfTheServices(t *testing.T) {
	t.Parallel()
	services := di.NewServices()
	mapping.Register(services)
	mapping.AddProfile(services, func() *mapping.Profile {
		p := mapping.NewProfile()
		mapping.For[contact, contactDTO](p)
		return p
	})
	c, err := services.Build(t.Context())
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, c.Close(context.Background())) })
	m, err := di.Resolve[*mapping.Mapper](c)
	require.NoError(t, err)
	dto, err := mapping.Map[contactDTO](m, contact{Name: "Ada"})
	require.NoError(t, err)
	require.Equal(t, "Ada", dto.Name)
}

// What the mapping copies must live as long as the result, also where the
// compiler could have kept it on the stack of the caller.
func TestResultsOutliveTheirSource(t *testing.T) {
	t.Parallel()
	type both struct {
		Text   string
		Object *money
		Any    any
	}
	m := mapper(t, func(p *mapping.Profile) { mapping.For[both, both](p) })
	build := func(i int) both {
		text := [8]byte{'n', 'o', '.', byte('0' + i%10)}
		object := money{int64(i)}
		value := [3]int{i, i, i}
		dto, err := mapping.Map[both](m, both{string(text[:4]), &object, value})
		require.NoError(t, err)
		return dto
	}
	var all []both
	for i := range 1000 {
		all = append(all, build(i))
		grow(50)
	}
	for i, dto := range all {
		require.Equal(t, both{fmt.Sprintf("no.%d", i%10), &money{int64(i)}, [3]int{i, i, i}}, dto)
	}
}

// grow writes over the stack that was in use.
func grow(n int) int {
	var waste [64]int
	for i := range waste {
		waste[i] = n
	}
	if n == 0 {
		return waste[7]
	}
	return grow(n-1) + waste[n%64]
}

func TestMappingAllocatesNoMoreThanByHand(t *testing.T) { // it counts those of the process, so it runs alone
	m, o := orderMapper(t), newOrder()
	hand := testing.AllocsPerRun(100, func() { _ = byHand(o) })
	mapped := testing.AllocsPerRun(100, func() { _, _ = mapping.Map[orderDTO](m, o) })
	require.LessOrEqual(t, mapped, hand)
}

// shelf is an object with everything that an assignment copies.
type shelf struct {
	labels [2]string
	any    any
	hook   func() int
	count  map[string]int
	wide   [40]byte
	when   time.Time
}

func TestObjectsAreCopiedWhole(t *testing.T) {
	t.Parallel()
	type (
		alias  shelf
		source struct{ Shelf, Alias shelf }
		target struct {
			Shelf shelf
			Alias alias
		}
	)
	s := shelf{[2]string{"a", "b"}, 3, nil, map[string]int{"x": 1}, [40]byte{39: 7}, time.Now()}
	require.Equal(t, target{s, alias(s)}, mapped(t, source{s, s}, byName[source, target]))
}

func TestUnsignedNumbersOfEverySize(t *testing.T) {
	t.Parallel()
	type (
		source struct {
			A uint8
			B uint16
			C uint32
			D uint64
			E uint
			F uintptr
		}
		target struct {
			A uintptr
			B uint
			C uint16
			D uint32
			E uint8
			F uint16
		}
	)
	m := mapper(t, func(p *mapping.Profile) { mapping.For[source, target](p) })
	got, err := mapping.Map[target](m, source{1, 2, 3, 4, 5, 6})
	require.NoError(t, err)
	require.Equal(t, target{1, 2, 3, 4, 5, 6}, got)
	for _, src := range []source{{C: 1 << 16}, {D: 1 << 32}, {E: 256}, {F: 1 << 16}} {
		_, err = mapping.Map[target](m, src)
		require.ErrorContains(t, err, "does not fit into uint")
	}
}

func TestANilPointerIsANilInterface(t *testing.T) {
	t.Parallel()
	type (
		source struct{ Err *mapping.Error }
		target struct{ Err error }
	)
	require.NoError(t, mapped(t, source{}, byName[source, target]).Err)
	require.Error(t, mapped(t, source{&mapping.Error{}}, byName[source, target]).Err)
}
