package api

import (
	"context"

	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/mediator"
	"github.com/neuroglia-go/neuroglia/mvc"
	"github.com/neuroglia-go/neuroglia/samples/banking/application"
)

// TransfersController takes transfers and tells how they come along.
type TransfersController struct{ mediator *mediator.Mediator }

// NewTransfersController returns the controller.
func NewTransfersController(m *mediator.Mediator) *TransfersController {
	return &TransfersController{mediator: m}
}

// Routes declares what the controller answers.
func (*TransfersController) Routes(r *mvc.Routes[*TransfersController]) {
	r.Prefix("/transfers").Tag("Transfers")
	mvc.Post(r, "/", (*TransfersController).Request, mvc.Accepted("/transfers/{id}"), mvc.Summary("Ask for money to go to another account"),
		mvc.Description("The transfer is carried out afterwards; whether there is enough money shows in its status."),
		mvc.Fails(errs.KindInvalid, "same_account", "currency_mismatch"), rule(), noAccount(), raced(), mismatch())
	mvc.Get(r, "/{id}", (*TransfersController).Get, mvc.Summary("How a transfer comes along"), mvc.Fails(errs.KindNotFound, "transfer_not_found"))
}

// TransferRequest names a transfer.
type TransferRequest struct {
	ID string `path:"id"`
}

// Request asks for a transfer.
func (c *TransfersController) Request(ctx context.Context, in application.RequestTransfer) (application.TransferDTO, error) {
	return mediator.Send(ctx, c.mediator, in)
}

// Get returns a transfer.
func (c *TransfersController) Get(ctx context.Context, in TransferRequest) (application.TransferDTO, error) {
	return mediator.Send(ctx, c.mediator, application.GetTransfer{TransferID: in.ID})
}
