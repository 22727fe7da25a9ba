package contender

import (
	"context"
	"net/http"

	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/mediator"
	"github.com/neuroglia-go/neuroglia/mvc"
)

// placeItems is the request of POST, with everything it is bound from.
type placeItems struct {
	mediator.Command[Order]
	ID     string `path:"id"`
	Notify bool   `query:"notify"`
	Tenant string `header:"X-Tenant"`
	Items
}

type getOrder struct {
	mediator.Query[Order]
	ID string `path:"id"`
}

type (
	placeHandler struct{}
	getHandler   struct{}
	controller   struct{ mediator *mediator.Mediator }
)

func (placeHandler) Handle(_ context.Context, cmd placeItems) (Order, error) {
	return Place(cmd.ID, cmd.Tenant, cmd.Notify, &cmd.Items), nil
}

func (getHandler) Handle(_ context.Context, q getOrder) (Order, error) { return Find(q.ID), nil }

func (*controller) Routes(r *mvc.Routes[*controller]) {
	mvc.Post(r, "/orders/{id}/items", (*controller).place, mvc.Status(http.StatusCreated))
	mvc.Get(r, "/orders/{id}", (*controller).get)
}

func (c *controller) place(ctx context.Context, in placeItems) (Order, error) {
	return mediator.Send(ctx, c.mediator, in)
}

func (c *controller) get(ctx context.Context, in getOrder) (Order, error) {
	return mediator.Send(ctx, c.mediator, in)
}

// Neuroglia is a controller that sends to the mediator, from a container with
// scopes, as a service has it.
func Neuroglia() http.Handler {
	services := di.NewServices()
	mediator.AddHandler[placeHandler](services, func() placeHandler { return placeHandler{} })
	mediator.AddHandler[getHandler](services, func() getHandler { return getHandler{} })
	app := mvc.NewApp(mvc.Config{}, mvc.Controller[*controller](func(m *mediator.Mediator) *controller { return &controller{m} }))
	app.Register(services)
	if _, err := services.Build(context.Background()); err != nil {
		panic(err)
	}
	return app.Handler()
}
