package pizzeria_test

import (
	"net/http"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

// An order from the counter to the door, over real HTTP.
func TestAnOrderFromTheCounterToTheDoor(t *testing.T) {
	t.Parallel()
	s := newService(t)
	s.start()
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
	s := newService(t)
	s.start()
	const cooks = 20
	ids := make([]string, cooks)
	for i := range ids {
		placed, err := s.place(t.Context(), "5550000001")
		require.NoError(t, err)
		ids[i] = placed.ID
	}
	statuses := make(chan int, cooks)
	var work sync.WaitGroup
	for _, id := range ids {
		work.Go(func() {
			status, err := s.call(t.Context(), http.MethodPut, "/api/orders/"+id+"/cook", "", nil)
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
	var kitchen struct {
		Cooking   int `json:"cooking"`
		Available int `json:"available"`
	}
	_, err := s.call(t.Context(), http.MethodGet, "/api/kitchen/status", "", &kitchen)
	require.NoError(t, err)
	require.Equal(t, 3, kitchen.Cooking)
	require.Zero(t, kitchen.Available)
}

func TestWrongSettingsAreAllNamedAtStart(t *testing.T) {
	t.Parallel()
	cmd := exec.CommandContext(t.Context(), binary, "serve")
	cmd.Env = append(cmd.Environ(), "PORT=eighty", "PIZZERIA_KITCHEN_SIZE=0")
	cmd.Dir = t.TempDir()
	output, err := cmd.CombinedOutput()
	require.Error(t, err)
	for _, want := range []string{"PORT", "eighty", "PIZZERIA_KITCHEN_SIZE"} {
		require.Contains(t, string(output), want)
	}
}

// Whoever only wants to look needs no database, and makes none.
func TestSubcommandsNeedNoDatabase(t *testing.T) {
	t.Parallel()
	for _, args := range []string{"help", "validate", "routes", "graph", "graph --format mermaid", "openapi", "config", "version"} {
		t.Run(args, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			cmd := exec.CommandContext(t.Context(), binary, strings.Fields(args)...)
			cmd.Dir = dir
			output, err := cmd.CombinedOutput()
			require.NoError(t, err, string(output))
			require.NotEmpty(t, output)
			left, err := os.ReadDir(dir)
			require.NoError(t, err)
			require.Empty(t, left)
		})
	}
}
