package domain_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/neuroglia-go/neuroglia/data/aggregate"
	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/samples/banking/domain"
)

var noon = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

func opened(t require.TestingT, overdraft int64) *domain.Account {
	a, err := domain.OpenAccount("a1", "p1", domain.EUR, domain.Cents(overdraft), noon)
	require.NoError(t, err)
	return a
}

func TestMoneyIsTakenAsFarAsItIsAvailable(t *testing.T) {
	t.Parallel()
	a := opened(t, 50_00)
	require.NoError(t, a.Deposit("t1", domain.Cents(100_00), "salary", noon))
	require.NoError(t, a.Hold("x1", domain.Cents(30_00), noon))
	require.Equal(t, domain.Cents(120_00), a.State().Available())

	require.Equal(t, "insufficient_funds", errs.CodeOf(a.Withdraw("t2", domain.Cents(120_01), "", noon)))
	require.NoError(t, a.Withdraw("t2", domain.Cents(120_00), "", noon))
	require.Equal(t, domain.Cents(-20_00), a.State().Balance)
	require.Equal(t, "insufficient_funds", errs.CodeOf(a.Hold("x2", domain.Cents(1), noon)))

	require.NoError(t, a.Capture("x1", "a2", "rent", noon))
	require.Equal(t, domain.Cents(-50_00), a.State().Balance)
	require.Equal(t, "no_hold", errs.CodeOf(a.Capture("x1", "a2", "rent", noon)))
	require.NoError(t, a.Release("x1", noon), "what is not held is not released")
}

func TestAHoldIsMadeOnceAndFreed(t *testing.T) {
	t.Parallel()
	a := opened(t, 0)
	require.NoError(t, a.Deposit("t1", domain.Cents(10_00), "", noon))
	for range 2 {
		require.NoError(t, a.Hold("x1", domain.Cents(10_00), noon))
	}
	require.True(t, a.State().Available().IsZero())
	require.Equal(t, "account_not_empty", errs.CodeOf(a.Close(noon)))
	require.NoError(t, a.Release("x1", noon))
	require.Equal(t, domain.Cents(10_00), a.State().Available())
}

func TestAnAccountIsClosedAtZeroAndStaysClosed(t *testing.T) {
	t.Parallel()
	a := opened(t, 10_00)
	require.NoError(t, a.Withdraw("t1", domain.Cents(1_00), "", noon))
	require.Equal(t, "account_not_empty", errs.CodeOf(a.Close(noon)), "what is owed has to be paid")
	require.NoError(t, a.Credit("x1", "a2", domain.Cents(1_00), "", noon))
	require.NoError(t, a.Close(noon))
	for name, step := range map[string]error{
		"deposit": a.Deposit("t2", domain.Cents(1), "", noon), "withdraw": a.Withdraw("t2", domain.Cents(1), "", noon),
		"hold": a.Hold("x2", domain.Cents(1), noon), "credit": a.Credit("x2", "a2", domain.Cents(1), "", noon),
		"overdraft": a.ChangeOverdraft(domain.Cents(1), noon), "close": a.Close(noon),
	} {
		require.Equal(t, "account_closed", errs.CodeOf(step), name)
	}
	a.PayInterest("2026-11", 20_000, func() string { return "t3" }, noon.AddDate(0, 1, 0))
	require.EqualValues(t, 4, a.Version())
}

func TestTheOverdraftCoversWhatIsOwed(t *testing.T) {
	t.Parallel()
	a := opened(t, 100_00)
	require.NoError(t, a.Withdraw("t1", domain.Cents(60_00), "", noon))
	require.NoError(t, a.Hold("x1", domain.Cents(20_00), noon))
	require.Equal(t, "overdraft_in_use", errs.CodeOf(a.ChangeOverdraft(domain.Cents(79_99), noon)))
	require.NoError(t, a.ChangeOverdraft(domain.Cents(80_00), noon))
	require.Equal(t, "domain_rule", errs.CodeOf(a.ChangeOverdraft(domain.Cents(-1), noon)))
	version := a.Version()
	require.NoError(t, a.ChangeOverdraft(domain.Cents(80_00), noon))
	require.Equal(t, version, a.Version(), "what is so already happens to nobody")
	_, err := domain.OpenAccount("a2", "p1", domain.EUR, domain.Cents(-1), noon)
	require.Equal(t, "domain_rule", errs.CodeOf(err))
}

