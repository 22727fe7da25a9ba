package application

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/neuroglia-go/neuroglia/data/aggregate"
	"github.com/neuroglia-go/neuroglia/data/eventstore"
	"github.com/neuroglia-go/neuroglia/samples/banking/domain"
)

// books are kept by reading the log from its beginning, without a snapshot or a read model, so
// that those can be held against them.
type books struct {
	seen      eventstore.Position // how far the read model is
	rows      map[string]AccountRow
	accounts  map[string]*entry
	transfers map[string]*movement
	totals    map[domain.Currency]*AuditTotals
	findings  []string
}

// entry is an account as its events add up.
type entry struct {
	state   domain.AccountState
	version int64
	last    eventstore.Position
}

// movement is a transfer, and what it did to the accounts.
type movement struct {
	state    domain.TransferState
	held     int // how often
	released int
	captured int
	credited int
}

func newBooks(seen eventstore.Position, rows map[string]AccountRow) *books {
	return &books{
		seen: seen, rows: rows, accounts: make(map[string]*entry), transfers: make(map[string]*movement),
		totals: make(map[domain.Currency]*AuditTotals),
	}
}

func (b *books) find(format string, args ...any) {
	b.findings = append(b.findings, fmt.Sprintf(format, args...))
}

// enter takes in the next event of the log.
func (b *books) enter(record eventstore.Record, event aggregate.Event) {
	id := subjectOf(record.Stream)
	if record.Category() == "transfer" {
		t := b.transfer(id)
		t.state = t.state.Apply(event)
		return
	}
	a := b.accounts[id]
	if a == nil {
		a = new(entry)
		b.accounts[id] = a
	}
	before := a.state
	a.state, a.version, a.last = a.state.Apply(event), record.Version, record.Position
	b.checkState(a)
	b.add(a.state.Currency, event)
	b.move(before, id, event)
	if row, ok := b.rows[id]; ok && row.Version == a.version {
		b.checkRow(row, a.state)
	}
}

func (b *books) transfer(id string) *movement {
	t := b.transfers[id]
	if t == nil {
		t = new(movement)
		b.transfers[id] = t
	}
	return t
}

// checkState looks at an account in one of its versions.
func (b *books) checkState(a *entry) {
	if a.state.Balance.Add(a.state.Overdraft).Sign() < 0 {
		b.find("account %s had %s at version %d, which is more than its overdraft limit of %s allows", a.state.ID, a.state.Balance, a.version, a.state.Overdraft)
	}
	if a.state.Available().Sign() < 0 {
		b.find("account %s had promised more than it has at version %d", a.state.ID, a.version)
	}
}

// add adds up what came from outside and went there.
func (b *books) add(currency domain.Currency, event aggregate.Event) {
	sums := b.sums(currency)
	switch e := event.(type) {
	case domain.MoneyDeposited:
		sums.Deposits = sums.Deposits.Add(e.Amount)
	case domain.MoneyWithdrawn:
		sums.Withdrawals = sums.Withdrawals.Add(e.Amount)
	case domain.InterestPaid:
		sums.Interest = sums.Interest.Add(e.Amount)
	}
}

func (b *books) sums(currency domain.Currency) *AuditTotals {
	sums := b.totals[currency]
	if sums == nil {
		sums = &AuditTotals{Currency: currency}
		b.totals[currency] = sums
	}
	return sums
}

// move notes what a transfer did to an account, and that it was what the transfer says. before is
// the account without the event.
func (b *books) move(before domain.AccountState, id string, event aggregate.Event) {
	switch e := event.(type) {
	case domain.FundsHeld:
		t := b.transfer(e.TransferID)
		t.held++
		b.agree(t, "held", t.state.FromAccountID == id && t.state.Amount == e.Amount)
	case domain.FundsReleased:
		t := b.transfer(e.TransferID)
		t.released++
		b.agree(t, "released", before.Holds[e.TransferID] == e.Amount)
	case domain.FundsCaptured:
		t := b.transfer(e.TransferID)
		t.captured++
		b.agree(t, "captured", before.Holds[e.TransferID] == e.Amount && t.credited == 1)
	case domain.TransferCredited:
		t := b.transfer(e.TransferID)
		t.credited++
		b.agree(t, "credited", t.state.ToAccountID == id && t.state.Amount == e.Amount && t.held == 1)
	}
}

