package pizzeria_test

import (
	"bufio"
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// watcher is a browser in the kitchen.
type watcher struct {
	t     *testing.T
	lines *bufio.Scanner
	close func()
}

// watch opens the stream of the kitchen, as one who has seen the update with the id.
func (s *service) watch(lastSeen string) *watcher {
	s.T.Helper()
	ctx, stop := context.WithCancel(s.T.Context())
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, s.URL+"/api/kitchen/stream", http.NoBody)
	require.NoError(s.T, err)
	credentials, err := s.credentials(ctx)
	require.NoError(s.T, err)
	req.Header.Set("Cookie", credentials["Cookie"])
	if lastSeen != "" {
		req.Header.Set("Last-Event-ID", lastSeen)
	}
	resp, err := http.DefaultClient.Do(req)
	require.NoError(s.T, err)
	require.Equal(s.T, http.StatusOK, resp.StatusCode)
	w := &watcher{t: s.T, lines: bufio.NewScanner(resp.Body), close: func() { stop(); _ = resp.Body.Close() }}
	s.T.Cleanup(w.close)
	return w
}

// next returns the id of the next update and the orders in it.
func (w *watcher) next() (id string, orders []string) {
	w.t.Helper()
	for w.lines.Scan() {
		field, value, _ := strings.Cut(w.lines.Text(), ": ")
		switch field {
		case "id":
			id = value
		case "event":
			require.Equal(w.t, "queue", value)
		case "data":
			var queue []order
			require.NoError(w.t, json.Unmarshal([]byte(value), &queue))
			for _, o := range queue {
				orders = append(orders, o.ID+" "+o.Status)
			}
			return id, orders
		}
	}
	w.t.Fatal("the stream ended:", w.lines.Err())
	return "", nil
}

// A screen in the kitchen shows every change, also of what another process did, and
// nothing is missing after the process that it watched was killed.
func TestTheKitchenWatchesItsQueue(t *testing.T) {
	t.Parallel()
	pizzeria.OnEachStore(t, func(t *testing.T, database string) {
		s := newService(t, database)
		s.Start()
		screen := s.watch("")
		_, orders := screen.next()
		require.Empty(t, orders)

		first, err := s.place(t.Context(), "5550000001")
		require.NoError(t, err)
		id, orders := screen.next()
		require.Equal(t, []string{first.ID + " confirmed"}, orders)

		s.Kill()
		s.Start()
		_, err = s.call(t.Context(), http.MethodPut, "/api/orders/"+first.ID+"/cook", "", nil)
		require.NoError(t, err)
		screen = s.watch(id)
		seen, orders := screen.next()
		require.Equal(t, []string{first.ID + " cooking"}, orders)
		require.NotEqual(t, id, seen)

		_, err = s.call(t.Context(), http.MethodPut, "/api/orders/"+first.ID+"/ready", "", nil)
		require.NoError(t, err)
		_, orders = screen.next()
		require.Empty(t, orders)
		require.NoError(t, s.Terminate(), "who watches keeps no process alive")
	})
}
