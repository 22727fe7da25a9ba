package application

import (
	"context"
	"fmt"
	"slices"

	"github.com/neuroglia-go/neuroglia/data/eventstore"
	"github.com/neuroglia-go/neuroglia/data/query"
	"github.com/neuroglia-go/neuroglia/eventing/projection"
	"github.com/neuroglia-go/neuroglia/mediator"
	"github.com/neuroglia-go/neuroglia/samples/banking/domain"
)

// AuditAccounts asks whether the books are in order: every balance is the fold of its events,
// none was ever below its overdraft limit, each transfer took what it gave, and the money in
// all accounts is what came in less what went out. It may be asked at any time.
type AuditAccounts struct {
	mediator.Query[Audit]
}

// Audit is what was looked at and what was found.
type Audit struct {
	Accounts  int
	Transfers int
	// Position is how far the log was read.
	Position eventstore.Position
	// Totals are the sums by currency, sorted by it.
	Totals []AuditTotals
	// Findings say what is wrong, each in a line; there are none when the books are in order.
	Findings []string
}

// AuditTotals are the sums of one currency.
type AuditTotals struct {
	Currency domain.Currency
	// Balances is what the accounts have.
	Balances domain.Amount
	// UnderWay is what transfers have brought to one account and not yet taken from the other.
	UnderWay domain.Amount
	// Deposits and Interest came in from outside, and Withdrawals went out.
	Deposits, Interest, Withdrawals domain.Amount
}

// Clean reports whether nothing is wrong.
func (a Audit) Clean() bool { return len(a.Findings) == 0 }

// AuditAccountsHandler answers [AuditAccounts].
type AuditAccountsHandler struct {
	log      eventstore.Store
	registry *eventstore.Registry
	accounts Accounts
	view     AuditedView
}

// AuditedView is the read model that is audited, and how far it is.
type AuditedView struct {
	rows        *projection.View[AccountRow]
	projections *projection.Projections
}

// NewAuditedView returns the read model of the accounts.
func NewAuditedView(rows *projection.View[AccountRow], projections *projection.Projections) AuditedView {
	return AuditedView{rows: rows, projections: projections}
}

// NewAuditAccountsHandler returns the handler.
func NewAuditAccountsHandler(log eventstore.Store, registry *eventstore.Registry, accounts Accounts, view AuditedView) *AuditAccountsHandler {
	return &AuditAccountsHandler{log: log, registry: registry, accounts: accounts, view: view}
}

// Handle reads the whole log and returns what is wrong.
func (h *AuditAccountsHandler) Handle(ctx context.Context, _ AuditAccounts) (Audit, error) {
	// First how far the read model is, then its rows, then the log: each has seen what the one
	// before has, so what is missing in the end is missing.
	seen, err := h.view.seen(ctx)
	if err != nil {
		return Audit{}, err
	}
	rows, err := h.view.load(ctx)
	if err != nil {
		return Audit{}, err
	}
	head, err := h.log.Head(ctx)
	if err != nil {
		return Audit{}, err
	}
	b := newBooks(seen, rows)
	for record, err := range h.log.ReadAll(ctx, 0, eventstore.Filter{Categories: []string{"account", "transfer"}, Through: head}) {
		if err != nil {
			return Audit{}, err
		}
		event, err := h.registry.Decode(record)
		if err != nil {
			return Audit{}, err
		}
		b.enter(record, event)
	}
	b.checkRows()
	b.checkTransfers()
	if err := b.checkLoaded(ctx, h.accounts); err != nil {
		return Audit{}, err
	}
	audit := b.close()
	audit.Position = head
	return audit, nil
}

// seen returns how far the read model of the accounts has followed the log.
func (v AuditedView) seen(ctx context.Context) (eventstore.Position, error) {
	versions, err := v.projections.List(ctx)
	if err != nil {
		return 0, err
	}
	at := slices.IndexFunc(versions, func(version projection.Version) bool { return version.Projection == AccountsView })
	if at < 0 {
		return 0, fmt.Errorf("there is no projection %q", AccountsView)
	}
	return versions[at].Position, nil
}

// load returns the rows of the read model by account.
func (v AuditedView) load(ctx context.Context) (map[string]AccountRow, error) {
	rows := make(map[string]AccountRow)
	for cursor := query.Cursor(""); ; {
		page, err := v.rows.Find(ctx, query.All().OrderBy(query.ID.Asc()).Limit(1000).After(cursor))
		if err != nil {
			return nil, err
		}
		for _, row := range page.Items {
			rows[row.ID] = row
		}
		if cursor = page.Next; cursor == "" {
			return rows, nil
		}
	}
}
