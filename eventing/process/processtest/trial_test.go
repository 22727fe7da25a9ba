package processtest_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/eventing/process"
	"github.com/neuroglia-go/neuroglia/eventing/process/processtest"
	"github.com/neuroglia-go/neuroglia/mediator"
)

// A journey: a flight, then a hotel, of which the confirmation may come late.
type (
	JourneyPlanned struct {
		Journey string `json:"journey"`
		Nights  int    `json:"nights"`
	}
	HotelConfirmed struct {
		Journey string `json:"journey"`
		Booking string `json:"booking"`
	}

	BookFlight struct {
		mediator.Command[string]
		Journey string `json:"journey"`
	}
	CancelFlight struct {
		mediator.Command[mediator.None]
		Journey string `json:"journey"`
	}
	AskHotel struct {
		mediator.Command[mediator.None]
		Journey string `json:"journey"`
	}
	CancelHotel struct {
		mediator.Command[mediator.None]
		Booking string `json:"booking"`
	}
)

func (JourneyPlanned) EventName() string { return "journey.planned.v1" }
func (HotelConfirmed) EventName() string { return "hotel.confirmed.v1" }

type Journey struct{}

type JourneyState struct {
	Seat    string `json:"seat"`
	Booking string `json:"booking"`
}

func (*Journey) Planned(step *process.Step[JourneyState], e JourneyPlanned) error {
	if e.Nights < 1 {
		return errors.New("no nights")
	}
	step.Send(BookFlight{Journey: step.Correlation()}).UndoneBy(CancelFlight{Journey: step.Correlation()})
	step.Send(AskHotel{Journey: step.Correlation()})
	step.At("answer", step.Now().Add(time.Hour))
	return nil
}

func (*Journey) Seated(step *process.Step[JourneyState], _ BookFlight, seat string) error {
	step.State.Seat = seat
	return nil
}

func (*Journey) Confirmed(step *process.Step[JourneyState], e HotelConfirmed) error {
	step.State.Booking = e.Booking
	step.Compensate(CancelHotel{Booking: e.Booking})
	step.Cancel("answer")
	if step.Status() == process.Running {
		step.Complete()
	}
	return nil
}

func (*Journey) TooLate(step *process.Step[JourneyState]) error {
	step.Abort("the hotel does not answer")
	return nil
}

func routes() []process.Route[*Journey, JourneyState] {
	return process.Routes(
		process.Starts((*Journey).Planned, func(e JourneyPlanned) string { return e.Journey }),
		process.On((*Journey).Confirmed, func(e HotelConfirmed) string { return e.Journey }),
		process.OnTimer("answer", (*Journey).TooLate),
		process.OnAnswer((*Journey).Seated),
		process.Sends[BookFlight], process.Sends[CancelFlight], process.Sends[AskHotel], process.Sends[CancelHotel],
	)
}

func TestAJourneyIsBooked(t *testing.T) {
	t.Parallel()
	trial := processtest.New(t, &Journey{}, routes()...)
	require.Empty(t, trial.Status())
	trial.Hear(HotelConfirmed{Journey: "j"})
	require.Empty(t, trial.Status(), "nobody has begun it")

	trial.Hear(JourneyPlanned{Journey: "j", Nights: 2})
	require.Equal(t, []any{BookFlight{Journey: "j"}, AskHotel{Journey: "j"}}, trial.Pending())
	require.Equal(t, BookFlight{Journey: "j"}, trial.Answer("12A"))
	require.Equal(t, []any{AskHotel{Journey: "j"}}, trial.AnswerAll())
	trial.Hear(HotelConfirmed{Journey: "j", Booking: "b"})

	require.Equal(t, process.Completed, trial.Status())
	require.Equal(t, JourneyState{Seat: "12A", Booking: "b"}, trial.State())
	trial.Pass(2 * time.Hour)
	require.Equal(t, process.Completed, trial.Status(), "its timer is gone")
	require.Empty(t, trial.Instance().Compensations)
}

