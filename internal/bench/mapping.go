package main

import (
	"testing"
	"time"

	"github.com/jinzhu/copier"

	"github.com/neuroglia-go/neuroglia/mapping"
)

// Twenty fields, five of them in a nested struct, and a slice of another.
type (
	entity struct {
		ID, Name, Email, Phone, Street, City, Zip, Country, Notes, Status string
		Count, Total, Discount                                            int
		Rate, Score                                                       float64
		Active, Verified                                                  bool
		Created, Updated                                                  time.Time
		Owner                                                             owner
		Lines                                                             []entityLine
	}
	owner struct {
		ID, First, Last string
		Age             int
		Since           time.Time
	}
	entityLine struct {
		SKU string
		N   int
	}

	view struct {
		ID, Name, Email, Phone, Street, City, Zip, Country, Notes, Status string
		Count, Total, Discount                                            int
		Rate, Score                                                       float64
		Active, Verified                                                  bool
		Created, Updated                                                  time.Time
		Owner                                                             ownerView
		Lines                                                             []lineView
	}
	ownerView struct {
		ID, First, Last string
		Age             int
		Since           time.Time
	}
	lineView struct {
		SKU string
		N   int
	}
)

func sample() entity {
	now := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	return entity{
		ID: "e-1", Name: "Maria", Email: "maria@example.com", Phone: "555", Street: "Via Roma", City: "Napoli", Zip: "80100", Country: "IT",
		Status: "active", Count: 3, Total: 4038, Rate: 0.5, Active: true, Created: now, Updated: now,
		Owner: owner{ID: "o-1", First: "Mario", Last: "Rossi", Age: 50, Since: now}, Lines: []entityLine{{"A", 1}, {"B", 2}, {"C", 3}},
	}
}

func mapByHand(e *entity) view {
	v := view{
		ID: e.ID, Name: e.Name, Email: e.Email, Phone: e.Phone, Street: e.Street, City: e.City, Zip: e.Zip, Country: e.Country,
		Notes: e.Notes, Status: e.Status, Count: e.Count, Total: e.Total, Discount: e.Discount, Rate: e.Rate, Score: e.Score,
		Active: e.Active, Verified: e.Verified, Created: e.Created, Updated: e.Updated,
		Owner: ownerView{ID: e.Owner.ID, First: e.Owner.First, Last: e.Owner.Last, Age: e.Owner.Age, Since: e.Owner.Since},
		Lines: make([]lineView, len(e.Lines)),
	}
	for i, l := range e.Lines {
		v.Lines[i] = lineView{SKU: l.SKU, N: l.N}
	}
	return v
}

func mappingContest() contest {
	return contest{
		name: "mapping", yardstick: "by hand",
		entries: []entry{{"by hand", handMapping}, {ours, planMapping}, {"copier", copierMapping}},
		budgets: []budget{
			{text: "twice the time by hand", of: ours, to: "by hand", most: 2, allocs: -1},
			{text: "10 times copier", of: ours, to: "copier", most: 0.1, allocs: -1},
		},
	}
}

func handMapping(b *testing.B) {
	e := sample()
	b.ReportAllocs()
	for b.Loop() {
		if v := mapByHand(&e); v.ID == "" {
			b.Fatal("empty")
		}
	}
}

func planMapping(b *testing.B) {
	p := mapping.NewProfile()
	mapping.For[owner, ownerView](p)
	mapping.For[entityLine, lineView](p)
	mapping.For[entity, view](p)
	mapper, err := mapping.New(p)
	if err != nil {
		b.Fatal(err)
	}
	e := sample()
	b.ReportAllocs()
	for b.Loop() {
		if v, err := mapping.Map[view](mapper, &e); err != nil || v.ID == "" {
			b.Fatal(err)
		}
	}
}

func copierMapping(b *testing.B) {
	e := sample()
	b.ReportAllocs()
	for b.Loop() {
		var v view
		if err := copier.Copy(&v, &e); err != nil || v.ID == "" {
			b.Fatal(err)
		}
	}
}
