package ingest_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/memory"
	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/eventing/cloudevents"
	"github.com/neuroglia-go/neuroglia/eventing/ingest"
	"github.com/neuroglia-go/neuroglia/mvc"
	"github.com/neuroglia-go/neuroglia/mvc/mvctest"
)

// OrderPlaced is what a partner says.
type OrderPlaced struct {
	Order string `json:"order"`
	Total string `json:"total"`
}

// Orders is told by partners.
type Orders struct{}

// Placed takes an order. What it writes to repositories is stored once.
func (*Orders) Placed(_ context.Context, e OrderPlaced) error {
	fmt.Println("placed", e.Order, e.Total)
	return nil
}

// EventsController takes events over HTTP.
type EventsController struct{ ingest *ingest.Ingest }

// NewEventsController returns the controller.
func NewEventsController(i *ingest.Ingest) *EventsController { return &EventsController{i} }

// ReceiveEvents is the body of POST /events.
type ReceiveEvents struct {
	Body []byte `body:"raw"`
}

// Routes declares what the controller answers.
func (*EventsController) Routes(r *mvc.Routes[*EventsController]) {
	mvc.Post(r, "/events", (*EventsController).Receive, mvc.Use(ingest.Headers), mvc.NoContent(),
		mvc.Summary("Take CloudEvents"),
		mvc.Consumes(cloudevents.MediaType, cloudevents.BatchMediaType, cloudevents.JSON),
		mvc.Fails(errs.KindInvalid, "invalid_event", "malformed_event"),
		mvc.Fails(errs.KindUnprocessable, "unknown_event_type", "invalid_data", "events_refused"),
		mvc.Fails(errs.KindUnavailable, "events_pending"))
}

// Receive takes the events of a request. It returns once they are handled.
func (c *EventsController) Receive(ctx context.Context, in ReceiveEvents) (mvc.None, error) {
	return mvc.None{}, c.ingest.Receive(ctx, in.Body)
}

func Example() {
	services := di.NewServices()
	di.AddValue[data.Store](services, memory.New())
	ingest.Subscribe(services, func() *Orders { return &Orders{} }, ingest.On("com.partner.order.placed.v1", (*Orders).Placed))
	app := mvc.NewApp(mvc.Config{Prefix: "/api"}, mvc.Controller[*EventsController](NewEventsController))
	app.Register(services)
	if _, err := services.Build(context.Background()); err != nil {
		fmt.Println(err)
		return
	}
	send := func(event cloudevents.Event) {
		request := httptest.NewRequest(http.MethodPost, "/api/events", nil)
		if err := cloudevents.WriteRequest(request, cloudevents.Binary, event); err != nil {
			fmt.Println(err)
		}
		answer := httptest.NewRecorder()
		app.Handler().ServeHTTP(answer, request)
		fmt.Println(answer.Code)
	}
	placed := cloudevents.Event{
		ID: "1", Source: "https://partner.example", Type: "com.partner.order.placed.v1",
		DataContentType: cloudevents.JSON, Data: []byte(`{"order":"42","total":"23.50"}`),
	}
	send(placed)
	send(placed) // the answer got lost
	placed.Type = "com.partner.order.eaten.v1"
	send(placed)
	// Output:
	// placed 42 23.50
	// 204
	// 204
	// 422
}

// What the endpoint answers is what its document says.
func TestTheEndpointKeepsItsDocument(t *testing.T) {
	t.Parallel()
	services, bank := newServices(t, memory.New())
	ingest.Subscribe(services, func() *Bank { return bank }, ingest.On(placed, (*Bank).Placed))
	app := mvc.NewApp(mvc.Config{Prefix: "/api"}, mvc.Controller[*EventsController](NewEventsController))
	app.Register(services)
	_, err := services.Build(t.Context())
	require.NoError(t, err)
	document, err := app.OpenAPI()
	require.NoError(t, err)
	c := mvctest.New(t, app.Handler(), document)
	post := func(contentType string, body []byte) *mvctest.Request {
		return c.Post("/api/events", body).Header("Content-Type", contentType)
	}
	good := event("1", `{"account":"a","amount":1}`)
	structured := func(events ...cloudevents.Event) []byte {
		text, err := cloudevents.AppendBatch(nil, events...)
		require.NoError(t, err)
		return text
	}
	post(cloudevents.BatchMediaType, structured(good, good)).Expect(204)
	require.Equal(t, 1, accountOf(t, bank, "a").Balance)
	bad := event("2", `{"amount":-1}`)
	post(cloudevents.BatchMediaType, structured(good, bad)).Expect(422).Fault("body", "/1", "invalid_data")
	post(cloudevents.MediaType, []byte(`{}`)).Expect(400).Problem("invalid_event")
	post(cloudevents.MediaType, []byte(`{`)).Expect(400).Problem("malformed_event")
	post(cloudevents.JSON, []byte(`{}`)).Expect(415).Problem("no_event")
	post("application/cloudevents+avro", []byte(`{}`)).Expect(415)
	post(cloudevents.JSON, good.Data).Header("ce-specversion", "1.0").Header("ce-id", "3").Header("ce-source", "/s").Header("ce-type", placed).Expect(204)
	require.Equal(t, []string{"1", "3"}, accountOf(t, bank, "a").Seen)
}

func accountOf(t *testing.T, bank *Bank, id string) account {
	t.Helper()
	return (&program{bank: bank}).account(t, id)
}