func TestWhatComesLateIsUndone(t *testing.T) {
	t.Parallel()
	trial := processtest.New(t, &Journey{}, routes()...)
	trial.Hear(JourneyPlanned{Journey: "j", Nights: 2})
	trial.Answer("12A")
	trial.Pass(time.Hour)
	require.Equal(t, process.Compensating, trial.Status())
	require.Equal(t, []any{CancelFlight{Journey: "j"}}, trial.AnswerAll(), "what was not sent is not undone")
	require.Equal(t, process.Aborted, trial.Status())

	trial.Hear(HotelConfirmed{Journey: "j", Booking: "b"})
	require.Equal(t, process.Compensating, trial.Status())
	require.Nil(t, trial.Instance().Ended)
	require.Equal(t, []any{CancelHotel{Booking: "b"}}, trial.AnswerAll())
	require.Equal(t, process.Aborted, trial.Status())
}

func TestARefusedCommandAborts(t *testing.T) {
	t.Parallel()
	trial := processtest.New(t, &Journey{}, routes()...)
	trial.Hear(JourneyPlanned{Journey: "j", Nights: 2})
	trial.Answer("12A")
	require.Equal(t, AskHotel{Journey: "j"}, trial.Refuse(errs.Conflict("full", "no room is left")))
	require.Equal(t, "AskHotel: no room is left", trial.Instance().Reason)
	require.Equal(t, []any{CancelFlight{Journey: "j"}}, trial.Pending())
	trial.Fail(errors.New("broken"))
	require.Equal(t, "broken", trial.Instance().Stuck.Error)
}

func TestAnAnswerThatIsNotGivenIsZero(t *testing.T) {
	t.Parallel()
	trial := processtest.New(t, &Journey{}, routes()...)
	trial.Hear(JourneyPlanned{Journey: "j", Nights: 2})
	require.Equal(t, []any{BookFlight{Journey: "j"}, AskHotel{Journey: "j"}}, trial.AnswerAll())
	require.Empty(t, trial.State().Seat)
}

func TestAStepThatFailsChangesNothing(t *testing.T) {
	t.Parallel()
	trial := processtest.New(t, &Journey{}, routes()...)
	require.EqualError(t, trial.Fails(JourneyPlanned{Journey: "j"}), "no nights")
	require.Empty(t, trial.Status())
}

// failing stands in for the testing.T of a test that is expected to fail.
type failing struct {
	testing.TB
	message string
}

func (*failing) Helper() {}

func (f *failing) Fatal(args ...any) {
	f.message = fmt.Sprint(args...)
	panic(f)
}

func (f *failing) Fatalf(format string, args ...any) { f.Fatal(fmt.Sprintf(format, args...)) }

func TestMisuseEndsTheTest(t *testing.T) {
	t.Parallel()
	for message, misuse := range map[string]func(f *failing){
		"nothing starts it":                   func(f *failing) { processtest.New[*Journey, JourneyState](f, &Journey{}) },
		"there is no command to be sent":      func(f *failing) { processtest.New(f, &Journey{}, routes()...).Answer(nil) },
		"the process does not listen to":      func(f *failing) { processtest.New(f, &Journey{}, routes()...).Hear(strange{}) },
		"the step of processtest_test.strang": func(f *failing) { trialOf(f).Fails(strange{}) },
		"is of \"k\", and the process of \"j": func(f *failing) {
			r := processtest.New(f, &Journey{}, routes()...)
			r.Hear(JourneyPlanned{Journey: "j", Nights: 1}, JourneyPlanned{Journey: "k", Nights: 1})
		},
	} {
		f := &failing{TB: t}
		require.Panics(t, func() { misuse(f) }, message)
		require.Contains(t, f.message, message)
	}
}

// trialOf returns a trial of a process that takes any strange event.
func trialOf(t testing.TB) *processtest.Trial[JourneyState] {
	return processtest.New(t, &Journey{}, process.Starts(func(*Journey, *process.Step[JourneyState], strange) error { return nil },
		func(strange) string { return "s" }))
}

type strange struct{}

func (strange) EventName() string { return "strange.v1" }

func Example() {
	trial := processtest.New(&failing{}, &Journey{}, routes()...)
	trial.Hear(JourneyPlanned{Journey: "j", Nights: 2})
	fmt.Printf("%T\n", trial.Answer("12A"))
	trial.Refuse(errs.Conflict("full", "no room is left"))
	fmt.Printf("%s: %T\n", trial.Status(), trial.Pending()[0])
	// Output:
	// processtest_test.BookFlight
	// compensating: processtest_test.CancelFlight
}
