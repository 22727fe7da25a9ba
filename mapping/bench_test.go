package mapping_test

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/mapping"
)

// The source and destination of the budget: twenty fields with a nested struct,
// a list and pointers.
type (
	order struct {
		ID, Reference, Notes, Channel, Currency string
		Status                                  status
		Customer                                contact
		Lines                                   []line
		Tags                                    []string
		Subtotal, Tax, Total                    int64
		Quantity, Priority                      int
		Paid, Gift                              bool
		OrderTime                               time.Time
		ReadyTime                               *time.Time
		Courier                                 *string
		Version                                 int64
	}
	contact struct {
		ID, Name, Phone, Address, Email string
	}
	line struct {
		ID, Name string
		Price    int64
		Count    int
	}
	status string

	orderDTO struct {
		ID, Reference, Notes, Channel, Currency string
		Status                                  string
		Customer                                contactDTO
		Lines                                   []lineDTO
		Tags                                    []string
		Subtotal, Tax, Total                    int64
		Quantity, Priority                      int
		Paid, Gift                              bool
		OrderTime                               time.Time
		ReadyTime                               *time.Time
		Courier                                 *string
		Version                                 int64
	}
	contactDTO struct {
		ID, Name, Phone, Address, Email string
	}
	lineDTO struct {
		ID, Name string
		Price    int64
		Count    int
	}
)

func newOrder() order {
	at, courier := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC), "Luca"
	return order{
		ID: "1", Reference: "R", Notes: "ring twice", Channel: "web", Currency: "EUR", Status: "ready",
		Customer: contact{"7", "Maria Rossi", "+39 06 555", "Via Roma 1", "maria@example.com"},
		Lines:    []line{{"a", "Margherita", 1299, 1}, {"b", "Pepperoni", 1499, 2}, {"c", "Veggie", 1399, 1}},
		Tags:     []string{"new", "fast"},
		Subtotal: 100, Tax: 20, Total: 120, Quantity: 4, Priority: 1, Paid: true,
		OrderTime: at, ReadyTime: &at, Courier: &courier, Version: 3,
	}
}

// byHand is the yardstick.
//
//go:noinline
func byHand(o order) orderDTO {
	d := orderDTO{
		ID: o.ID, Reference: o.Reference, Notes: o.Notes, Channel: o.Channel, Currency: o.Currency,
		Status:   string(o.Status),
		Customer: contactDTO(o.Customer),
		Lines:    make([]lineDTO, len(o.Lines)),
		Tags:     slices.Clone(o.Tags),
		Subtotal: o.Subtotal, Tax: o.Tax, Total: o.Total, Quantity: o.Quantity, Priority: o.Priority,
		Paid: o.Paid, Gift: o.Gift, OrderTime: o.OrderTime, Version: o.Version,
	}
	for i, l := range o.Lines {
		d.Lines[i] = lineDTO(l)
	}
	if o.ReadyTime != nil {
		at := *o.ReadyTime
		d.ReadyTime = &at
	}
	if o.Courier != nil {
		name := *o.Courier
		d.Courier = &name
	}
	return d
}

func orderMapper(t testing.TB) *mapping.Mapper {
	t.Helper()
	p := mapping.NewProfile()
	mapping.For[order, orderDTO](p)
	mapping.For[line, lineDTO](p)
	m, err := mapping.New(p)
	require.NoError(t, err)
	return m
}

func BenchmarkMap(b *testing.B) {
	m, o := orderMapper(b), newOrder()
	b.Run("by hand", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			_ = byHand(o)
		}
	})
	b.Run("mapper", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			_, _ = mapping.Map[orderDTO](m, o)
		}
	})
	b.Run("mapper from a pointer", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			_, _ = mapping.Map[orderDTO](m, &o)
		}
	})
}

// What a rule costs: two fields, one of them as the name says.
func BenchmarkRules(b *testing.B) {
	type target struct {
		Name  string
		Upper string
	}
	for _, bench := range []struct {
		name string
		pair func(*mapping.Pair[named, target])
	}{
		{"by name", func(p *mapping.Pair[named, target]) { p.Field("Upper", mapping.From("Name")) }},
		{"computed", func(p *mapping.Pair[named, target]) {
			p.Field("Upper", mapping.Compute(func(n *named) string { return n.Name }))
		}},
		{"converted", func(p *mapping.Pair[named, target]) {
			p.Field("Upper", mapping.From("Name"), mapping.With(func(s string) string { return s }))
		}},
		{"getter", func(*mapping.Pair[named, target]) {}},
	} {
		b.Run(bench.name, func(b *testing.B) {
			m := mapper(b, func(p *mapping.Profile) { bench.pair(mapping.For[named, target](p)) })
			b.ReportAllocs()
			for b.Loop() {
				_, _ = mapping.Map[target](m, &named{Name: "ADA"})
			}
		})
	}
}

func TestMapsAsByHand(t *testing.T) {
	t.Parallel()
	dto, err := mapping.Map[orderDTO](orderMapper(t), newOrder())
	require.NoError(t, err)
	require.Equal(t, byHand(newOrder()), dto)
}

// A source without lists and pointers: by hand this is nothing but moving memory.
type (
	address struct {
		Street, City, Zip string
		Lat, Lon          float64
	}
	person struct {
		ID, Name, Email, Phone string
		Age, Score             int
		Active                 bool
		Created, Updated       time.Time
		Balance                int64
		Home, Work             address
		Rank                   int32
		Level                  uint8
		Kind                   status
	}
	addressDTO struct {
		Street, City, Zip string
		Lat, Lon          float64
	}
	personDTO struct {
		ID, Name, Email, Phone string
		Age, Score             int
		Active                 bool
		Created, Updated       time.Time
		Balance                int64
		Home, Work             addressDTO
		Rank                   int64
		Level                  int
		Kind                   string
	}
)

//go:noinline
func personByHand(s person) personDTO {
	return personDTO{
		ID: s.ID, Name: s.Name, Email: s.Email, Phone: s.Phone, Age: s.Age, Score: s.Score, Active: s.Active,
		Created: s.Created, Updated: s.Updated, Balance: s.Balance,
		Home: addressDTO{s.Home.Street, s.Home.City, s.Home.Zip, s.Home.Lat, s.Home.Lon},
		Work: addressDTO{s.Work.Street, s.Work.City, s.Work.Zip, s.Work.Lat, s.Work.Lon},
		Rank: int64(s.Rank), Level: int(s.Level), Kind: string(s.Kind),
	}
}

func BenchmarkMapValues(b *testing.B) {
	m := mapper(b, func(p *mapping.Profile) { mapping.For[person, personDTO](p) })
	s := person{ID: "1", Name: "Ada"}
	b.Run("by hand", func(b *testing.B) {
		for b.Loop() {
			_ = personByHand(s)
		}
	})
	b.Run("mapper", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			_, _ = mapping.Map[personDTO](m, s)
		}
	})
}
