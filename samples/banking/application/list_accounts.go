package application

import (
	"context"

	"github.com/neuroglia-go/neuroglia/data/query"
	"github.com/neuroglia-go/neuroglia/eventing/projection"
	"github.com/neuroglia-go/neuroglia/mediator"
)

// ListAccounts asks for a page of the accounts of a person, in the order in which they were
// opened.
type ListAccounts struct {
	mediator.Query[query.Page[OwnedAccountDTO]]
	OwnerID  string
	Page     int
	PageSize int
}

// ListAccountsHandler answers [ListAccounts].
type ListAccountsHandler struct {
	rows   *projection.View[AccountRow]
	owners Owners
}

// NewListAccountsHandler returns the handler.
func NewListAccountsHandler(rows *projection.View[AccountRow], owners Owners) *ListAccountsHandler {
	return &ListAccountsHandler{rows: rows, owners: owners}
}

var accountOwner query.Text = "owner_id"

// Handle returns the page.
func (h *ListAccountsHandler) Handle(ctx context.Context, q ListAccounts) (query.Page[OwnedAccountDTO], error) {
	name, err := h.owners.Name(ctx, q.OwnerID)
	if err != nil {
		return query.Page[OwnedAccountDTO]{}, err
	}
	found, err := h.rows.Find(ctx, query.Where(accountOwner.Eq(q.OwnerID)).OrderBy(query.ID.Asc()).Page(q.Page, q.PageSize))
	return query.MapPage(found, func(row AccountRow) OwnedAccountDTO {
		return OwnedAccountDTO{AccountDTO: row.dto(), OwnerName: name}
	}), err
}
