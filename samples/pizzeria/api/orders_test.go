package api_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestAnOrderIsPlaced(t *testing.T) {
	t.Parallel()
	app := serve(t)
	placed := app.Post("/api/orders", margherita(object{
		"customer_email": "maria@example.com", "payment_method": "credit_card", "notes": "ring twice",
		"pizzas": []object{{"name": "Margherita", "size": "large"}, {"name": "Veggie", "size": "small", "toppings": []string{"basil"}}},
	})).Expect(http.StatusCreated)
	require.Equal(t, "/api/orders/id-008", placed.Header("Location"))
	require.Equal(t, `"4"`, placed.Header("ETag"))
	require.JSONEq(t, `{
		"id": "id-008",
		"customer": {"id": "id-007", "name": "Maria Rossi", "phone": "+39 06 555 0101", "address": "Via Roma 1, Napoli", "email": "maria@example.com"},
		"pizzas": [
			{"line_id": "id-009", "name": "Margherita", "size": "large", "toppings": [], "price": "20.78"},
			{"line_id": "id-010", "name": "Veggie", "size": "small", "toppings": ["basil"], "price": "16.49"}
		],
		"status": "confirmed", "payment_method": "credit_card", "notes": "ring twice", "total_amount": "37.27",
		"order_time": "2026-11-20T12:00:00Z", "confirmed_time": "2026-11-20T12:00:00Z", "estimated_ready_time": "2026-11-20T12:20:00Z",
		"cooking_started_time": null, "ready_time": null, "out_for_delivery_time": null, "delivered_time": null, "cancelled_time": null,
		"delivery_person_id": null, "version": 4
	}`, string(placed.Body))

	got := app.Get("/api/orders/id-008").Expect(http.StatusOK)
	require.Equal(t, string(placed.Body), string(got.Body))
	require.Equal(t, `"4"`, got.Header("ETag"))
}

func TestAnOrderWithWhatIsRequiredOnly(t *testing.T) {
	t.Parallel()
	app := serve(t)
	placed := decode(t, app.Post("/api/orders", margherita()).Expect(http.StatusCreated))
	require.Nil(t, placed["notes"])
	require.Contains(t, placed, "notes")
	require.Nil(t, placed["customer"].(object)["email"])
	app.Post("/api/orders", margherita(object{"notes": nil, "customer_email": nil})).Expect(http.StatusCreated)
}

func TestAnOrderIsRefusedWithOneEntryForEachFault(t *testing.T) {
	t.Parallel()
	app := serve(t)
	long := strings.Repeat("x", 501)
	tests := map[string]struct {
		change object
		want   []string
	}{
		"nothing that is required": {
			object{"customer_name": "", "customer_phone": "", "customer_address": "", "pizzas": nil, "payment_method": ""},
			[]string{"/customer_name required", "/customer_phone required", "/customer_address required", "/pizzas required", "/payment_method required"},
		},
		"too little": {
			object{"customer_phone": "555000000", "customer_address": "Roma", "pizzas": []object{}},
			[]string{"/customer_phone min", "/customer_address min", "/pizzas min"},
		},
		"too much": {
			object{
				"customer_name": long, "customer_phone": long, "customer_address": long, "notes": long,
				"pizzas": []object{{"name": "Veggie", "size": "small", "toppings": make([]string, 11)}},
			},
			[]string{"/customer_name max", "/customer_phone max", "/customer_address max", "/pizzas/0/toppings max", "/notes max"},
		},
		"no such values": {
			object{"customer_email": "maria", "payment_method": "gold", "pizzas": []object{{"name": "Veggie", "size": "huge"}, {"size": "small"}}},
			[]string{"/customer_email email", "/pizzas/0/size oneof", "/pizzas/1/name required", "/payment_method oneof"},
		},
		"other types, and a member nobody knows": {
			object{"customer_name": 7, "pizzas": object{}, "tip": "1.00"},
			[]string{"/customer_name type", "/pizzas type", "/tip unknown_field"},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			refusal := app.For(t).Post("/api/orders", margherita(tt.change)).Expect(http.StatusUnprocessableEntity).Problem("validation_failed")
			var got []string
			for _, fault := range refusal.Faults() {
				require.Equal(t, "body", fault.In)
				require.NotEmpty(t, fault.Message)
				got = append(got, fault.Pointer+" "+fault.Code)
			}
			require.ElementsMatch(t, tt.want, got)
		})
	}
}

func TestAPizzaThatIsNotOnTheMenu(t *testing.T) {
	t.Parallel()
	app := serve(t)
	refusal := app.Post("/api/orders", margherita(object{"pizzas": []object{{"name": "Calzone", "size": "small"}}})).
		Expect(http.StatusBadRequest).Problem("unknown_pizza")
	require.Contains(t, decode(t, refusal)["detail"], `"Calzone"`)
}

