package pizzeria_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/internal/sampletest"
)

const (
	clients      = 16
	acknowledged = 200
)

// 200 orders from 16 clients while the process is killed at random moments and
// restarted: every acknowledged order is there, none is half written, and each is what
// its events say.
func TestAcknowledgedOrdersSurviveKill(t *testing.T) {
	t.Parallel()
	pizzeria.OnEachStore(t, func(t *testing.T, database string) { killUnderLoad(t, newService(t, database)) })
}

func killUnderLoad(t *testing.T, s *service) {
	t.Helper()
	s.Start()
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)

	var up sync.RWMutex // held for writing while the service is down, so that clients wait instead of spinning
	orders := make(chan order, acknowledged+clients)
	var count atomic.Int64
	var work sync.WaitGroup
	for client := range clients {
		work.Go(func() {
			phone := fmt.Sprintf("555000%04d", client)
			for count.Load() < acknowledged {
				up.RLock()
				up.RUnlock() //nolint:staticcheck // only waits
				placed, err := s.place(t.Context(), phone)
				switch {
				case err == nil:
					count.Add(1)
					orders <- placed
				case !errors.Is(err, sampletest.ErrNoAnswer):
					t.Error(err)
					return
				}
			}
		})
	}
	killer := rand.New(rand.NewPCG(seed, 1))
	for kills := 0; count.Load() < acknowledged; {
		if count.Load() < int64(20*(kills+1)) {
			sampletest.Wait(t, time.Duration(killer.IntN(3000))*time.Microsecond)
			continue
		}
		kills++
		up.Lock()
		s.Kill()
		s.Start()
		up.Unlock()
		t.Logf("killed and restarted after %d acknowledged orders", count.Load())
	}
	work.Wait()
	s.Kill()
	s.Start()
	close(orders)
	checkOrders(t, s, orders)
	s.Kill()
	requireStateIsFold(t, s.Database)
}

func checkOrders(t *testing.T, s *service, orders <-chan order) {
	t.Helper()
	n := 0
	customers := map[string]string{}
	for placed := range orders {
		var stored order
		status, err := s.call(t.Context(), http.MethodGet, "/api/orders/"+placed.ID, "", &stored)
		require.NoError(t, err)
		require.Equal(t, http.StatusOK, status, "order %s was acknowledged and is gone", placed.ID)
		require.Equal(t, placed, stored)
		n++
	}
	require.GreaterOrEqual(t, n, acknowledged)

	// What was stored and never acknowledged is whole as well: an order with its
	// pizzas, and one customer for each phone number.
	listed := 0
	for page := 1; ; page++ {
		var out struct {
			Items []order `json:"items"`
			Total int     `json:"total"`
		}
		_, err := s.call(t.Context(), http.MethodGet, fmt.Sprintf("/api/orders?page=%d&page_size=100", page), "", &out)
		require.NoError(t, err)
		if len(out.Items) == 0 {
			require.Equal(t, out.Total, listed)
			require.GreaterOrEqual(t, listed, n)
			return
		}
		for _, o := range out.Items {
			listed++
			require.Equal(t, "confirmed", o.Status)
			require.Len(t, o.Pizzas, 2)
			require.Equal(t, "37.27", o.TotalAmount)
			if known, ok := customers[o.Customer.Phone]; ok {
				require.Equal(t, known, o.Customer.ID, "two customers have one phone number")
			}
			customers[o.Customer.Phone] = o.Customer.ID
		}
	}
}

// SIGTERM under load: clients that, like a load balancer, stop sending once the
// service says that it is not ready get an answer to everything they sent.
func TestNoAcceptedRequestFailsOnTerm(t *testing.T) {
	t.Parallel()
	pizzeria.OnEachStore(t, func(t *testing.T, database string) { terminateUnderLoad(t, newService(t, database)) })
}

func terminateUnderLoad(t *testing.T, s *service) {
	t.Helper()
	s.Start()

	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	var count, failed atomic.Int64
	var draining atomic.Bool
	var work sync.WaitGroup
	for client := range clients {
		work.Go(func() {
			for ctx.Err() == nil && !draining.Load() {
				if _, err := s.place(t.Context(), fmt.Sprintf("555000%04d", client)); err != nil {
					failed.Add(1)
					t.Error(err)
					return
				}
				count.Add(1)
			}
		})
	}
	for count.Load() < 100 {
		sampletest.Wait(t, time.Millisecond)
	}
	work.Go(func() {
		for s.Ready() {
			sampletest.Wait(t, time.Millisecond)
		}
		draining.Store(true)
	})
	require.NoError(t, s.Terminate(), "a service that was asked to end ends well")
	stop()
	work.Wait()
	require.Zero(t, failed.Load())
	t.Logf("%d orders answered, none failed", count.Load())
}
