package pizzeria_test

import (
	"net/http"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/internal/testenv"
)

// An order from the counter to the door, over real HTTP.
func TestAnOrderFromTheCounterToTheDoor(t *testing.T) {
	t.Parallel()
	pizzeria.OnEachStore(t, func(t *testing.T, database string) {
		s := newService(t, database)
		s.Start()
		deliver(t, s)
	})
}

func deliver(t *testing.T, s *service) {
	t.Helper()
	placed, err := s.place(t.Context(), "5550000001")
	require.NoError(t, err)
	require.Equal(t, "confirmed", placed.Status)
	require.Equal(t, "37.27", placed.TotalAmount)

	for _, step := range []struct{ path, body, status string }{
		{"/cook", "", "cooking"},
		{"/ready", "", "ready"},
		{"/assign", `{"delivery_person_id":"driver-7"}`, "delivering"},
		{"/deliver", "", "delivered"},
	} {
		var moved order
		status, err := s.call(t.Context(), http.MethodPut, "/api/orders/"+placed.ID+step.path, step.body, &moved)
		require.NoError(t, err)
		require.Equal(t, http.StatusOK, status, step.path)
		require.Equal(t, step.status, moved.Status)
	}
	status, err := s.call(t.Context(), http.MethodPut, "/api/orders/"+placed.ID+"/cancel", "", nil)
	require.NoError(t, err)
	require.Equal(t, http.StatusConflict, status)
}

// Twenty cooks want an oven for three at once: three get it.
func TestTheKitchenLimitHoldsUnderConcurrency(t *testing.T) {
	t.Parallel()
	pizzeria.OnEachStore(t, func(t *testing.T, database string) {
		s := newService(t, database)
		s.Start()
		crowdTheKitchen(t, s)
	})
}

// Two processes that start together over one new database have one kitchen and one
// menu, whichever of them is asked.
func TestTwoProcessesShareTheKitchen(t *testing.T) {
	t.Parallel()
	database := testenv.Postgres(t)
	first, second := newService(t, database), newService(t, database)
	first.Launch()
	second.Launch()
	first.AwaitReady()
	second.AwaitReady()
	crowdTheKitchen(t, first, second)
	for _, s := range []*service{first, second} {
		var menu []struct {
			Name string `json:"name"`
		}
		_, err := s.call(t.Context(), http.MethodGet, "/api/menu/pizzas", "", &menu)
		require.NoError(t, err)
		require.Len(t, menu, 6)
	}
	for _, s := range []*service{first, second} {
		s.Kill()
	}
	requireStateIsFold(t, database)
}

// crowdTheKitchen places orders and wants to cook all of them at once, in turns by one
// process and the other.
func crowdTheKitchen(t *testing.T, processes ...*service) {
	t.Helper()
	const cooks = 20
	ids := make([]string, cooks)
	for i := range ids {
		placed, err := processes[i%len(processes)].place(t.Context(), "5550000001")
		require.NoError(t, err)
		ids[i] = placed.ID
	}
	statuses := make(chan int, cooks)
	var work sync.WaitGroup
	for i, id := range ids {
		work.Go(func() {
			// Half of the orders go to a process that has not placed them.
			status, err := processes[(i+i/2)%len(processes)].call(t.Context(), http.MethodPut, "/api/orders/"+id+"/cook", "", nil)
			if err != nil {
				t.Error(err)
			}
			statuses <- status
		})
	}
	work.Wait()
	close(statuses)
	got := map[int]int{}
	for status := range statuses {
		got[status]++
	}
	require.Equal(t, 3, got[http.StatusOK], got)
	require.Equal(t, cooks-3, got[http.StatusConflict], got)
	for _, s := range processes {
		var kitchen struct {
			Cooking   int `json:"cooking"`
			Available int `json:"available"`
		}
		_, err := s.call(t.Context(), http.MethodGet, "/api/kitchen/status", "", &kitchen)
		require.NoError(t, err)
		require.Equal(t, 3, kitchen.Cooking)
		require.Zero(t, kitchen.Available)
	}
}

func TestWrongSettingsAreAllNamedAtStart(t *testing.T) {
	t.Parallel()
	pizzeria.RequireRefusesSettings(t, map[string]string{"PORT": "eighty", "PIZZERIA_KITCHEN_SIZE": "0"}, "eighty")
}

// Whoever only wants to look needs no database, and makes none.
func TestSubcommandsNeedNoDatabase(t *testing.T) {
	t.Parallel()
	pizzeria.RequireLeavesNothing(t, "help", "validate", "routes", "graph", "graph --format mermaid", "openapi", "config", "version")
}