func TestAnOrderThatIsKnownIsNotSentAgain(t *testing.T) {
	t.Parallel()
	app := serve(t)
	order := place(t, app)
	tag := app.Get(order).Expect(http.StatusOK).Header("ETag")
	for _, known := range []string{tag, "W/" + tag, `"1", ` + tag, "*"} {
		r := app.Get(order).Header("If-None-Match", known).Expect(http.StatusNotModified)
		require.Empty(t, r.Body)
		require.Equal(t, tag, r.Header("ETag"))
	}
	app.Get(order).Header("If-None-Match", `"1"`).Expect(http.StatusOK)
	require.Equal(t, tag, app.Do(http.MethodHead, order, nil).Expect(http.StatusOK).Header("ETag"))

	app.Put(order+"/cook", nil).Expect(http.StatusOK)
	require.NotEqual(t, tag, app.Get(order).Header("If-None-Match", tag).Expect(http.StatusOK).Header("ETag"))
}

func TestOrdersAreListed(t *testing.T) {
	t.Parallel()
	app := serve(t)
	empty := app.Get("/api/orders").Expect(http.StatusOK)
	require.JSONEq(t, `{"items": [], "total": 0, "page": 1, "page_size": 20}`, string(empty.Body))

	var placed []string
	for range 5 {
		placed = append(placed, place(t, app))
	}
	slices.Reverse(placed)
	tests := map[string]struct {
		query string
		want  []string
		link  string
	}{
		"all":   {"", placed, `</api/orders?page=1>; rel="first", </api/orders?page=1>; rel="last"`},
		"first": {"?page_size=2", placed[:2], `</api/orders?page=1&page_size=2>; rel="first", </api/orders?page=2&page_size=2>; rel="next", </api/orders?page=3&page_size=2>; rel="last"`},
		"middle": {
			"?page=2&page_size=2", placed[2:4],
			`</api/orders?page=1&page_size=2>; rel="first", </api/orders?page=1&page_size=2>; rel="prev", </api/orders?page=3&page_size=2>; rel="next", </api/orders?page=3&page_size=2>; rel="last"`,
		},
		"last": {"?page=3&page_size=2", placed[4:], `</api/orders?page=1&page_size=2>; rel="first", </api/orders?page=2&page_size=2>; rel="prev", </api/orders?page=3&page_size=2>; rel="last"`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := app.For(t).Get("/api/orders" + tt.query).Expect(http.StatusOK)
			page := decode(t, r)
			require.EqualValues(t, 5, page["total"])
			require.Equal(t, tt.want, addresses(page["items"]))
			require.Equal(t, tt.link, r.Header("Link"))
		})
	}
}

func TestOrdersAreFiltered(t *testing.T) {
	t.Parallel()
	app := serve(t)
	first := place(t, app)
	cooking := reach(t, app, "cooking")
	luigi := place(t, app, object{"customer_phone": "+39 06 555 0102"})
	for query, want := range map[string][]string{
		"?status=confirmed":                                      {luigi, first},
		"?customer_phone=%2B39%2006%20555%200101":                {cooking, first},
		"?customer_phone=%2B39%2006%20555%200102&status=cooking": {},
		"?status=cooking&page=2":                                 {},
	} {
		page := decode(t, app.Get("/api/orders"+query).Expect(http.StatusOK))
		require.Equal(t, want, addresses(page["items"]), query)
	}
	link := app.Get("/api/orders?status=confirmed&page_size=1").Expect(http.StatusOK).Header("Link")
	require.Contains(t, link, `</api/orders?page=2&page_size=1&status=confirmed>; rel="next"`, "the links keep the filter")

	r := app.Get("/api/orders?status=eaten&page=0&page_size=101").Expect(http.StatusUnprocessableEntity).Problem("validation_failed")
	r.Fault("query", "/status", "oneof").Fault("query", "/page", "min").Fault("query", "/page_size", "max")
	require.Len(t, r.Faults(), 3)
	app.Get("/api/orders?page=one").Expect(http.StatusUnprocessableEntity).Fault("query", "/page", "type")
	app.Get("/api/orders?customer_phone="+strings.Repeat("5", 21)).Expect(http.StatusUnprocessableEntity).Fault("query", "/customer_phone", "max")
}

// addresses returns the addresses of the orders of a page.
func addresses(items any) []string {
	all := []string{}
	for _, item := range items.([]any) {
		all = append(all, "/api/orders/"+item.(object)["id"].(string))
	}
	return all
}
