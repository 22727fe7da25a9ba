package codec_test

import (
	"bytes"
	"encoding/json"
	"testing"
	"time"

	jsonv2 "github.com/go-json-experiment/json"
	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/mvc/codec"
)

type benchLine struct {
	Name     string   `json:"name"`
	Size     string   `json:"size"`
	Toppings []string `json:"toppings"`
	Quantity int      `json:"quantity"`
}

type benchOrder struct {
	ID      string      `json:"id"`
	Name    string      `json:"name"`
	Phone   string      `json:"phone"`
	Address string      `json:"address"`
	Email   *string     `json:"email,omitempty"`
	Lines   []benchLine `json:"lines"`
	Total   float64     `json:"total"`
	Paid    bool        `json:"paid"`
	At      time.Time   `json:"at"`
	Version int64       `json:"version"`
}

// BenchmarkJSON compares what was to choose from, on an order of ten fields with
// three lines.
func BenchmarkJSON(b *testing.B) {
	order := benchOrder{
		ID: "0190b6f0-aaaa-7bbb-8ccc-000000000001", Name: "Ada Lovelace", Phone: "+44 20 7946 0000", Address: "12 St James's Square",
		Email: new("ada@example.org"), Total: 42.17, Paid: true, At: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC), Version: 3,
		Lines: []benchLine{{"Margherita", "small", []string{"basil"}, 1}, {"Supreme", "large", []string{"olive", "ham"}, 2}, {"Veggie", "medium", nil, 1}},
	}
	text, err := json.Marshal(order)
	require.NoError(b, err)
	c := codec.New()
	var buffer bytes.Buffer
	encoders := map[string]func() error{
		"codec":    func() error { return c.Marshal(&buffer, &order) },
		"standard": func() error { return json.NewEncoder(&buffer).Encode(&order) },
		"v2":       func() error { return jsonv2.MarshalWrite(&buffer, &order) },
	}
	for name, encode := range encoders {
		b.Run("encode/"+name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				buffer.Reset()
				if err := encode(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	decoders := map[string]func(*benchOrder) error{
		"codec":    func(o *benchOrder) error { return c.Unmarshal(text, o, codec.Options{}) },
		"standard": func(o *benchOrder) error { return json.Unmarshal(text, o) },
		"v2":       func(o *benchOrder) error { return jsonv2.Unmarshal(text, o) },
	}
	for name, decode := range decoders {
		b.Run("decode/"+name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				var o benchOrder
				if err := decode(&o); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
