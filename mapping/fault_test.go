package mapping_test

import (
	"errors"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/mapping"
)

func TestBuildReportsWhatIsWrong(t *testing.T) {
	t.Parallel()
	type (
		lineIn  struct{ Sku string }
		lineOut struct{ Sku, Name string }
		orderIn struct {
			ID    string
			Lines []lineIn
			First lineIn
		}
		orderOut struct {
			ID    string
			Lines []lineOut
			First lineOut
		}
		id     struct{ Id string }
		ID     struct{ ID string }
		price  struct{ Price float64 }
		cents  struct{ Price int }
		secret struct{ Price money }
	)
	for _, test := range []struct {
		name    string
		declare func(p *mapping.Profile)
		code    string
		want    string
	}{
		{
			"a field without source, found in two places and reported once",
			func(p *mapping.Profile) { mapping.For[orderIn, orderOut](p) },
			mapping.CodeUnmappedField,
			`mapping_test.lineOut.Name has no source in mapping_test.lineIn
in the mapping to mapping_test.orderOut.Lines[].Name
registered at fault_test.go
fix: map it with Field("Name", mapping.From(…)), compute it with Field("Name", mapping.Compute(…)), or leave it out with Ignore("Name"); rules for the pair begin with mapping.For[mapping_test.lineIn, mapping_test.lineOut](profile)`,
		},
		{
			"a field that is there in other letters",
			func(p *mapping.Profile) { mapping.For[id, ID](p) },
			mapping.CodeUnmappedField,
			`mapping_test.ID.ID has no source in mapping_test.id
registered at fault_test.go
fix: the source has Id: map it with Field("ID", mapping.From("Id"))`,
		},
		{
			"types that do not become each other",
			func(p *mapping.Profile) { mapping.For[price, cents](p) },
			mapping.CodeUnmappableField,
			`mapping_test.cents.Price is of type int and its source of type float64, which does not become one by itself
registered at fault_test.go
fix: say how: mapping.Convert(profile, func(float64) int {…}), or for this field alone mapping.With`,
		},
		{
			"an object, which nobody else can take apart",
			func(p *mapping.Profile) { mapping.For[secret, struct{ Price lineIn }](p) },
			mapping.CodeUnmappableField,
			`struct { Price mapping_test.lineIn }.Price is of type mapping_test.lineIn and its source of type mapping_test.money, which does not become one by itself
registered at fault_test.go
fix: say how: mapping.Convert(profile, func(mapping_test.money) mapping_test.lineIn {…}), or for this field alone mapping.With`,
		},
		{
			"a rule for a field that is not there",
			func(p *mapping.Profile) { mapping.For[ID, ID](p).Ignore("Id") },
			mapping.CodeUnknownField,
			`the mapping of mapping_test.ID to mapping_test.ID has a rule for Id, and mapping_test.ID has no exported field of that name
registered at fault_test.go
fix: it has ID`,
		},
		{
			"a path that leads nowhere",
			func(p *mapping.Profile) { mapping.For[orderIn, ID](p).Field("ID", mapping.From("First.sku")) },
			mapping.CodeUnknownField,
			`mapping_test.ID.ID is mapped from "First.sku", and mapping_test.orderIn has no field or getter sku
registered at fault_test.go
fix: name a field that it has, or a method without parameters that returns one value`,
		},
		{
			"a path in other letters",
			func(p *mapping.Profile) { mapping.For[id, ID](p).Field("ID", mapping.From("id")) },
			mapping.CodeUnknownField,
			`mapping_test.ID.ID is mapped from "id", and mapping_test.id has no field or getter id
registered at fault_test.go
fix: name a field that it has, or a method without parameters that returns one value; it has Id`,
		},
		{
			"a computation of another source",
			func(p *mapping.Profile) {
				mapping.For[id, ID](p).Field("ID", mapping.Compute(func(p price) string { return "" }))
			},
			mapping.CodeBadRule,
			`mapping_test.ID.ID is computed from a mapping_test.price, and the source of the mapping is a mapping_test.id
registered at fault_test.go
fix: give mapping.Compute a func(mapping_test.id) or a func(*mapping_test.id)`,
		},
		{
			"a converter of another type",
			func(p *mapping.Profile) {
				mapping.For[price, cents](p).Field("Price", mapping.With(func(string) int { return 0 }))
			},
			mapping.CodeBadRule,
			`mapping_test.cents.Price is converted from a string, and its source is a float64
registered at fault_test.go
fix: give mapping.With a func(float64)`,
		},
		{
			"a pair declared twice",
			func(p *mapping.Profile) { mapping.For[ID, ID](p); mapping.For[*ID, ID](p) },
			mapping.CodeDuplicateMapping,
			`two mappings make a mapping_test.ID from a mapping_test.ID
first at fault_test.go
registered at fault_test.go
fix: remove one; rules for one pair belong together`,
		},
		{
			"a converter declared twice",
			func(p *mapping.Profile) {
				mapping.Convert(p, strings.ToUpper)
				mapping.Convert(p, strings.ToLower)
			},
			mapping.CodeDuplicateMapping,
			`two converters make a string from a string
first at fault_test.go
registered at fault_test.go
fix: remove one; rules for one pair belong together`,
		},
		{
			"no structs",
			func(p *mapping.Profile) { mapping.For[int, ID](p) },
			mapping.CodeBadRule,
			`For[int, mapping_test.ID] is no pair of structs
registered at fault_test.go
fix: declare structs, or pointers to structs; for other types use mapping.Convert`,
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			p := mapping.NewProfile()
			test.declare(p)
			_, err := mapping.New(p)
			report, ok := errors.AsType[*di.BuildError](err)
			require.True(t, ok)
			require.Len(t, report.Faults, 1, "%v", err)
			require.Equal(t, test.code, report.Faults[0].Code)
			require.Equal(t, test.want, regexp.MustCompile(`_test\.go:\d+`).ReplaceAllString(report.Faults[0].String(), "_test.go"))
			require.Regexp(t, `^fault_test\.go:\d+$`, report.Faults[0].At)

			services := di.NewServices()
			mapping.AddProfile(services, func() *mapping.Profile { return p })
			require.Equal(t, err, services.Validate(), "di reports the same")
		})
	}
}

func TestRulesPrintThemselves(t *testing.T) {
	t.Parallel()
	for want, rule := range map[string]mapping.Rule{
		`From("Name")`:              mapping.From("Name"),
		"Const(int)":                mapping.Const(1),
		"Compute(func(string) int)": mapping.Compute(func(s string) int { return len(s) }),
		"With(func(string) string)": mapping.With(strings.ToUpper),
	} {
		require.Equal(t, want, rule.String())
	}
}
