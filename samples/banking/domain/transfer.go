package domain

import (
	"slices"
	"time"

	"github.com/neuroglia-go/neuroglia/data/aggregate"
	"github.com/neuroglia-go/neuroglia/errs"
)

// TransferStatus is where a transfer stands. It is requested, then funds are held, then
// credited, then it is completed; or it is rejected before money has moved; or it is compensated
// after.
type TransferStatus string

// The statuses.
const (
	Requested   TransferStatus = "requested"
	Held        TransferStatus = "funds_held"
	Credited    TransferStatus = "credited"
	Completed   TransferStatus = "completed"
	Rejected    TransferStatus = "rejected"
	Compensated TransferStatus = "compensated"
)

// Values returns the statuses, for documents.
func (TransferStatus) Values() []string {
	return []string{string(Requested), string(Held), string(Credited), string(Completed), string(Rejected), string(Compensated)}
}

// Over reports whether nothing happens any more.
func (s TransferStatus) Over() bool { return s == Completed || s == Rejected || s == Compensated }

// Transfer is the order to bring money from one account to another.
type Transfer struct {
	aggregate.Root[TransferState]
}

// TransferState is what the events of a transfer add up to.
type TransferState struct {
	ID            string         `json:"id"`
	FromAccountID string         `json:"from_account_id"`
	ToAccountID   string         `json:"to_account_id"`
	Amount        Amount         `json:"amount"`
	Communication string         `json:"communication,omitempty"`
	Status        TransferStatus `json:"status"`
	Reason        string         `json:"reason,omitempty"`
	History       []TransferStep `json:"history"`
}

// TransferStep is one thing that happened to a transfer.
type TransferStep struct {
	Status TransferStatus `json:"status"`
	At     time.Time      `json:"at"`
}

// AggregateID is the identity of the transfer.
func (s TransferState) AggregateID() string { return s.ID }

// RequestTransfer returns a transfer that has yet to be carried out.
func RequestTransfer(id, from, to string, amount Amount, communication string, now time.Time) (*Transfer, error) {
	switch {
	case from == to:
		return nil, errs.Invalid("same_account", "a transfer goes from one account to another; both are %s", from)
	case amount.Sign() <= 0:
		return nil, errs.Invalid("domain_rule", "an amount is more than 0, not %s", amount)
	}
	t := new(Transfer)
	t.Record(TransferRequested{TransferID: id, FromAccountID: from, ToAccountID: to, Amount: amount, Communication: communication, At: now})
	return t, nil
}

// Advance says that a transfer has come to a status. To say again what is so already changes
// nothing.
func (t *Transfer) Advance(to TransferStatus, reason string, now time.Time) error {
	s := t.State()
	if s.Status == to {
		return nil
	}
	if !follows(s.Status, to) {
		return errs.Conflict("transfer_state", "transfer %s is %s and cannot become %s", s.ID, s.Status, to)
	}
	t.Record(TransferAdvanced{Status: to, Reason: reason, At: now})
	return nil
}

// follows reports whether a transfer may go from one status to the other.
func follows(from, to TransferStatus) bool {
	switch to {
	case Held, Rejected:
		return from == Requested
	case Credited, Compensated:
		return from == Held
	case Completed:
		return from == Credited
	}
	return false
}

// TransferRequested begins a transfer.
type TransferRequested struct {
	TransferID    string    `json:"transfer_id"`
	FromAccountID string    `json:"from_account_id"`
	ToAccountID   string    `json:"to_account_id"`
	Amount        Amount    `json:"amount"`
	Communication string    `json:"communication,omitempty"`
	At            time.Time `json:"at"`
}

// TransferAdvanced brings it to its next status.
type TransferAdvanced struct {
	Status TransferStatus `json:"status"`
	Reason string         `json:"reason,omitempty"`
	At     time.Time      `json:"at"`
}

// EventName is the name in the log.
func (TransferRequested) EventName() string { return "transfer.requested.v1" }

// EventName is the name in the log.
func (TransferAdvanced) EventName() string { return "transfer.advanced.v1" }

// Apply folds an event into the state.
func (s TransferState) Apply(event aggregate.Event) TransferState {
	switch e := event.(type) {
	case TransferRequested:
		return TransferState{
			ID: e.TransferID, FromAccountID: e.FromAccountID, ToAccountID: e.ToAccountID, Amount: e.Amount, Communication: e.Communication,
			Status: Requested, History: []TransferStep{{Requested, e.At}},
		}
	case TransferAdvanced:
		s.Status, s.Reason = e.Status, e.Reason
		s.History = append(slices.Clip(s.History), TransferStep{e.Status, e.At})
	}
	return s
}