// Whatever is asked of an account in whatever order, it never owes more than its overdraft, and
// its state is what its events add up to.
func TestAnAccountNeverOwesMoreThanItsOverdraft(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a := opened(t, rapid.Int64Range(0, 500).Draw(t, "overdraft"))
		for i := range rapid.IntRange(1, 40).Draw(t, "steps") {
			amount := domain.Cents(rapid.Int64Range(-5, 300).Draw(t, "amount"))
			transfer := rapid.SampledFrom([]string{"x1", "x2", "x3"}).Draw(t, "transfer")
			version := a.Version()
			err := draw(t, a, i, transfer, amount)
			if err != nil && a.Version() != version {
				t.Fatalf("a refused step has changed the account: %v", err)
			}
			s := a.State()
			if s.Available().Sign() < 0 || s.Balance.Add(s.Overdraft).Sign() < 0 {
				t.Fatalf("balance %s, overdraft %s, held %s", s.Balance, s.Overdraft, s.Held())
			}
		}
		var folded domain.AccountState
		for _, event := range a.Pending() {
			folded = folded.Apply(reread(t, event))
		}
		require.Equal(t, a.State(), folded)
	})
}

// draw takes a step that is drawn.
func draw(t *rapid.T, a *domain.Account, i int, transfer string, amount domain.Amount) error {
	switch rapid.IntRange(0, 6).Draw(t, "step") {
	case 0:
		return a.Deposit("t", amount, "", noon)
	case 1:
		return a.Withdraw("t", amount, "", noon)
	case 2:
		return a.Hold(transfer, amount, noon)
	case 3:
		return a.Capture(transfer, "a2", "", noon)
	case 4:
		return a.Release(transfer, noon)
	case 5:
		return a.Credit(transfer, "a2", amount, "", noon)
	default:
		return a.ChangeOverdraft(amount, noon.Add(time.Duration(i)))
	}
}

// reread returns the event as it comes out of a log.
func reread(t *rapid.T, event aggregate.Event) aggregate.Event {
	body, err := json.Marshal(event)
	require.NoError(t, err)
	again, err := decode(event, body)
	require.NoError(t, err)
	require.Equal(t, event, again)
	return again
}

func decode(event aggregate.Event, body []byte) (aggregate.Event, error) {
	switch event.(type) {
	case domain.AccountOpened:
		return as[domain.AccountOpened](body)
	case domain.MoneyDeposited:
		return as[domain.MoneyDeposited](body)
	case domain.MoneyWithdrawn:
		return as[domain.MoneyWithdrawn](body)
	case domain.FundsHeld:
		return as[domain.FundsHeld](body)
	case domain.FundsCaptured:
		return as[domain.FundsCaptured](body)
	case domain.FundsReleased:
		return as[domain.FundsReleased](body)
	case domain.TransferCredited:
		return as[domain.TransferCredited](body)
	default:
		return as[domain.OverdraftChanged](body)
	}
}

func as[E aggregate.Event](body []byte) (aggregate.Event, error) {
	var e E
	err := json.Unmarshal(body, &e)
	return e, err
}

func TestAnOldAccountIsInEuros(t *testing.T) {
	t.Parallel()
	got := domain.UpcastAccountOpened(domain.AccountOpenedV1{AccountID: "a1", OwnerID: "p1", OverdraftLimit: domain.Cents(5), At: noon})
	require.Equal(t, domain.AccountOpened{AccountID: "a1", OwnerID: "p1", Currency: domain.EUR, OverdraftLimit: domain.Cents(5), At: noon}, got)
}

// The replica that comes second may have a clock that is behind that of the first.
func TestTheEventsOfAnAccountAreInTheOrderOfTheirTimes(t *testing.T) {
	t.Parallel()
	a := opened(t, 0)
	var last time.Time
	for _, minutes := range []time.Duration{3, 1, 3, 2, 5} {
		require.NoError(t, a.Deposit("t1", domain.Cents(1), "", noon.Add(minutes*time.Minute)))
	}
	for _, event := range a.Pending() {
		at := event.(aggregate.Timed).OccurredAt()
		require.False(t, at.Before(last))
		last = at
	}
	require.Equal(t, noon.Add(5*time.Minute), last)
	require.Equal(t, last, a.State().Last)
}
