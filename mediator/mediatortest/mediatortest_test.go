package mediatortest_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/mediator"
	"github.com/neuroglia-go/neuroglia/mediator/mediatortest"
)

type (
	priceOf struct {
		mediator.Query[int]
		Pizza string
	}
	pricesOf struct {
		mediator.StreamQuery[int]
		Pizzas []string
	}
	priceAsked struct{ Pizza string }
)

type priceHandler struct{}

func newPriceHandler() *priceHandler { return &priceHandler{} }

func (*priceHandler) Handle(context.Context, priceOf) (int, error) { return 12, nil }

func TestNewRecordsWhatIsSentAndPublished(t *testing.T) {
	t.Parallel()
	m, messages := mediatortest.New(t, func(s *di.Services) {
		mediator.AddHandler[*priceHandler](s, newPriceHandler)
	})

	_, err := mediator.Send(t.Context(), m, priceOf{Pizza: "Veggie"})
	require.NoError(t, err)
	require.NoError(t, mediator.Publish(t.Context(), m, priceAsked{"Veggie"}))

	require.Equal(t, []mediatortest.Message{
		{Kind: mediator.KindQuery, Value: priceOf{Pizza: "Veggie"}},
		{Kind: mediator.KindEvent, Value: priceAsked{"Veggie"}},
	}, messages.Messages())
	require.Equal(t, []priceAsked{{"Veggie"}}, mediatortest.Of[priceAsked](messages))

	messages.Reset()
	require.Empty(t, messages.Messages())
}

func TestFakeReplacesTheHandler(t *testing.T) {
	t.Parallel()
	sold := errors.New("sold out")
	m, messages := mediatortest.New(t, func(s *di.Services) {
		mediatortest.Fake(s, func(context.Context, priceOf) (int, error) { return 0, sold })
		mediator.AddHandler[*priceHandler](s, newPriceHandler)
	})

	_, err := mediator.Send(t.Context(), m, priceOf{Pizza: "Veggie"})

	require.ErrorIs(t, err, sold)
	require.Equal(t, sold, messages.Messages()[0].Err)
}

func TestFakeStreamReplacesTheHandler(t *testing.T) {
	t.Parallel()
	m, messages := mediatortest.New(t, func(s *di.Services) {
		mediatortest.FakeStream(s, func(_ context.Context, q pricesOf) iter.Seq2[int, error] {
			return func(yield func(int, error) bool) {
				for i := range q.Pizzas {
					if !yield(i, nil) {
						return
					}
				}
			}
		})
	})

	var got []int
	for price, err := range mediator.Stream(t.Context(), m, pricesOf{Pizzas: []string{"a", "b"}}) {
		require.NoError(t, err)
		got = append(got, price)
	}

	require.Equal(t, []int{0, 1}, got)
	require.Len(t, mediatortest.Of[pricesOf](messages), 1)
}

// failing stands in for the testing.T of a test that is expected to fail.
type failing struct {
	testing.TB
	message string
}

func (*failing) Helper()                  {}
func (*failing) Context() context.Context { return context.Background() }
func (f *failing) Fatal(args ...any)      { f.message = fmt.Sprint(args...); panic(f) }

func TestNewFailsTheTestWithTheReportOfBuild(t *testing.T) {
	t.Parallel()
	f := &failing{TB: t}
	require.Panics(t, func() {
		mediatortest.New(f, func(s *di.Services) { mediator.Require[priceOf](s) })
	})
	require.Contains(t, f.message, "mediatortest_test.priceOf has no handler")
}

func Example() {
	services := di.NewServices()
	messages := mediatortest.Record(services)
	mediatortest.Fake(services, func(_ context.Context, q priceOf) (int, error) { return len(q.Pizza), nil })

	ctx := context.Background()
	container, err := services.Build(ctx)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer container.Close(ctx)
	m, _ := di.Resolve[*mediator.Mediator](container)

	price, err := mediator.Send(ctx, m, priceOf{Pizza: "Veggie"})
	fmt.Println(price, err)
	fmt.Println(mediatortest.Of[priceOf](messages)[0].Pizza)
	// Output:
	// 6 <nil>
	// Veggie
}
