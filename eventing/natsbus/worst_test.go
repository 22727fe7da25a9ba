package natsbus_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/eventing/cloudevents"
	"github.com/neuroglia-go/neuroglia/eventing/natsbus"
	"github.com/neuroglia-go/neuroglia/eventing/transport"
	"github.com/neuroglia-go/neuroglia/internal/testenv"
)

// TestTheWorst has two processes consume and many publish while, again and again, the
// server is killed or hangs, a consumer is killed or paused, or the line of the publishers is
// cut.
func TestTheWorst(t *testing.T) {
	t.Parallel()
	const keys, each, evils = 6, 60, 8 // events of each key while one evil happens
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	dice := rand.New(rand.NewPCG(seed, 0)) //nolint:gosec // it makes trouble and guards nothing
	server := testenv.NATSServer(t)
	url := server.URL + "&lease=1s"
	line, cut := testenv.NewProxy(t, url)
	bus := open(t, cut)
	require.NoError(t, bus.Declare(t.Context(), transport.Group{Name: "processes"}))

	var taken record
	consumers := []func(syscall.Signal){run(t, url, &taken), run(t, url, &taken)}
	resume := func() {}
	for round := range evils {
		_, before := taken.firsts()
		var publishing sync.WaitGroup
		t.Cleanup(publishing.Wait)
		for k := range keys {
			publishing.Go(func() { publishKey(t, bus, fmt.Sprint("k", k), round*each, (round+1)*each) })
		}
		enough := before + 1 + dice.IntN(keys*each/2)
		require.Eventually(t, func() bool {
			_, now := taken.firsts()
			return now >= enough
		}, patient, time.Millisecond)
		resume()
		resume = func() {}
		evil := dice.IntN(5)
		switch i := dice.IntN(len(consumers)); evil {
		case 0:
			server.Kill(t)
			server.Start(t)
		case 1:
			consumers[i](syscall.SIGKILL)
			consumers[i] = run(t, url, &taken)
		case 2:
			paused := consumers[i]
			paused(syscall.SIGSTOP)
			resume = func() { paused(syscall.SIGCONT) } // it stays as one more
			consumers[i] = run(t, url, &taken)
		case 3:
			server.Pause(t)
			<-time.After(time.Duration(dice.IntN(3000)) * time.Millisecond) // below and above the lease
			server.Resume(t)
		default:
			line.Cut()
		}
		publishing.Wait()
	}
	require.Eventually(t, func() bool {
		_, all := taken.firsts()
		return all == keys*each*evils
	}, patient, 10*time.Millisecond)
	byKey, _ := taken.firsts()
	for key, ids := range byKey {
		for n, id := range ids {
			require.Equal(t, fmt.Sprintf("%s-%d", key, n), id)
		}
	}
}

// publishKey publishes events of a key in batches, each until the server has it.
func publishKey(t *testing.T, bus *natsbus.Bus, key string, from, to int) {
	ctx, cancel := context.WithTimeout(t.Context(), patient)
	defer cancel()
	for n := from; n < to; {
		var batch []cloudevents.Event
		for ; len(batch) < 3 && n < to; n++ {
			e := event(n)
			e.Subject, e.ID = key, fmt.Sprintf("%s-%d", key, n)
			batch = append(batch, e)
		}
		for try := 1; ; try++ {
			err := bus.Publish(ctx, batch...)
			if err == nil {
				break
			}
			if !errors.Is(err, errs.KindUnavailable) || !(transport.Backoff{Limit: time.Second}).Wait(ctx, try) {
				t.Error(err)
				return
			}
		}
	}
}
