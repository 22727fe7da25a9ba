package domain_test

import (
	"fmt"
	"math/big"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/neuroglia-go/neuroglia/samples/banking/domain"
)

// at is a time in November 2026, or in a later month.
func at(day, hour int) time.Time { return time.Date(2026, 11, day, hour, 0, 0, 0, time.UTC) }

// payments returns what was paid for each month.
func payments(a *domain.Account) (list []string) {
	for _, event := range a.Pending() {
		if paid, ok := event.(domain.InterestPaid); ok {
			list = append(list, fmt.Sprint(paid.Month, " ", paid.Amount, " ", paid.TransactionID))
		}
	}
	return list
}

// counted returns ids that are counted.
func counted() func() string {
	n := 0
	return func() string { n++; return fmt.Sprint("t", n) }
}

func openedAt(t *testing.T, overdraft int64, at time.Time) *domain.Account {
	t.Helper()
	a, err := domain.OpenAccount("a1", "p1", domain.EUR, domain.Cents(overdraft), at)
	require.NoError(t, err)
	return a
}

// Each day earns on what there is at its end.
func TestInterestAccruesByTheDay(t *testing.T) {
	t.Parallel()
	a := openedAt(t, 5000_00, at(1, 0))
	require.NoError(t, a.Deposit("d1", domain.Cents(3650_00), "", at(11, 9)))  // the 11th to the 15th: 5 days of 3650.00
	require.NoError(t, a.Withdraw("w1", domain.Cents(2650_00), "", at(16, 9))) // the 16th to the 19th: 4 days of 1000.00
	require.NoError(t, a.Deposit("d2", domain.Cents(9000_00), "", at(20, 9)))
	require.NoError(t, a.Withdraw("w2", domain.Cents(9000_00), "", at(20, 23))) // gone by the evening: the 20th is a day of 1000.00
	require.NoError(t, a.Withdraw("w3", domain.Cents(1500_00), "", at(21, 9)))  // 500.00 are owed from the 21st on
	require.NoError(t, a.Deposit("d3", domain.Cents(500_00), "", at(35, 0)))
	a.PayInterest("2026-11", 100_000, counted(), at(35, 1)) // 10 % a year: 1/3650 a day
	require.Equal(t, []string{"2026-11 6.37 t1"}, payments(a), "5 days of 1.00 and 5 of 0.274")
}

func TestInterestIsPaidOnceForAMonthThatIsOver(t *testing.T) {
	t.Parallel()
	a := openedAt(t, 0, at(1, 0))
	require.NoError(t, a.Deposit("d1", domain.Cents(365_00), "", at(1, 1)))
	newID := counted()
	a.PayInterest("2026-11", 100_000, newID, at(30, 23))
	require.Empty(t, payments(a), "the month is not over")
	for range 2 {
		a.PayInterest("2026-11", 100_000, newID, at(31, 0))
	}
	require.Equal(t, []string{"2026-11 3.00 t1"}, payments(a))
	require.Equal(t, domain.Cents(368_00), a.State().Balance)
	a.PayInterest("2026-10", 100_000, newID, at(31, 1))
	require.Len(t, payments(a), 1, "no month comes back")
}

// Whoever pays late pays every month, and on what there was in it.
func TestMonthsThatWereMissedArePaidOneByOne(t *testing.T) {
	t.Parallel()
	a := openedAt(t, 0, at(1, 0))
	require.NoError(t, a.Deposit("d1", domain.Cents(365_00), "", at(1, 1)))
	require.NoError(t, a.Withdraw("w1", domain.Cents(182_50), "", time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)))
	a.PayInterest("2027-01", 100_000, counted(), time.Date(2027, 2, 3, 4, 0, 0, 0, time.UTC))
	require.Equal(t, []string{"2026-11 3.00 t1", "2026-12 3.10 t2", "2027-01 1.55 t3"}, payments(a))
	a.PayInterest("2027-02", 100_000, counted(), time.Date(2027, 3, 1, 0, 0, 0, 0, time.UTC))
	require.Equal(t, "2027-02 1.45 t1", payments(a)[3], "two days of 182.50, and 26 with the interest")
}

func TestAHalfCentGoesToTheEvenOne(t *testing.T) {
	t.Parallel()
	for cents, want := range map[int64]string{
		5:   "0.00", // half a cent: down to 0
		15:  "0.02", // one and a half: up to 2
		25:  "0.02", // two and a half: down to 2
		26:  "0.03",
		24:  "0.02",
		135: "0.14",
	} {
		a := openedAt(t, 0, at(29, 0))
		require.NoError(t, a.Deposit("d1", domain.Cents(cents), "", at(30, 0)))
		a.PayInterest("2026-11", 36_500_000, counted(), at(31, 0)) // a tenth a day
		require.Equal(t, []string{"2026-11 " + want + " t1"}, payments(a), cents)
	}
}

// The interest is what exact arithmetic makes of the balance at the end of each day.
func TestInterestIsExact(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a, err := domain.OpenAccount("a1", "p1", domain.EUR, domain.Cents(1_000_000_000_00), at(1, 0))
		require.NoError(t, err)
		rate := rapid.Int64Range(0, 1_000_000).Draw(t, "rate")
		var sum int64
		for d := 1; d <= 30; d++ {
			if cents := rapid.Int64Range(-900_000_000_00, 900_000_000_00).Draw(t, "moved"); cents > 0 {
				require.NoError(t, a.Deposit("d", domain.Cents(cents), "", at(d, 8)))
			} else if -cents <= a.State().Available().InCents() && cents < 0 {
				require.NoError(t, a.Withdraw("w", domain.Cents(-cents), "", at(d, 20)))
			}
			sum += max(a.State().Balance.InCents(), 0)
		}
		before := a.State().Balance
		a.PayInterest("2026-11", rate, counted(), at(31, 0))
		exact := new(big.Rat).SetFrac(new(big.Int).Mul(big.NewInt(sum), big.NewInt(rate)), big.NewInt(365_000_000))
		paid := new(big.Rat).SetInt64(a.State().Balance.Sub(before).InCents())
		off := new(big.Rat).Sub(exact, paid)
		require.LessOrEqual(t, off.Abs(off).Cmp(big.NewRat(1, 2)), 0)
	})
}
