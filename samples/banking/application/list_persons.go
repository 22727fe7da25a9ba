package application

import (
	"context"
	"errors"

	"github.com/neuroglia-go/neuroglia/data/query"
	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/eventing/projection"
	"github.com/neuroglia-go/neuroglia/mediator"
)

// ListPersons asks for a page of the people, in the order in which they came.
type ListPersons struct {
	mediator.Query[query.Page[PersonDTO]]
	Page     int
	PageSize int
}

// ListPersonsHandler answers [ListPersons].
type ListPersonsHandler struct {
	rows   *projection.View[PersonRow]
	sealer Sealer
}

// NewListPersonsHandler returns the handler.
func NewListPersonsHandler(rows *projection.View[PersonRow], sealer Sealer) *ListPersonsHandler {
	return &ListPersonsHandler{rows: rows, sealer: sealer}
}

// Handle returns the page. Who was erased since the read model has last looked is left out.
func (h *ListPersonsHandler) Handle(ctx context.Context, q ListPersons) (query.Page[PersonDTO], error) {
	found, err := h.rows.Find(ctx, query.All().OrderBy(query.ID.Asc()).Page(q.Page, q.PageSize))
	if err != nil {
		return query.Page[PersonDTO]{}, err
	}
	page := query.Page[PersonDTO]{Items: make([]PersonDTO, 0, len(found.Items)), Total: found.Total, Offset: found.Offset, Size: found.Size}
	for _, row := range found.Items {
		details, err := h.sealer.Open(ctx, row.ID, row.Details)
		switch {
		case errors.Is(err, errs.KindGone):
			page.Total--
		case err != nil:
			return query.Page[PersonDTO]{}, err
		default:
			page.Items = append(page.Items, personOf(row.ID, details))
		}
	}
	return page, nil
}
