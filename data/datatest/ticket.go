package datatest

import (
	"slices"
	"time"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/aggregate"
	"github.com/neuroglia-go/neuroglia/data/query"
)

// ticket is the aggregate that the suites store: a seat that somebody booked.
type ticket struct{ aggregate.Root[ticketState] }

type ticketState struct {
	ID     string        `json:"id"`
	Seat   string        `json:"seat"`
	Holder holder        `json:"holder"`
	Price  int64         `json:"price"`
	Tags   []string      `json:"tags,omitempty"`
	Booked time.Time     `json:"booked"`
	Used   *time.Time    `json:"used,omitempty"`
	Lasts  time.Duration `json:"lasts"`
}

type holder struct {
	Name string `json:"name"`
	City string `json:"city,omitempty"`
}

type (
	ticketBooked struct {
		ID, Seat string
		Holder   holder
		Price    int64
		At       time.Time
		Lasts    time.Duration
	}
	ticketMoved  struct{ Seat string }
	ticketPriced struct{ Price int64 }
	ticketTagged struct{ Tag string }
	ticketUsed   struct{ At time.Time }
)

func (ticketBooked) EventName() string { return "ticket.booked.v1" }
func (ticketMoved) EventName() string  { return "ticket.moved.v1" }
func (ticketPriced) EventName() string { return "ticket.priced.v1" }
func (ticketTagged) EventName() string { return "ticket.tagged.v1" }
func (ticketUsed) EventName() string   { return "ticket.used.v1" }

func (s ticketState) AggregateID() string { return s.ID }

func (s ticketState) Apply(event aggregate.Event) ticketState {
	switch e := event.(type) {
	case ticketBooked:
		s.ID, s.Seat, s.Holder, s.Price, s.Booked, s.Lasts = e.ID, e.Seat, e.Holder, e.Price, e.At, e.Lasts
	case ticketMoved:
		s.Seat = e.Seat
	case ticketPriced:
		s.Price = e.Price
	case ticketTagged:
		s.Tags = append(slices.Clone(s.Tags), e.Tag)
	case ticketUsed:
		s.Used = &e.At
	}
	return s
}

// noon is when tickets are booked where it does not matter.
var noon = time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)

// book returns a new ticket; its seat is its id.
func book(id string, price int64) *ticket {
	t := new(ticket)
	t.Record(ticketBooked{ID: id, Seat: id, Holder: holder{Name: "Ada"}, Price: price, At: noon, Lasts: time.Hour})
	return t
}

func (t *ticket) move(seat string) { t.Record(ticketMoved{seat}) }

func (t *ticket) price(p int64) { t.Record(ticketPriced{p}) }

// The fields that tickets are found by.
const (
	seat   query.Text             = "seat"
	price  query.Field[int64]     = "price"
	booked query.Field[time.Time] = "booked"
	used   query.Field[time.Time] = "used"
)

type (
	ticketRepository = data.Repository[*ticket, string]
	noteRepository   = data.Repository[*data.Document[note], string]
)

var ticketConfig = data.Config{
	Collection: "tickets",
	Unique:     []data.Index{{Fields: []string{"seat"}}},
	Indexes:    []data.Index{{Fields: []string{"holder.city"}}, {Fields: []string{"price"}}},
}

// note is the plain value that the suites store.
type note struct {
	Key  string `json:"key"`
	Text string `json:"text"`
	Rank int    `json:"rank"`
}

var noteConfig = data.Config{Collection: "notes", NotFound: "nothing_noted", Unique: []data.Index{{Fields: []string{"text"}}}}

func noteKey(n *note) string { return n.Key }
