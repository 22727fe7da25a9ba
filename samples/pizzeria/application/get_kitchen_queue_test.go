package application_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/samples/pizzeria/application"
	"github.com/neuroglia-go/neuroglia/samples/pizzeria/domain"
)

func TestTheQueueIsWhatTheKitchenHasToDo(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	require.Empty(t, send(s, application.GetKitchenQueue{}))
	var want []string
	for _, status := range []domain.Status{domain.Confirmed, domain.Ready, domain.Cooking, domain.Cancelled, domain.Delivered, domain.Confirmed} {
		order := s.orderIn(status)
		if status == domain.Confirmed || status == domain.Cooking {
			want = append(want, order.ID)
		}
		s.wait(time.Minute)
	}
	require.Equal(t, want, ids(send(s, application.GetKitchenQueue{})), "the longest waiting first")
}

func TestABoardShowsAsManyOrdersAsFit(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	const more, fit = 205, 200
	for range more {
		send(s, maria())
	}
	require.Len(t, send(s, application.GetKitchenQueue{}), fit)
}
