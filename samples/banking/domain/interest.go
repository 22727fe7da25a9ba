package domain

import (
	"slices"
	"time"
)

// Accrual is what the interest of a month is paid on: the sum of what was in the account at the
// end of each day, in UTC, in cents. A day on which money was owed counts for nothing.
type Accrual struct {
	Month    string `json:"month"` // 2006-01
	CentDays int64  `json:"cent_days"`
}

// monthLayout is how months are written.
const monthLayout = "2006-01"

// yearDays makes it the interest of a day: a year has 365 of them, also where it has one more.
const yearDays = 365

// day returns the beginning of the day.
func day(t time.Time) time.Time {
	y, m, d := t.UTC().Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}

// accrued returns the accruals with those of the days that have ended between the last event
// and the time, in which the balance was what it is.
func (s AccountState) accrued(until time.Time) []Accrual {
	from, end := day(s.Last), day(until)
	if s.Last.IsZero() || !from.Before(end) || s.Balance.Sign() <= 0 {
		return s.Accruals
	}
	list := slices.Clone(s.Accruals)
	for from.Before(end) {
		next := time.Date(from.Year(), from.Month()+1, 1, 0, 0, 0, 0, time.UTC)
		if next.After(end) {
			next = end
		}
		days := int64(next.Sub(from) / (24 * time.Hour))
		list = addAccrual(list, Accrual{Month: from.Format(monthLayout), CentDays: days * s.Balance.InCents()})
		from = next
	}
	return list
}

// addAccrual adds to the last month, or begins another one.
func addAccrual(list []Accrual, a Accrual) []Accrual {
	if last := len(list) - 1; last >= 0 && list[last].Month == a.Month {
		list[last].CentDays += a.CentDays
		return list
	}
	return append(list, a)
}

// PayInterest pays the interest of each month through the one given that was not paid yet, at a
// yearly rate in millionths. To pay again changes nothing, nor does it to pay an account that is
// closed. Each payment has an id of its own from newID. The month has to be over.
func (a *Account) PayInterest(through string, rate int64, newID func() string, now time.Time) {
	now = a.time(now)
	if current := now.UTC().Format(monthLayout); a.State().Closed || through >= current {
		return
	}
	for _, due := range a.State().accrued(now) {
		if due.Month <= through {
			a.Record(InterestPaid{TransactionID: newID(), Amount: due.interest(rate), Month: due.Month, At: now})
		}
	}
}

// interest returns the interest at a yearly rate in millionths, in whole cents. A half goes to the
// even cent, so that neither side gains by it in the long run.
func (a Accrual) interest(rate int64) Amount {
	const parts = yearDays * 1_000_000
	whole, rest := a.CentDays/parts*rate, a.CentDays%parts*rate // neither is too large for an int64
	whole, rest = whole+rest/parts, rest%parts
	if 2*rest > parts || 2*rest == parts && whole%2 == 1 {
		whole++
	}
	return Cents(whole)
}
