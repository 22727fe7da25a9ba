package openapi_test

import (
	"container/list"
	"maps"
	"reflect"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/mvc/openapi"
)

type (
	// Alike reads the same in both directions.
	Alike struct {
		Name string `json:"name" validate:"required"`
	}
	// Apart does not.
	Apart struct {
		Name string `json:"name"`
	}
	// Holder differs only by what it refers to.
	Holder struct {
		Apart Apart    `json:"apart" validate:"required"`
		Alike Alike    `json:"alike" validate:"required"`
		Next  []Holder `json:"next" validate:"required"`
	}
	Pair[A, B any] struct {
		First  A `json:"first"`
		Second B `json:"second"`
	}
	Element     struct{ Mine bool }
	HolderInput struct{ Other bool }
)

func names(d *openapi.Document) []string { return slices.Sorted(maps.Keys(d.Components.Schemas)) }

func TestATypeIsPublishedTwiceOnlyWhereItDiffers(t *testing.T) {
	t.Parallel()
	holder := reflect.TypeFor[Holder]()
	r := openapi.NewReflector(openapi.ReflectorConfig{})

	onlyIn := components(t, r.Input(holder))
	require.NoError(t, r.Publish(onlyIn))
	require.Equal(t, []string{"Alike", "Apart", "Holder"}, names(onlyIn), "one direction, one name each")

	both := components(t, r.Input(holder), r.Output(holder))
	require.NoError(t, r.Publish(both))
	require.Equal(t, []string{"Alike", "Apart", "ApartInput", "Holder", "HolderInput"}, names(both))
	content := both.Paths["/"].Get.Responses["200"].Content[openapi.MediaJSON]
	require.Equal(t, "#/components/schemas/HolderInput", content.Schema.Ref)
	in := both.Components.Schemas["HolderInput"]
	require.Equal(t, "#/components/schemas/ApartInput", in.Properties.Get("apart").Ref)
	require.Equal(t, "#/components/schemas/Alike", in.Properties.Get("alike").Ref)
	require.Equal(t, "#/components/schemas/HolderInput", in.Properties.Get("next").Items.Ref)
	require.Empty(t, both.Validate())
}

func TestPublishMayBeCalledAgain(t *testing.T) {
	t.Parallel()
	r := openapi.NewReflector(openapi.ReflectorConfig{})
	d := components(t, r.Input(reflect.TypeFor[Apart]()))
	require.NoError(t, r.Publish(d))
	first, err := d.JSON()
	require.NoError(t, err)
	require.NoError(t, r.Publish(d))
	second, err := d.JSON()
	require.NoError(t, err)
	require.Equal(t, string(first), string(second))

	d.Add("POST", "/", &openapi.Operation{Responses: map[string]*openapi.Response{"200": openapi.JSONResponse("More.", r.Output(reflect.TypeFor[Apart]()))}})
	require.NoError(t, r.Publish(d))
	require.Equal(t, []string{"Apart", "ApartInput"}, names(d))
	require.Equal(t, []string{"name"}, d.Components.Schemas["Apart"].Required)
	require.Empty(t, d.Validate())
}

func TestNamesTellTypesApart(t *testing.T) {
	t.Parallel()
	type Local struct{ A bool }
	r := openapi.NewReflector(openapi.ReflectorConfig{})
	d := components(
		t,
		r.Output(reflect.TypeFor[Pair[[]Alike, map[string]*Pair[int, Status]]]()),
		r.Output(reflect.TypeFor[struct {
			A Element
			B list.Element
			C Local
			D Pair[map[Status][]int, [2]bool]
		}]()),
	)
	require.NoError(t, r.Publish(d))
	require.Equal(t, []string{
		"Alike", "Local", "Pair_AlikeList_Map_string_Pair_int_Status", "Pair_Map_Status_intList_boolArray", "Pair_int_Status",
		"Status", "list.Element", "openapi_test.Element",
	}, names(d))
	require.Empty(t, d.Validate())
}

func TestANameThatIsTakenIsNumbered(t *testing.T) {
	t.Parallel()
	r := openapi.NewReflector(openapi.ReflectorConfig{})
	d := components(t, r.Input(reflect.TypeFor[Holder]()), r.Output(reflect.TypeFor[Holder]()), r.Output(reflect.TypeFor[HolderInput]()))
	require.NoError(t, r.Publish(d))
	require.Contains(t, names(d), "HolderInput")
	require.Contains(t, names(d), "HolderInput_2")
	require.Empty(t, d.Validate())
}

func TestPublishDoesNotReplaceWhatIsThere(t *testing.T) {
	t.Parallel()
	r := openapi.NewReflector(openapi.ReflectorConfig{})
	d := components(t, r.Output(reflect.TypeFor[Alike]()))
	mine := openapi.String("mine")
	d.Components.Schemas = map[string]*openapi.Schema{"Alike": mine}
	require.ErrorContains(t, r.Publish(d), `another schema "Alike" already; rename`)
	require.Same(t, mine, d.Components.Schemas["Alike"])
}

func TestOnlyWhatIsUsedIsPublished(t *testing.T) {
	t.Parallel()
	r := openapi.NewReflector(openapi.ReflectorConfig{})
	r.Output(reflect.TypeFor[Holder]())
	d := components(t, r.Output(reflect.TypeFor[Alike]()))
	require.NoError(t, r.Publish(d))
	require.Equal(t, []string{"Alike"}, names(d))
}