func (b *books) agree(t *movement, what string, agrees bool) {
	if !agrees {
		b.find("transfer %s has %s other money than it is about", t.state.ID, what)
	}
}

// checkRow holds a row of the read model to the fold of the same version.
func (b *books) checkRow(row AccountRow, s domain.AccountState) {
	if row.Balance != s.Balance || row.Held != s.Held() || row.Available != s.Available() || row.Closed != s.Closed {
		b.find("account %s has a balance of %s in the read model, of which %s is available; its %d events come to %s and %s",
			row.ID, row.Balance, row.Available, row.Version, s.Balance, s.Available())
	}
}

// checkRows finds rows that are missing, or that no event accounts for.
func (b *books) checkRows() {
	for id, a := range b.accounts {
		if row, ok := b.rows[id]; a.last <= b.seen && (!ok || row.Version != a.version) {
			b.find("account %s has %d events, of which the read model knows %d although it has read all of them", id, a.version, row.Version)
		}
	}
	for id, row := range b.rows {
		if a := b.accounts[id]; a == nil || row.Version > a.version {
			b.find("account %s is in the read model in version %d, which the log does not have", id, row.Version)
		}
	}
}

// checkTransfers holds where each transfer stands to what it did.
func (b *books) checkTransfers() {
	for id, t := range b.transfers {
		if t.held > 1 || t.released > 1 || t.captured > 1 || t.credited > 1 {
			b.find("transfer %s has moved its money more than once", id)
		}
		switch t.state.Status {
		case domain.Completed:
			b.did(t, t.held == 1 && t.credited == 1 && t.captured == 1 && t.released == 0)
		case domain.Rejected:
			b.did(t, t.held+t.credited+t.captured+t.released == 0)
		case domain.Compensated:
			b.did(t, t.held == 1 && t.released == 1 && t.credited+t.captured == 0)
		case "":
			b.find("transfer %s has moved money and was never requested", id)
		}
		if t.credited == 1 && t.captured == 0 {
			sums := b.sums(b.currencyOf(t.state.FromAccountID))
			sums.UnderWay = sums.UnderWay.Add(t.state.Amount)
		}
	}
}

func (b *books) did(t *movement, agrees bool) {
	if !agrees {
		b.find("transfer %s is %s, and its money was held %d times, credited %d, captured %d and released %d times",
			t.state.ID, t.state.Status, t.held, t.credited, t.captured, t.released)
	}
}

func (b *books) currencyOf(accountID string) domain.Currency {
	if a := b.accounts[accountID]; a != nil {
		return a.state.Currency
	}
	return ""
}

// checkLoaded holds what the use cases load, by way of a snapshot, to the fold.
func (b *books) checkLoaded(ctx context.Context, accounts Accounts) error {
	for id, a := range b.accounts {
		loaded, err := accounts.Get(ctx, id)
		if err != nil {
			return err
		}
		s := loaded.State()
		if loaded.Version() == a.version && (s.Balance != a.state.Balance || s.Overdraft != a.state.Overdraft || !maps.Equal(s.Holds, a.state.Holds)) {
			b.find("account %s is loaded with a balance of %s; its %d events come to %s", id, s.Balance, a.version, a.state.Balance)
		}
	}
	return nil
}

// close adds up the balances, and compares them with what came in and went out.
func (b *books) close() Audit {
	audit := Audit{Accounts: len(b.accounts), Transfers: len(b.transfers)}
	for _, a := range b.accounts {
		sums := b.sums(a.state.Currency)
		sums.Balances = sums.Balances.Add(a.state.Balance)
	}
	for _, currency := range slices.Sorted(maps.Keys(b.totals)) {
		sums := *b.totals[currency]
		want := sums.Deposits.Add(sums.Interest).Sub(sums.Withdrawals)
		if have := sums.Balances.Sub(sums.UnderWay); have != want {
			b.find("all accounts in %s have %s without what is under way; deposits and interest less withdrawals are %s", currency, have, want)
		}
		audit.Totals = append(audit.Totals, sums)
	}
	slices.Sort(b.findings)
	audit.Findings = b.findings
	return audit
}
