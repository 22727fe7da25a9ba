package api

import (
	"bytes"
	"context"
	"time"

	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/mediator"
	"github.com/neuroglia-go/neuroglia/mvc"
	"github.com/neuroglia-go/neuroglia/samples/banking/application"
)

// AccountsController opens accounts, moves money in and out, and tells what moved.
type AccountsController struct {
	mediator *mediator.Mediator
	csv      *mvc.CSV
}

// NewAccountsController returns the controller.
func NewAccountsController(m *mediator.Mediator) *AccountsController {
	return &AccountsController{mediator: m, csv: mvc.NewCSV(nil)}
}

// Routes declares what the controller answers.
func (*AccountsController) Routes(r *mvc.Routes[*AccountsController]) {
	r.Prefix("/accounts").Tag("Accounts")
	closed := mvc.Fails(errs.KindConflict, "account_closed")

	mvc.Post(r, "/", (*AccountsController).Open, mvc.Created("/accounts/{id}"), mvc.Summary("Open an account"), noPerson(), rule(), raced(), mismatch())
	mvc.Get(r, "/{id}", (*AccountsController).Get, mvc.Summary("Get an account, now or as it was"), noAccount())
	mvc.Get(r, "/by-owner/{owner_id}", (*AccountsController).ByOwner, mvc.Summary("List the accounts of a person, the first one first"), noPerson(), behind())
	mvc.Get(r, "/{id}/transactions", (*AccountsController).Transactions, mvc.Summary("List what moved, the latest first"), noAccount(), behind())
	mvc.Get(r, "/{id}/statement.csv", (*AccountsController).Statement, mvc.Summary("What moved in a month, as a table"),
		mvc.Produces("text/csv"), noAccount(), behind())
	mvc.Post(r, "/{id}/deposits", (*AccountsController).Deposit, mvc.Created("/accounts/{id}/transactions"), mvc.Summary("Put money in"),
		noAccount(), rule(), closed, raced(), mismatch())
	mvc.Post(r, "/{id}/withdrawals", (*AccountsController).Withdraw, mvc.Created("/accounts/{id}/transactions"), mvc.Summary("Take money out"),
		noAccount(), rule(), closed, mvc.Fails(errs.KindConflict, "insufficient_funds"), raced(), mismatch())
	mvc.Put(r, "/{id}/overdraft-limit", (*AccountsController).ChangeOverdraft, mvc.Summary("Change how much may be owed"),
		noAccount(), rule(), closed, mvc.Fails(errs.KindConflict, "overdraft_in_use"), raced(), mismatch())
	mvc.Post(r, "/{id}/close", (*AccountsController).Close, mvc.Summary("Close an account that is at zero"),
		noAccount(), closed, mvc.Fails(errs.KindConflict, "account_not_empty"), raced(), mismatch())
}

// AccountRequest names an account, and the time as of which to see it.
type AccountRequest struct {
	ID   string    `path:"id"`
	AsOf time.Time `query:"as_of" doc:"The account as it was at this time, with what happened then; now when it is not given."`
}

// OwnerRequest names a person.
type OwnerRequest struct {
	mvc.PageRequest
	OwnerID string `path:"owner_id"`
}

// TransactionsRequest names an account and a time.
type TransactionsRequest struct {
	mvc.PageRequest
	ID   string    `path:"id"`
	From time.Time `query:"from" doc:"The earliest time, included."`
	To   time.Time `query:"to" doc:"The latest time, not included."`
}

// StatementRequest names an account and a month.
type StatementRequest struct {
	ID    string `path:"id"`
	Month string `query:"month" validate:"required,datetime=2006-01" doc:"The month, in UTC." example:"2026-11"`
}

// Open opens an account.
func (c *AccountsController) Open(ctx context.Context, in application.OpenAccount) (application.AccountDTO, error) {
	return mediator.Send(ctx, c.mediator, in)
}

// Get returns an account.
func (c *AccountsController) Get(ctx context.Context, in AccountRequest) (application.OwnedAccountDTO, error) {
	return mediator.Send(ctx, c.mediator, application.GetAccount{AccountID: in.ID, AsOf: in.AsOf})
}

// ByOwner lists the accounts of a person.
func (c *AccountsController) ByOwner(ctx context.Context, in OwnerRequest) (mvc.Page[application.OwnedAccountDTO], error) {
	page, err := mediator.Send(ctx, c.mediator, application.ListAccounts{OwnerID: in.OwnerID, Page: in.Page, PageSize: in.PageSize})
	return mvc.NewPage(in.PageRequest, page.Items, int64(page.Total)), err
}

// Transactions lists what moved.
func (c *AccountsController) Transactions(ctx context.Context, in TransactionsRequest) (mvc.Page[application.TransactionDTO], error) {
	page, err := mediator.Send(ctx, c.mediator, application.ListTransactions{
		AccountID: in.ID, From: in.From, To: in.To, Page: in.Page, PageSize: in.PageSize,
	})
	return mvc.NewPage(in.PageRequest, page.Items, int64(page.Total)), err
}

// Statement returns the table of a month.
func (c *AccountsController) Statement(ctx context.Context, in StatementRequest) (mvc.File, error) {
	lines, err := mediator.Send(ctx, c.mediator, application.GetStatement{AccountID: in.ID, Month: in.Month})
	if err != nil {
		return mvc.File{}, err
	}
	var table bytes.Buffer
	if err := c.csv.Encode(&table, &lines); err != nil {
		return mvc.File{}, err
	}
	return mvc.File{
		Name: "statement-" + in.Month + ".csv", ContentType: c.csv.MediaType(), Content: bytes.NewReader(table.Bytes()),
	}, nil
}

// Deposit puts money in.
func (c *AccountsController) Deposit(ctx context.Context, in application.Deposit) (application.AccountDTO, error) {
	return mediator.Send(ctx, c.mediator, in)
}

// Withdraw takes money out.
func (c *AccountsController) Withdraw(ctx context.Context, in application.Withdraw) (application.AccountDTO, error) {
	return mediator.Send(ctx, c.mediator, in)
}

// ChangeOverdraft changes how much may be owed.
func (c *AccountsController) ChangeOverdraft(ctx context.Context, in application.ChangeOverdraft) (application.AccountDTO, error) {
	return mediator.Send(ctx, c.mediator, in)
}

// Close closes an account.
func (c *AccountsController) Close(ctx context.Context, in application.CloseAccount) (application.AccountDTO, error) {
	return mediator.Send(ctx, c.mediator, in)
}
