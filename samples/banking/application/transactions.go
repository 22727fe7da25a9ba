package application

import (
	"context"
	"time"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/eventing"
	"github.com/neuroglia-go/neuroglia/eventing/projection"
	"github.com/neuroglia-go/neuroglia/samples/banking/domain"
)

// Movement is why the balance of an account has changed.
type Movement string

// The movements.
const (
	Deposited   Movement = "deposit"
	Withdrawn   Movement = "withdrawal"
	TransferIn  Movement = "transfer_in"
	TransferOut Movement = "transfer_out"
	Interest    Movement = "interest"
)

// Values returns the movements, for documents.
func (Movement) Values() []string {
	return []string{string(Deposited), string(Withdrawn), string(TransferIn), string(TransferOut), string(Interest)}
}

// TransactionRow is one change of a balance: a row of the read model "transactions".
type TransactionRow struct {
	ID        string   `json:"id"`
	AccountID string   `json:"account_id"`
	Kind      Movement `json:"kind"`
	// Amount is negative where money went out; Balance is what it came to.
	Amount        domain.Amount `json:"amount"`
	Balance       domain.Amount `json:"balance"`
	Communication string        `json:"communication"`
	// Counterparty is the other account of a transfer.
	Counterparty string `json:"counterparty"`
	// At is when it happened: an account as of that time has it.
	At time.Time `json:"at"`
	// Sequence is the version of the account, which orders its transactions.
	Sequence int64 `json:"sequence"`
}

// RowID is the event in the log.
func (t TransactionRow) RowID() string { return t.ID }

// RowIndexes are for the transactions of an account.
func (TransactionRow) RowIndexes() []data.Index {
	return []data.Index{{Name: "account", Fields: []string{"account_id", "sequence"}}}
}

// RunningBalance is what the transactions of an account have come to so far.
type RunningBalance struct {
	AccountID string        `json:"account_id"`
	Balance   domain.Amount `json:"balance"`
}

// RowID is the account.
func (b RunningBalance) RowID() string { return b.AccountID }

// RowName tells these rows from the transactions.
func (RunningBalance) RowName() string { return "balances" }

// Transactions is the projection that keeps what has moved.
type Transactions struct {
	rows     *projection.Rows[TransactionRow]
	balances *projection.Rows[RunningBalance]
}

// NewTransactions returns the projection.
func NewTransactions(rows *projection.Rows[TransactionRow], balances *projection.Rows[RunningBalance]) *Transactions {
	return &Transactions{rows: rows, balances: balances}
}

// Deposited notes money that came in.
func (t *Transactions) Deposited(ctx context.Context, e domain.MoneyDeposited) error {
	return t.add(ctx, TransactionRow{Kind: Deposited, Amount: e.Amount, Communication: e.Communication})
}

// Withdrawn notes money that went out.
func (t *Transactions) Withdrawn(ctx context.Context, e domain.MoneyWithdrawn) error {
	return t.add(ctx, TransactionRow{Kind: Withdrawn, Amount: e.Amount.Neg(), Communication: e.Communication})
}

// Captured notes a transfer to another account.
func (t *Transactions) Captured(ctx context.Context, e domain.FundsCaptured) error {
	return t.add(ctx, TransactionRow{Kind: TransferOut, Amount: e.Amount.Neg(), Communication: e.Communication, Counterparty: e.ToAccountID})
}

// Credited notes a transfer from another account.
func (t *Transactions) Credited(ctx context.Context, e domain.TransferCredited) error {
	return t.add(ctx, TransactionRow{Kind: TransferIn, Amount: e.Amount, Communication: e.Communication, Counterparty: e.FromAccountID})
}

// InterestPaid notes the interest of a month, unless it came to less than a cent.
func (t *Transactions) InterestPaid(ctx context.Context, e domain.InterestPaid) error {
	if e.Amount.IsZero() {
		return nil
	}
	return t.add(ctx, TransactionRow{Kind: Interest, Amount: e.Amount, Communication: "interest " + e.Month})
}

// add adds the transaction of the event that is handled, with the balance behind it.
func (t *Transactions) add(ctx context.Context, row TransactionRow) error {
	record, _ := eventing.RecordOf(ctx)
	row.ID, row.AccountID, row.Sequence, row.At = record.ID, subjectOf(record.Stream), record.Version, record.At
	err := t.balances.Upsert(ctx, row.AccountID, func(b *RunningBalance) {
		b.AccountID, b.Balance = row.AccountID, b.Balance.Add(row.Amount)
		row.Balance = b.Balance
	})
	if err != nil {
		return err
	}
	return t.rows.Insert(ctx, row)
}
