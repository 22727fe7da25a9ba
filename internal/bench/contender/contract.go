// Package contender holds the same two endpoints written with each framework, so
// that one run compares them doing the same work: bind path, query, header and a
// nested JSON body, check eight rules, answer ten fields.
package contender

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"time"
)

// Items is the body of POST /orders/{id}/items.
type Items struct {
	CustomerName  string `json:"customer_name" validate:"required,min=1,max=100" binding:"required,min=1,max=100" minLength:"1" maxLength:"100"`
	CustomerPhone string `json:"customer_phone" validate:"required,min=10,max=20" binding:"required,min=10,max=20" minLength:"10" maxLength:"20"`
	CustomerEmail string `json:"customer_email" validate:"omitempty,email" binding:"omitempty,email" format:"email"`
	Currency      string `json:"currency" validate:"required,len=3" binding:"required,len=3" minLength:"3" maxLength:"3"`
	Priority      string `json:"priority" validate:"oneof=low normal high" binding:"oneof=low normal high" enum:"low,normal,high"`
	Items         []Item `json:"items" validate:"required,min=1,max=20,dive" binding:"required,min=1,max=20,dive" minItems:"1" maxItems:"20"`
	Notes         string `json:"notes" validate:"max=500" binding:"max=500" maxLength:"500"`
	Coupon        string `json:"coupon"`
	Gift          bool   `json:"gift"`
	Floor         int    `json:"floor"`
}

// Item is one of the three lines of the body.
type Item struct {
	SKU      string `json:"sku" validate:"required,max=20" binding:"required,max=20" minLength:"1" maxLength:"20"`
	Quantity int    `json:"quantity" validate:"gte=1,lte=10" binding:"gte=1,lte=10" minimum:"1" maximum:"10"`
	Cents    int64  `json:"cents"`
}

// Order is the answer of both endpoints.
type Order struct {
	ID           string    `json:"id"`
	Tenant       string    `json:"tenant"`
	Notified     bool      `json:"notified"`
	CustomerName string    `json:"customer_name"`
	Currency     string    `json:"currency"`
	Priority     string    `json:"priority"`
	ItemCount    int       `json:"item_count"`
	TotalCents   int64     `json:"total_cents"`
	Status       string    `json:"status"`
	CreatedAt    time.Time `json:"created_at"`
}

// created is the same for everyone: the clock is not what is compared.
func created() time.Time { return time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC) }

// Place is the use case behind POST.
func Place(id, tenant string, notify bool, in *Items) Order {
	var total int64
	for _, item := range in.Items {
		total += item.Cents * int64(item.Quantity)
	}
	return Order{
		ID: id, Tenant: tenant, Notified: notify, CustomerName: in.CustomerName, Currency: in.Currency, Priority: in.Priority,
		ItemCount: len(in.Items), TotalCents: total, Status: "confirmed", CreatedAt: created(),
	}
}

// Find is the use case behind GET.
func Find(id string) Order {
	return Order{
		ID: id, Tenant: "acme", CustomerName: "Maria Rossi", Currency: "EUR", Priority: "normal", ItemCount: 3,
		TotalCents: 4550, Status: "confirmed", CreatedAt: created(),
	}
}

// Body is a valid body.
func Body() []byte {
	body, err := json.Marshal(Items{
		CustomerName: "Maria Rossi", CustomerPhone: "+39 06 555 0101", CustomerEmail: "maria@example.com", Currency: "EUR", Priority: "normal",
		Items: []Item{{"MARGHERITA", 2, 1299}, {"COLA", 3, 250}, {"TIRAMISU", 1, 690}}, Notes: "Ring twice, the bell is broken.",
		Coupon: "AUTUMN", Floor: 3,
	})
	if err != nil {
		panic(err)
	}
	return body
}

// InvalidBody is a body that breaks four rules.
func InvalidBody() []byte {
	return []byte(`{"customer_name":"","customer_phone":"1","customer_email":"no","currency":"EUR","priority":"normal","items":[{"sku":"A","quantity":99,"cents":1}]}`)
}

// NewPost returns POST /orders/o-1/items?notify=true with the body.
func NewPost(base string, body []byte) *http.Request {
	r, err := http.NewRequest(http.MethodPost, base+"/orders/o-1/items?notify=true", io.NopCloser(bytes.NewReader(body)))
	if err != nil {
		panic(err)
	}
	r.ContentLength = int64(len(body))
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("X-Tenant", "acme")
	return r
}

// NewGet returns GET /orders/o-1.
func NewGet(base string) *http.Request {
	r, err := http.NewRequest(http.MethodGet, base+"/orders/o-1", nil)
	if err != nil {
		panic(err)
	}
	return r
}
