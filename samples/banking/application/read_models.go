package application

import (
	"context"
	"strings"
	"time"

	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/eventing"
	"github.com/neuroglia-go/neuroglia/eventing/projection"
)

// takeover is how long the other replicas wait until they do what one that was killed has left.
const takeover = 2 * time.Second

// addReadModels registers what is made of the log for those who ask. Every one of them can be
// thrown away and made anew.
func addReadModels(services *di.Services) {
	projection.Add(services, projection.Config{Name: "persons", Categories: []string{"person"}, Lease: takeover}, NewPersonList,
		projection.On((*PersonList).Registered),
		projection.On((*PersonList).Changed),
		projection.On((*PersonList).Erased),
		projection.Keeps[PersonRow],
	)
	projection.Add(services, projection.Config{Name: AccountsView, Categories: []string{"account"}, Lease: takeover}, NewAccountList,
		projection.On((*AccountList).Opened),
		projection.On((*AccountList).Deposited),
		projection.On((*AccountList).Withdrawn),
		projection.On((*AccountList).Held),
		projection.On((*AccountList).Captured),
		projection.On((*AccountList).Released),
		projection.On((*AccountList).Credited),
		projection.On((*AccountList).InterestPaid),
		projection.On((*AccountList).OverdraftChanged),
		projection.On((*AccountList).Closed),
		projection.Keeps[AccountRow],
	)
	projection.Add(services, projection.Config{Name: "transactions", Categories: []string{"account"}, Lease: takeover}, NewTransactions,
		projection.On((*Transactions).Deposited),
		projection.On((*Transactions).Withdrawn),
		projection.On((*Transactions).Captured),
		projection.On((*Transactions).Credited),
		projection.On((*Transactions).InterestPaid),
		projection.Keeps[TransactionRow],
		projection.Keeps[RunningBalance],
	)
	projection.Add(services, projection.Config{Name: "daily-totals", Categories: []string{"account"}, Lease: takeover}, NewDailyTotals,
		projection.On((*DailyTotals).Opened),
		projection.On((*DailyTotals).Deposited),
		projection.On((*DailyTotals).Withdrawn),
		projection.On((*DailyTotals).Captured),
		projection.On((*DailyTotals).InterestPaid),
		projection.Keeps[DayTotals],
		projection.Keeps[AccountCurrency],
	)
}

// subject returns the id of the aggregate whose event is handled.
func subject(ctx context.Context) string {
	record, _ := eventing.RecordOf(ctx)
	return subjectOf(record.Stream)
}

// subjectOf returns the id of the aggregate that a stream is the life of.
func subjectOf(stream string) string {
	_, id, _ := strings.Cut(stream, "-")
	return id
}
